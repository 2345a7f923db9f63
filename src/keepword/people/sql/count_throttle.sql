-- One more; a window that is over begins anew. Whoever counts the same waits for this transaction.
INSERT INTO people.throttle AS t (counted, tries, until)
VALUES (%(counted)s, 1, %(window)s)
ON CONFLICT (counted) DO UPDATE SET
    tries = CASE WHEN t.until <= %(now)s THEN 1 ELSE t.tries + 1 END,
    until = CASE WHEN t.until <= %(now)s THEN %(window)s
                 WHEN t.tries + 1 = %(most)s THEN %(wait)s
                 ELSE t.until END
RETURNING tries, until
