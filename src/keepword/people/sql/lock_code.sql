-- One try at a time for one code, until the transaction ends.
SELECT sent_to, digits, tries, expires_at, used_for, subject FROM people.code
WHERE code = %(code)s AND kind = %(kind)s
FOR UPDATE
