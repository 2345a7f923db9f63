-- Objects that the data name, each once, with their sizes before they were sealed.
SELECT object, max(size) FROM vault.blob GROUP BY object ORDER BY object
