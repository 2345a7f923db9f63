-- The empty key store makes room for the keys.
SELECT 'DROP SCHEMA keystore CASCADE', 1
