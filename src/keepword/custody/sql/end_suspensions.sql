-- All of a person's suspensions end, for restores too: what they were about has ended.
WITH gone AS (
    DELETE FROM custody.suspension WHERE subject = %(subject)s
)
UPDATE keystore.suspension SET stands = false, said_at = %(now)s
WHERE subject = %(subject)s AND stands
