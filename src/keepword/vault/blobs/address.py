"""The address of a blob: what its seals are bound to (P82)."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from keepword.vault.sealing import encoded, framed, number

_BYTES = "keepword/blob"
_KEY = "keepword/blob-key"


class Address(NamedTuple):
    """Whose blob, of which item of which record, in which destruction unit, and which one."""

    tenant: str
    subject: UUID
    record: UUID
    item: str
    unit: UUID
    blob: UUID

    def of_bytes(self) -> bytes:
        """The associated data of the blob's segments, in one sealed form for each address.

        The generation of the unit's key is not in it: that one seals the blob's key (`of_key`),
        which a new generation takes over without a byte of the blob being sealed again.
        """
        return framed(_BYTES, *self._parts())

    def of_key(self, generation: int) -> bytes:
        """The associated data of the blob's key, sealed under this generation of the unit's."""
        return framed(_KEY, *self._parts(), number(generation))

    def _parts(self) -> tuple[bytes, ...]:
        return (
            encoded(self.tenant),
            self.subject.bytes,
            self.record.bytes,
            encoded(self.item),
            self.unit.bytes,
            self.blob.bytes,
        )
