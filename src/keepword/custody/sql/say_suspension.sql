-- The newest word on it, for restores.
INSERT INTO keystore.suspension (subject, purpose, stands, said_at)
VALUES (%(subject)s, %(purpose)s, %(stands)s, %(now)s)
ON CONFLICT (subject, purpose) DO UPDATE SET stands = EXCLUDED.stands, said_at = EXCLUDED.said_at
