"""Retention arithmetic: from a rule and the day of its trigger to the day of destruction.

Pure: `today` comes in, and nothing is looked up but the policy and the law pack.
"""

from keepword.policy.retention.calendar import later
from keepword.policy.retention.days import answer_by, due, governing_rule, held_until, separates_on

__all__ = ["answer_by", "due", "governing_rule", "held_until", "later", "separates_on"]
