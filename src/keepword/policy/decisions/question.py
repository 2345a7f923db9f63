"""The question of a decision: what is to be done, by whom, and what is so.

See docs/decisions.md. No field holds a value of anybody's personal data but the date of birth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from keepword.policy.model.parties import GroundKind


class Act(StrEnum):
    """What is to be done with personal data."""

    COLLECT = "collect"
    USE = "use"
    PROVIDE = "provide"
    ENTRUST = "entrust"
    CORRECT = "correct"
    ERASE = "erase"
    EXPORT = "export"


class Actor(StrEnum):
    """Who does it, or asks for it."""

    PERSON = "person"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    STAFF = "staff"
    PROCESSOR = "processor"
    THIRD_PARTY = "third-party"
    SYSTEM = "system"


class Form(StrEnum):
    """In which form the data leave."""

    IDENTIFIED = "identified"
    PSEUDONYMISED = "pseudonymised"
    AGGREGATE = "aggregate"


class ConsentKind(StrEnum):
    """What a consent was given to."""

    COLLECT = "collect"
    ITEM = "item"
    SENSITIVE = "sensitive"
    PURPOSE = "purpose"
    PROVIDE = "provide"
    OUTSIDE = "outside"


class Consent(NamedTuple):
    """A consent in force: its kind, its scope, and the item (or purpose) it is limited to."""

    kind: ConsentKind
    scope: str
    item: str = ""


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be done, by whom, with what, and what for."""

    act: Act
    actor: Actor
    point: str
    items: frozenset[str] = _NONE
    purpose: str | None = None
    channel: str | None = None
    recipient: str | None = None
    ground: GroundKind | None = None
    reason: bool = False
    statute: str | None = None
    form: Form = Form.IDENTIFIED
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so: about the person whose data are meant, and about the situation."""

    born: date | None = None
    roles: frozenset[str] = _NONE
    consents: frozenset[Consent] = frozenset()
    guardian_verified: bool = False
    grants: frozenset[str] = _NONE
    practitioner: bool = False
    identity_verified: bool = False
    papers: frozenset[str] = _NONE
    contracts: frozenset[str] = _NONE
    circumstances: frozenset[str] = _NONE
    announced: frozenset[tuple[str, str]] = frozenset()
    suspended: frozenset[str] = _NONE
    due: date | None = None
    held_until: date | None = None
    dormant: bool = False
