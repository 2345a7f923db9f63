INSERT INTO safeguards.mass_approval (erasure, account, approved_at, approved_in)
VALUES (%(erasure)s, %(account)s, %(at)s, %(entry)s)
