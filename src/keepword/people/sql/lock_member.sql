-- One try at a time for one member, until the transaction ends.
SELECT password, session_epoch, failures, locked_until FROM people.member
WHERE subject = %(subject)s
FOR UPDATE
