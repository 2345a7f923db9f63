DELETE FROM vault.item WHERE subject = %(subject)s AND unit = ANY(%(units)s)
