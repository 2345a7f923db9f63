"""How a root is called at a device or service, and in the key store."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keepword.vault.errors import SealBroken

_TENANT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_GENERATION = re.compile(r"[1-9][0-9]{0,8}")


def can_name(tenant: str) -> bool:
    """Whether every kind of device takes this tenant in a name."""
    return _TENANT.fullmatch(tenant) is not None


@dataclass(frozen=True, slots=True)
class Naming:
    """`<prefix><generation>` at the device; `<prefix><generation>:<object>` in the key store."""

    prefix: str

    def label(self, generation: int) -> str:
        """The name of a generation's key at the device."""
        return f"{self.prefix}{generation}"

    def handle(self, generation: int, found: str) -> str:
        """What the key store keeps: the name, and which object it is."""
        return f"{self.label(generation)}:{found}"

    def read(self, handle: str) -> tuple[int, str]:
        """Generation and object of a handle.

        Raises:
            SealBroken: it was not made by this tenant's provider of this kind.
        """
        label, _, found = handle.partition(":")
        digits = label.removeprefix(self.prefix)
        if not label.startswith(self.prefix) or not _GENERATION.fullmatch(digits) or not found:
            raise SealBroken
        return int(digits), found
