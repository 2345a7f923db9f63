UPDATE people.code SET used_for = %(use)s WHERE code = %(code)s
