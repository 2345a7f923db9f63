-- The look that an entry stands for, locked, if nobody has reviewed it yet. Two reviewers at once
-- make one review: the second waits here and finds nothing.
SELECT subject, entry, entries, account, looked_at, reviewed_at, reviewed_by, reviewed_in
FROM safeguards.review
WHERE entry = %(entry)s AND reviewed_at IS NULL
FOR UPDATE
