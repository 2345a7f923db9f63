"""Records and operations of GDPRbench: which keys, users and purposes, in which proportions.

Metadata of key N (the paper, section 5.1): each value is the key's number modulo its count.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from uuid import UUID

USERS = 10_000
PURPOSES = 25
DATA = 100
EXPIRED_ONE_IN = 10
ZIPF = 0.99
"""The constant of YCSB's zipfian distribution."""

MIXES: dict[str, dict[str, int]] = {
    "controller": {"hold-purpose": 25, "object-user": 25, "delete-key": 25, "insert-key": 25},
    "customer": {
        "read-key": 20,
        "read-purpose": 10,
        "read-user": 10,
        "update-key": 20,
        "hold-purpose": 10,
        "object-user": 10,
        "delete-key": 20,
    },
    "processor": {"read-key": 20, "read-purpose": 40, "read-user": 40},
    "regulator": {"inspect-user": 46, "logs-user": 31, "verify-key": 23},
}
"""Operations in per cent. `hold` and `object` are the paper's update-metadata, `inspect` its
read-metadata, `verify` its verify-deletion."""

SKEWED = frozenset({"customer", "regulator"})
"""Mixes whose keys follow a zipfian distribution; the others' are uniform."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One of a client's operations; `number` tells keys, users and values apart."""

    kind: str
    key: int
    number: int

    @property
    def user(self) -> int:
        """Whose key it is."""
        return self.key % USERS

    @property
    def purpose(self) -> int:
        """What the key's data are for."""
        return self.key % PURPOSES


def subject_of(user: int) -> UUID:
    """The person's random-looking id."""
    return UUID(bytes=hashlib.sha256(f"user {user}".encode()).digest()[:16])


def record_of(key: int) -> UUID:
    """The record's random-looking id."""
    return UUID(bytes=hashlib.sha256(f"key {key}".encode()).digest()[:16])


def value_of(key: int, version: int) -> str:
    """What a key holds: its number and version, and as much else as makes a hundred bytes."""
    head = f"{key}:{version}:"
    return head + hashlib.sha512(head.encode()).hexdigest()[: DATA - len(head)]


def is_expired(key: int) -> bool:
    """Whether a key's time had come before the run began."""
    return key % 100 < 100 // EXPIRED_ONE_IN


def is_closed(key: int) -> bool:
    """Whether a key opens to nobody from the begin: expired, or objected to."""
    return is_expired(key) or has_objected(key)


def held_until(today: date, op: Operation) -> date:
    """A later day at each operation, and none to come: what is held could not be erased."""
    return today - timedelta(days=200_000 - op.number)


def has_objected(key: int) -> bool:
    """Whether a key's person had objected to its purpose before the run began."""
    return key % USERS % 50 == 7


def operations(mix: str, records: int, count: int, seed: int) -> list[Operation]:
    """The operations of one run, the same for both sides; inserts use keys beyond `records`."""
    chance = random.Random(f"{mix} {records} {seed}")
    kinds = list(MIXES[mix])
    weights = list(MIXES[mix].values())
    keys = _skewed(chance, records) if mix in SKEWED else _even(chance, records)
    fresh = (key for key in itertools.count(records + 2 * seed * count) if not is_closed(key))
    found = []
    for number in range(count):
        kind = chance.choices(kinds, weights)[0]
        key = next(fresh if kind == "insert-key" else keys)
        found.append(Operation(kind, key, seed * count + number))
    return found


def _even(chance: random.Random, records: int) -> Iterator[int]:
    while True:
        yield chance.randrange(records)


def _skewed(chance: random.Random, records: int) -> Iterator[int]:
    """Zipfian ranks, scattered over the keys as YCSB scatters them."""
    sums = list(accumulate(1 / rank**ZIPF for rank in range(1, records + 1)))
    while True:
        rank = bisect(sums, chance.random() * sums[-1])
        yield int.from_bytes(hashlib.sha256(b"%d" % rank).digest()[:8], "big") % records
