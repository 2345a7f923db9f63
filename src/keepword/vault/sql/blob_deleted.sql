-- These objects are deleted.
DELETE FROM vault.blob_to_delete WHERE object = ANY(%(objects)s)
