-- Superseded keys that are kept, when the first and the last of them were replaced, and how many
-- are retired and wait for the turn.
SELECT count(*) FILTER (WHERE retired_at IS NULL),
    min(at) FILTER (WHERE retired_at IS NULL),
    max(at) FILTER (WHERE retired_at IS NULL),
    count(*) FILTER (WHERE retired_at IS NOT NULL)
FROM keystore.superseded
