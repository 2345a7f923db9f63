SELECT EXISTS (
    SELECT FROM keystore.erased_unit
    WHERE subject = %(subject)s AND unit = ANY(%(units)s::uuid[])
)
