-- The tree has grown from the size it was read with.
UPDATE ledger.tree SET size = %(size)s, frontier = %(frontier)s WHERE size = %(before)s
