-- Emergency looks: those that await review, the oldest first; or those reviewed, the newest first.
SELECT subject, entry, entries, account, looked_at, reviewed_at, reviewed_by, reviewed_in
FROM safeguards.review
WHERE (reviewed_at IS NOT NULL) = %(done)s
ORDER BY CASE WHEN %(done)s THEN NULL ELSE looked_at END, reviewed_at DESC, entry
LIMIT %(most)s
