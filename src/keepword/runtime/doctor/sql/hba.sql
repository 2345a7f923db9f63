-- The lines of pg_hba.conf as the server reads the file now; a line it cannot read has an error.
SELECT line_number, concat_ws(' ', type, array_to_string(database, ','),
    array_to_string(user_name, ','), address), COALESCE(auth_method, 'error')
FROM pg_hba_file_rules
ORDER BY line_number
