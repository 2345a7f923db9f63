"""The root out of the escrow's sealed file, when its own file or device is lost (P66, P111).

What a quorum opens is the root of one generation. It is put into a key file and the key store is
told so; the next root turn makes a new one wherever `KEEPWORD_ROOT` says. Nothing that was
destroyed comes back: the keys under that root are without what was erased before it came into
force.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.runtime import root_escrow
from keepword.runtime.backup.errors import BackupRefused
from keepword.storage.sql import Cursor, statement
from keepword.vault import escrow, roots
from keepword.vault.errors import WrongRoot
from keepword.vault.providers.keyfile import KeyFiles

_MOST = 1024
"""Bytes that are read of a sealed file."""


class OtherRoot(BackupRefused):
    """A quorum opens it, and it fits nothing here."""

    code = "other-root"

    def __init__(self, found: int, needed: int) -> None:
        super().__init__(
            Message(
                en=f"The sealed root is of generation {found}; the keys lie under root {needed}.",
                ko=f"봉인 파일은 최상위 키 {found}번인데, 키 백업은 {needed}번을 씁니다.",
            ),
            Message(
                en=f"Name escrow-{needed}.sealed; it comes with the keys, in their keys.tar.",
                ko=f"키 백업의 keys.tar에 있는 escrow-{needed}.sealed를 쓰세요.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Recovered:
    """A root that a quorum opened. It is not known yet whether the key store lies under it."""

    generation: int
    secret: bytes = field(repr=False)

    @property
    def file(self) -> str:
        """Its name in the keys' folder."""
        return f"root-{self.generation}.key"

    @property
    def content(self) -> bytes:
        """What stands in that file."""
        return self.secret.hex().encode("ascii") + b"\n"


def check_generation(sealed: Path, needed: int) -> int:
    """Which root a sealed file is of, by its name: the one that is needed.

    Raises:
        WhichRoot: the file's name does not say.
        OtherRoot: it is of another.
    """
    generation = root_escrow.generation_of(sealed)
    if generation != needed:
        raise OtherRoot(generation, needed)
    return generation


def recover(sealed: Path, shares: Sequence[str], tenant: str, needed: int) -> Recovered:
    """Open a sealed root with enough shares.

    Args:
        sealed: the file, by its own name (`escrow-<generation>.sealed`).
        shares: of a quorum.
        tenant: whose root.
        needed: the generation that the keys lie under.

    Raises:
        WhichRoot: the file's name does not say which root it is of.
        OtherRoot: it is of another.
        BadShares, SealBroken: see `escrow.open_root`.
        OSError: it cannot be read.
    """
    generation = check_generation(sealed, needed)
    with sealed.open("rb") as file:
        content = file.read(_MOST)
    return Recovered(generation, escrow.open_root(shares, content, tenant, generation))


def told(cur: Cursor, root: Recovered) -> None:
    """The key store has this root in a key file from now on.

    Raises:
        WrongRoot: it does not lie under it.
    """
    row = next((r for r in roots.rows(cur) if r.generation == root.generation), None)
    made = roots.Root(root.generation, root.secret)
    if row is None or not hmac.compare_digest(made.proof, row.proof):
        raise WrongRoot
    cur.execute(
        statement("keepword.runtime.backup", "root_in_file"),
        {"generation": root.generation, "provider": KeyFiles.name, "handle": root.file},
    )
