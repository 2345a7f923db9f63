-- How many emergency looks await review.
SELECT count(*) FROM safeguards.review WHERE reviewed_at IS NULL
