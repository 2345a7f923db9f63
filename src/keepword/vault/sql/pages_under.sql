SELECT page, root, wrapped FROM keystore.page WHERE root < %(generation)s
