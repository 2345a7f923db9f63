-- How far one step of packing goes: up to the page after so many pages, or the person after so many
-- fresh keys, whichever comes first. Null: to the end.
SELECT LEAST(
    (SELECT first FROM keystore.key_page WHERE first > %(since)s
     ORDER BY first OFFSET %(pages)s - 1 LIMIT 1),
    (SELECT k.subject FROM keystore.data_key k JOIN keystore.page p USING (page)
     WHERE k.subject > %(since)s AND p.closed_at IS NOT NULL
     ORDER BY k.subject OFFSET %(rows)s LIMIT 1)
)
