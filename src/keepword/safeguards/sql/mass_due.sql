-- Requests to be carried out or gone on with, the oldest first; what has lapsed is not among them.
SELECT erasure FROM safeguards.mass_erasure
WHERE finished_at IS NULL AND stopped_at IS NULL AND not_before <= %(now)s
  AND (begun_at IS NOT NULL OR not_before > %(lapsed)s)
ORDER BY not_before, erasure
