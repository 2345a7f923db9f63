-- A restore is under way as long as this is there.
CREATE SCHEMA restoring;
CREATE TABLE restoring.placed (path text PRIMARY KEY)
