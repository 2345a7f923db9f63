DELETE FROM vault.unit WHERE subject = %(subject)s AND unit = ANY(%(units)s)
