-- Rotations that are under way begin again: those who were done may be back under older keys.
UPDATE keystore.rotation
SET position = '00000000-0000-0000-0000-000000000000', done = 0, left_over = 0
WHERE finished_at IS NULL
