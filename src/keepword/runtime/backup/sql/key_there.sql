-- Names of all data keys that there are; those on fresh pages now, those on page blobs are copied in.
CREATE TEMP TABLE key_there ON COMMIT DROP AS
SELECT subject, unit, generation FROM keystore.data_key
