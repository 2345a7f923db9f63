-- Persons first, all that a transaction changes and in the order of their ids; then units; then keys.
-- Whoever keeps to that waits for others, and never in a circle.
SELECT FROM vault.subject WHERE subject = ANY(%(subjects)s::uuid[]) ORDER BY subject FOR UPDATE
