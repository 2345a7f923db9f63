"""Addresses of sealed values, and every way to be at the wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from uuid import UUID

from hypothesis import strategies as st

from keepword.vault.sealing import item_aad


@dataclass(frozen=True)
class Place:
    """What the seal of an item binds."""

    tenant: str
    subject: UUID
    record: UUID
    item: str
    unit: UUID
    generation: int

    def aad(self) -> bytes:
        """As the code under test writes it."""
        return item_aad(
            self.tenant, self.subject, self.record, self.item, self.unit, self.generation
        )

    def others(self, strange: Place) -> Iterator[Place]:
        """This place with one part after the other taken from a strange one, where they differ."""
        for part in fields(self):
            moved = replace(self, **{part.name: getattr(strange, part.name)})
            if moved != self:
                yield moved


TEXT = st.text(st.characters(), max_size=40)
"""Any text that Python can hold, lone surrogates included."""

KEYS = st.binary(min_size=32, max_size=32)
GENERATIONS = st.integers(min_value=1, max_value=2**31 - 1)
PLACES = st.builds(
    Place,
    tenant=TEXT,
    subject=st.uuids(),
    record=st.uuids(),
    item=TEXT,
    unit=st.uuids(),
    generation=GENERATIONS,
)
