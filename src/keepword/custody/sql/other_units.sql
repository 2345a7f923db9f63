-- Whether a person has units beside these.
SELECT EXISTS (
    SELECT FROM vault.unit WHERE subject = %(subject)s AND unit <> ALL(%(units)s::uuid[])
)
