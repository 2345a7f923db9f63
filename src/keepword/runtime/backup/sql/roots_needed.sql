-- Roots that something lies under.
SELECT root FROM keystore.page
UNION SELECT root FROM keystore.key_page
UNION SELECT max(generation) FROM keystore.root HAVING count(*) > 0
ORDER BY 1
