-- The review is done; `note` is the entry that records it.
UPDATE safeguards.review
SET reviewed_at = %(now)s, reviewed_by = %(reviewer)s, reviewed_in = %(note)s
WHERE subject = %(subject)s AND entry = %(entry)s AND reviewed_at IS NULL
