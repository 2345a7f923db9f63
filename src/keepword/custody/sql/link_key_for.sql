-- The key for a link that ends in a month: that month's, or the next one there is.
SELECT month, public FROM apart.link_key
WHERE month >= %(month)s AND destroyed_at IS NULL
ORDER BY month LIMIT 1
