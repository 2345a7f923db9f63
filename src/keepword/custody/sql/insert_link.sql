-- A link. Nothing is read and nothing returned: the role that writes may insert here and no more.
INSERT INTO apart.link (subject, link, month, ends_on, sealed)
VALUES (%(subject)s, %(link)s, %(month)s, %(ends_on)s, %(sealed)s)
