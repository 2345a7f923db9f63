-- A link that lasts longer, under the key of its new last month.
UPDATE apart.link SET month = %(month)s, ends_on = %(ends_on)s, sealed = %(sealed)s
WHERE subject = %(subject)s AND link = %(link)s
