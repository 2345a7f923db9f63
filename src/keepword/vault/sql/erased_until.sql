-- Units of a person that were erased before a moment, unless a key of theirs was superseded in the
-- millisecond before it.
SELECT e.unit FROM keystore.erased_unit e
WHERE e.subject = %(subject)s AND e.erased_at < %(end)s
  AND NOT EXISTS (
    SELECT FROM keystore.superseded s
    WHERE s.subject = e.subject AND s.at >= %(moment)s AND s.at < %(end)s
)
