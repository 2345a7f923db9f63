"""A figure with its runs."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured: one value a run, in `unit`; `wanted` says what is reached for."""

    name: str
    runs: tuple[float, ...]
    unit: str
    wanted: str
    note: str = ""
    """What else has to be said: settings, limits."""

    @property
    def value(self) -> float:
        """The median of the runs."""
        return median(self.runs)

    @property
    def spread(self) -> str:
        """The least and the most."""
        return f"{min(self.runs):,.1f} to {max(self.runs):,.1f}"

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "name": self.name,
            "median": self.value,
            "runs": list(self.runs),
            "unit": self.unit,
            "wanted": self.wanted,
            "note": self.note,
        }
