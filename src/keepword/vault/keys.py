"""The key of one destruction unit, in the hands of whoever seals or opens its items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UnitKey:
    """A data key with its address; the key itself is not shown."""

    subject: UUID
    unit: UUID
    generation: int
    key: bytes = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")
