"""The catalogue of words: complete, all used, nothing missing."""

from __future__ import annotations

import re
import string
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import pytest

from keepword.law.model import Sureness
from keepword.policy.decisions import Act, Actor
from keepword.policy.decisions.question import ConsentKind
from keepword.policy.model.collection import Requirement
from keepword.policy.model.people import Asker, WayAnswer
from keepword.policy.model.retention import RetentionAct
from keepword.policy.model.vocabulary import Basis, ClauseKind
from keepword.site import words
from keepword.site.asking.answering import Verdict
from keepword.site.asking.circumstances import Agreed, Circumstance
from keepword.site.asking.question import Age
from keepword.site.member.log import ACTS, ROLES, TASKS
from keepword.site.presenting.processors import Order

SITE = Path(str(files("keepword.site")))
FIELDS = ("who", "act", "at", "age", "why", "by", "to", "ground", "agreed", "so", "role", "item")
FAMILIES: dict[str, type[StrEnum] | tuple[str, ...]] = {
    "act": Act,
    "age": Age,
    "agreed": Agreed,
    "answer": WayAnswer,
    "asker": Asker,
    "basis": Basis,
    "ending": RetentionAct,
    "error": tuple(f"{n}.{part}" for n in (400, 404, 500) for part in ("title", "body")),
    "item": ("unique-identifier", "sensitive", "health"),
    "kind": ClauseKind,
    "looks.act": ACTS,
    "looks.role": ROLES,
    "looks.task": TASKS,
    "may-i.choose": ("who", "act", "at"),
    "may-i.field": FIELDS,
    "may-i.preset": (
        "chart", "curious", "emergency", "police", "phone", "erase", "child", "mail", "number",
        "entrust", "footage",
    ),
    "may-i.unknown": FIELDS,
    "me.consent": ConsentKind,
    "processors.column": Order,
    "requirement": (*Requirement, "implied"),
    "so": Circumstance,
    "summary": tuple(
        f"{ask}.{part}"
        for ask in ("what", "why", "how-long", "who")
        for part in ("question", "figure", "more")
    ),
    "facts": (
        *(f"children.{name}" for name in ("age", "items", "methods")),
        *(f"cookies.{name}" for name in ("purposes", "choices", "browsers")),
        *(
            f"cameras.{name}"
            for name in (
                "units", "purposes", "places", "hours", "kept", "storage", "manager", "desk",
            )
        ),
    ),
    "sure": Sureness,
    "verdict": Verdict,
    "version.source": ("ko", "en"),
    "who": Actor,
}  # fmt: skip
"""Keys that are put together from a family and a member."""

_NAMED = re.compile(r"""['"]([a-z][\w-]*(?:\.[\w-]+)*)['"]""")
"""Anything in quotes that could be a key."""


def _texts() -> str:
    kinds = [*SITE.rglob("*.html"), *SITE.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in kinds)


def _named() -> set[str]:
    return set(_NAMED.findall(_texts()))


def _of_families() -> set[str]:
    return {f"{family}.{member}" for family, members in FAMILIES.items() for member in members}


def test_every_key_that_is_asked_for_exists() -> None:
    asked = {
        key
        for pattern in (r"""\{% say ['"]([\w.-]+)['"]""", r"""\bsay\(\s*["']([\w.-]+)["']""")
        for key in re.findall(pattern, _texts())
    }
    assert len(asked) > 100
    assert asked | _of_families() <= set(words.catalogue())


def test_no_key_is_left_over() -> None:
    assert set(words.catalogue()) - _named() - _of_families() == set()


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(words.catalogue()))
def test_both_languages_take_the_same_values(key: str) -> None:
    entry = words.catalogue()[key]
    assert _values(entry.ko) == _values(entry.en)
    assert _values(entry.en_one or "") <= _values(entry.en)


def test_one_thing_is_said_as_one_thing() -> None:
    assert words.say("processors.rows", "en", count=1) == "1 row"
    assert words.say("processors.rows", "en", count=2) == "2 rows"
    assert words.say("processors.rows", "ko", count=1) == "1건"


def test_an_unknown_key_is_an_error_in_both_languages() -> None:
    with pytest.raises(words.UnknownWords) as caught:
        words.say("no.such.key", "ko")
    assert caught.value.code == "unknown-words"
    assert "no.such.key" in caught.value.message.ko
    assert "no.such.key" in caught.value.message.en
