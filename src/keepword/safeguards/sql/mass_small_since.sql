-- People of requests that ran without approval since a moment.
SELECT COALESCE(sum(people), 0) FROM safeguards.mass_erasure
WHERE needs = 0 AND stopped_at IS NULL AND asked_at > %(since)s
