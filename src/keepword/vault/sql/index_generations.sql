SELECT generation, digest, veil FROM keystore.index_generation
WHERE index = %(index)s ORDER BY generation DESC
