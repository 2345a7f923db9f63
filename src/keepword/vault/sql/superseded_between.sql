-- Retired keys of a range of people, off the list: the page that they may be on is written without
-- them. As far as `erased_between` goes.
DELETE FROM keystore.superseded
WHERE retired_at IS NOT NULL
  AND subject >= %(since)s AND (%(until)s::uuid IS NULL OR subject < ALL (
    SELECT first FROM keystore.key_page WHERE first >= %(until)s ORDER BY first LIMIT 1
))
RETURNING subject, unit, generation
