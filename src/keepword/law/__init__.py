"""The law as data: packs of articles, rules, schedules and bodies, and how they are read."""
