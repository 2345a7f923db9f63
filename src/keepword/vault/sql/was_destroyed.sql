-- Whether no page of this name is ever made again: destroyed, or found broken.
SELECT 1 FROM keystore.destroyed_page WHERE page = %(page)s
UNION ALL
SELECT 1 FROM keystore.broken WHERE kind = 'page' AND name = %(page)s
