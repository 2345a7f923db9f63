-- Units of a range of people that are erased, and those up to the end of the page that the range ends
-- in: that page is written anew as a whole.
SELECT subject, unit FROM keystore.erased_unit
WHERE subject >= %(since)s AND (%(until)s::uuid IS NULL OR subject < ALL (
    SELECT first FROM keystore.key_page WHERE first >= %(until)s ORDER BY first LIMIT 1
))
