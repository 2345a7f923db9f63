-- Whether answers of a day are left (null: of before there were days).
SELECT count(*) FROM (
    SELECT FROM clients.answered WHERE day IS NOT DISTINCT FROM %(day)s::integer LIMIT 1
) AS found
