"""Policies that are broken by one small edit each, with the fault that has to be named."""

from tests.policy.broken.case import Case, Expected, broken, place
from tests.policy.broken.form import FORM
from tests.policy.broken.prose import PROSE
from tests.policy.broken.sense import SENSE
from tests.policy.broken.table import TABLE

CASES: tuple[Case, ...] = (*FORM, *SENSE, *PROSE, *TABLE)

__all__ = ["CASES", "Case", "Expected", "broken", "place"]
