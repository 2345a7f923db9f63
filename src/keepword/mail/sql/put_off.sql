UPDATE mail.outbox SET tries = tries + 1, due_at = %(due)s WHERE mail = %(mail)s
