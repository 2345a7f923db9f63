-- What still lies under an older root.
SELECT (SELECT count(*) FROM keystore.page WHERE root < %(generation)s)
     + (SELECT count(*) FROM keystore.key_page WHERE root < %(generation)s)
