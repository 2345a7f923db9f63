"""Backups: the data in one folder, the keys in another, and the way back.

    D/  manifest.json  data.dump    all but the key store and sessions (pg_dump, custom format)
                       ledger.tar   the published ledger, and what its signer remembers
    K/  manifest.json  keys.dump    the key store
                       keys.tar     the root key and the ledger's signing key

D alone opens nothing. K alone holds no values, but the root and the index tags, by which telephone
and registration numbers can be tried out. Whoever holds both holds everything, so they travel and
lie apart. The key store is dumped after the data: every key that the data need is there.
A restore obeys what K knows: what was erased or withdrawn since D was taken stays so (P66, P71).
"""
