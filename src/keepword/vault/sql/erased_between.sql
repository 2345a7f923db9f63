-- Units of a range of people that were erased and may still be on a page: this turn makes them
-- final, or they were erased since it began; an earlier one is off every page. With those up to the
-- end of the page that the range ends in: that page is written anew as a whole.
WITH bound AS (
    SELECT COALESCE((
        SELECT first FROM keystore.key_page
        WHERE first >= %(until)s::uuid ORDER BY first LIMIT 1
    ), NULL) AS until
)
SELECT e.subject, e.unit FROM keystore.erased_unit e, bound b
WHERE e.turned = %(generation)s
  AND e.subject >= %(since)s AND (b.until IS NULL OR e.subject < b.until)
UNION ALL
SELECT e.subject, e.unit FROM keystore.erased_unit e, bound b
WHERE e.turned IS NULL
  AND e.subject >= %(since)s AND (b.until IS NULL OR e.subject < b.until)
