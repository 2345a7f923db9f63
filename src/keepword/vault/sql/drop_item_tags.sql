DELETE FROM keystore.blind_index
WHERE subject = %(subject)s AND record = %(record)s AND item = %(item)s
