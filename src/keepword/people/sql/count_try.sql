UPDATE people.code SET tries = tries + 1 WHERE code = %(code)s
