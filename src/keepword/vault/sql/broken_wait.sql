-- What was erased of the people whose keys were on a page waits again. Answers the first person
-- whose keys were on the next page.
WITH next AS (
    SELECT (
        SELECT first FROM keystore.key_page WHERE first > %(first)s ORDER BY first LIMIT 1
    ) AS first
), waiting AS (
    UPDATE keystore.erased_unit e SET turned = NULL
    FROM next
    WHERE e.turned = %(turn)s AND e.subject >= %(first)s
      AND (next.first IS NULL OR e.subject < next.first)
)
SELECT first FROM next
