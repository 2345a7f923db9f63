DELETE FROM keystore.key_page WHERE first = ANY(%(firsts)b::uuid[])
