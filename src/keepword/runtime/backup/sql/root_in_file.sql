-- A root whose device is lost, or whose file was, and that a quorum put back into a file.
UPDATE keystore.root SET provider = %(provider)s, handle = %(handle)s, sealed = ''
WHERE generation = %(generation)s
