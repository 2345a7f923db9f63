SELECT generation, step, position FROM keystore.root ORDER BY generation DESC LIMIT 1
