-- How many objects the data name, and how many bytes they hold.
SELECT count(DISTINCT object), COALESCE(sum(size), 0) FROM vault.blob
