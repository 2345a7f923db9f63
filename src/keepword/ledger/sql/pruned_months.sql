-- Months that are marked as pruned; whether one that is stripped has anything left but its leaves.
SELECT month, entry, first, last, stripped_at IS NOT NULL AND EXISTS (
    SELECT FROM ledger.entry AS kept
    WHERE kept.month = pruned.month AND (
        kept.sealed <> '' OR kept.tag IS NOT NULL OR kept.people IS NOT NULL OR kept.tags IS NOT NULL
    )
)
FROM ledger.pruned ORDER BY month
