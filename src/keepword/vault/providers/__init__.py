"""Where root keys are kept: outside the database, with a provider that says what its end is worth.

A root is 32 random bytes that the key holder alone has in memory while it is in force. A provider
makes one, gives it back after a restart, and destroys it at the root turn. `finality` says how
final that is: at once, from a date on, or without any proof.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple, Protocol

Finality = Literal["immediate", "dated", "unprovable"]


class Kept(NamedTuple):
    """A root as the key store writes it down: useless without the provider."""

    handle: str
    sealed: bytes
    """What the provider needs beside its own key to give the root back; empty where nothing."""


class Provider(Protocol):
    """A place for roots; for one process at a time."""

    @property
    def name(self) -> str:
        """`file`, `pkcs11`, `kms`: as configuration names it."""

    @property
    def finality(self) -> Finality:
        """What destroying a root is worth here."""

    def create(self, generation: int) -> Kept:
        """Make the root of a generation; durable at the provider when this returns.

        May be called again for the same generation after a crash: the earlier one, if it was never
        used, is given back or is left without use.

        Raises:
            ProviderFailed: it could not.
            OSError, UnsafeKeyFile, BrokenKeyFile: the key file's folder or file.
        """

    def secret(self, kept: Kept) -> bytes:
        """The root (32 bytes).

        Raises:
            NoKey: it was destroyed.
            SealBroken: `sealed` is not what was kept.
            ProviderFailed: the provider cannot be asked.
        """

    def destroy(self, kept: Kept, now: datetime) -> datetime | None:
        """Destroy a root for ever; again is once. From when on nobody can have it back: `now`
        where it is gone at once, a later date where the provider waits, None where nothing proves
        it.

        Raises:
            ProviderFailed: the provider cannot be asked; to be tried again.
        """
