"""Blobs: photographs, scans, recordings and footage, sealed into an object store (P66, P82, P104).

A blob belongs to an item of a record. What lies in the object store is sealed and named at random;
what the database holds of it (`vault.blob`) is its size, where it lies, and the blob's own key,
sealed under the data key of its destruction unit. So a blob is shredded with its unit: once that
key is destroyed, nothing opens any copy of the object. Deleting the object afterwards is tidiness.

    address    what a seal is bound to
    stream     the sealed form: segments, so that memory stays constant and any part can be read
    reading    whole or in part, each byte authenticated before it is given out
    store      the object store: a folder, or an S3 bucket
    places     which one, from a line of configuration
    keeping    upload, rows, keys
    tidying    objects that nobody needs any more
"""
