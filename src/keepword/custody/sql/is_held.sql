SELECT 1 FROM vault.item WHERE subject = %(subject)s AND record = %(record)s LIMIT 1
