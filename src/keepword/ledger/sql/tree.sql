-- How far the tree has grown, and whether anything waits to be appended.
SELECT size, frontier, EXISTS (SELECT FROM ledger.inbox) FROM ledger.tree
