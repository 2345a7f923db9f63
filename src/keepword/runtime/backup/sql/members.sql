DELETE FROM people.member m USING leaver l WHERE m.subject = l.subject
