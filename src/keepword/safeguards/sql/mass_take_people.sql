-- The next people of a request, taken off its list.
DELETE FROM safeguards.mass_person p
USING (
    SELECT subject FROM safeguards.mass_person
    WHERE erasure = %(erasure)s ORDER BY subject LIMIT %(most)s
) AS next
WHERE p.erasure = %(erasure)s AND p.subject = next.subject
RETURNING p.subject
