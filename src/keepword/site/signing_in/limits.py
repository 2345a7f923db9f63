"""How long one stays signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

IDLE: Final = timedelta(minutes=30)
"""Without a page in between."""

LONGEST: Final = timedelta(hours=12)
"""In any case."""

BETWEEN_FACTORS: Final = timedelta(minutes=10)
"""From the password to the code."""

TOUCH: Final = timedelta(minutes=1)
"""How exactly the last page is remembered."""
