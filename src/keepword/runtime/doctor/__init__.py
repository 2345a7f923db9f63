"""`keepword doctor`: what is unsafe or in the way on this machine and on its database server.

Each check looks at one thing and says what it saw: fine, worth knowing, or to be mended and how.
Checks only look; they change nothing.
"""
