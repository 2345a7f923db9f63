"""The words of the hospital's pages (Korean), by what they stand for."""

from __future__ import annotations

from functools import cache

from keepword.policies import desk, library
from keepword.policy.decisions.answer import Reason
from keepword.policy.decisions.words import REFUSALS
from keepword.site import words
from keepword.site.desk.labels import labels

POLICY = library.load("asan").policy
BOOK = desk.tasks("asan")

OWN_TASKS = ("own-data", "own-log", "leaving")
"""Tasks of members, whose words stand in the site's catalogue."""


def department(wanted: str) -> str:
    """A department's name."""
    return BOOK.department(wanted).name.ko


def act(wanted: str) -> str:
    """What was done."""
    return words.say_of("looks.act", wanted, "ko")


def task(wanted: str) -> str:
    """Why, as the person reads it."""
    if wanted in OWN_TASKS:
        return words.say_of("looks.task", wanted, "ko")
    return BOOK.task(wanted).plain.ko if wanted else ""


def purpose(wanted: str) -> str:
    """A purpose's name; nothing for one that the policy does not know."""
    found = POLICY.purpose_index.get(wanted)
    return found.name.ko if found else ""


def refusal(wanted: str) -> str:
    """Why not."""
    return REFUSALS[Reason(wanted)].message.ko


@cache
def reason_of(said: str) -> str:
    """The code of a refusal, from its words."""
    (found,) = {reason.value for reason in Reason if REFUSALS[reason].message.ko == said}
    return found


def label(item: str) -> str:
    """What an item is called at C1."""
    return labels(POLICY, POLICY.point_index["C1"], "ko")[item]


@cache
def item_of(said: str) -> str:
    """The item of C1 that is called so."""
    known = labels(POLICY, POLICY.point_index["C1"], "ko")
    (found,) = (item for item, called in known.items() if called == said)
    return found
