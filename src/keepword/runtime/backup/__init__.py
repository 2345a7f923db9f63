"""Backups: the data in one folder, the keys in another, and the way back.

    D/  manifest.json  data.dump     all but the key store and sessions (pg_dump, custom format)
                       ledger.tar    the published ledger, and what its signer remembers
                       blobs.sha256  blobs/…: the sealed objects, where they lie in a folder
    K/  manifest.json  keys.dump     the key store
                       keys.tar      the root in force, the signing key, the escrow's files

D alone opens nothing. K alone holds no values, but the root and the index tags, by which telephone
and registration numbers can be tried out. Whoever holds both holds everything, so they travel and
lie apart. The key store is dumped after the data: every key that the data need is there.
A restore obeys what K knows: what was erased or withdrawn since D was taken stays so (P66, P71).

    making      both halves; `key_copies`: what a new K replaces; `objects`: the blobs of D
    verifying   looking a backup through
    pairing     what belongs together, looked at before anything is changed
    restoring   loading; `unfinished`: the way back; `levels`: halves of two releases; `living`: D
                beside a key store that is alive; `escrowed`: the root from a quorum
    opening     the last transaction; `replaying`: what stays gone; `inventory`: all keys there are
"""
