"""An invented hospital: made-up people and a year of plausible events, through the real door.

The same people and the same events every time; only keys, ids and passwords are new.
"""
