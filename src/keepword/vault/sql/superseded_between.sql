-- Retired keys of a range of people, off the list: the page that they may be on is written without
-- them. As far as `erased_between` goes, but for the ranges of pages that did not open: what is
-- retired there waits for another turn.
DELETE FROM keystore.superseded s
WHERE s.retired_at IS NOT NULL
  AND s.subject >= %(since)s AND (%(until)s::uuid IS NULL OR s.subject < ALL (
    SELECT first FROM keystore.key_page WHERE first >= %(until)s ORDER BY first LIMIT 1
))
  AND NOT EXISTS (
    SELECT FROM unnest(%(broken)s::uuid[], %(whole)s::uuid[]) AS b (first, until)
    WHERE s.subject >= b.first AND (b.until IS NULL OR s.subject < b.until)
)
RETURNING subject, unit, generation
