DELETE FROM mail.outbox WHERE mail = %(mail)s
