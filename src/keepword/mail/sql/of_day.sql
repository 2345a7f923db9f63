-- Whether mail of a day is left (null: of before there were days).
SELECT count(*) FROM (
    SELECT FROM mail.outbox WHERE day IS NOT DISTINCT FROM %(day)s::integer LIMIT 1
) AS found
