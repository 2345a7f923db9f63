-- Keys of months that are over and to which no link is sealed any more.
SELECT month FROM apart.link_key
WHERE month < %(month)s AND destroyed_at IS NULL
  AND NOT EXISTS (SELECT FROM apart.link WHERE link.month = link_key.month)
ORDER BY month
