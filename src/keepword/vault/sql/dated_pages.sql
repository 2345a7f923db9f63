-- Pages of a service: of its days, and the one of before there were days.
SELECT page FROM keystore.page
WHERE page = %(page)s OR page ~ ('^' || %(page)s || '-[0-9]{8}$')
ORDER BY page
