SELECT DISTINCT object FROM vault.blob
