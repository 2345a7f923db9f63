"""The root in escrow, from a terminal: made, looked at, and put back by a quorum (P66, P111).

VaultError
├── EscrowThere     shares of the earlier escrow would open no new root
├── RootThere       a root is put back only where none is
└── WhichRoot       the name of a sealed file does not say which root it is of
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from keepword.foundation.errors import Message
from keepword.runtime import config, house
from keepword.vault import escrow, guarded, roots, shares
from keepword.vault.errors import VaultError
from keepword.vault.shares import TooFewShares

_SEALED_NAME = re.compile(r"escrow-([1-9][0-9]{0,8})\.sealed")
_SEALED_MOST = 1024


class EscrowThere(VaultError):
    """Nothing was made."""

    code = "escrow-there"
    way_out = Message(
        "If the earlier shares are lost or their holders have left, say --replace.",
        "이전 조각을 잃었거나 보관자가 바뀌었으면 --replace를 붙이세요.",
    )

    def __init__(self) -> None:
        super().__init__("There is an escrow already.", "이미 에스크로가 있습니다.")


class RootThere(VaultError):
    """Nothing was written."""

    code = "root-there"
    way_out = Message(
        "Move the folder away, or set KEEPWORD_KEYS to an empty one.",
        "폴더를 다른 곳으로 옮기거나 KEEPWORD_KEYS를 빈 폴더로 정하세요.",
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is a root key already: '{path}'.", f"이미 최상위 키가 있습니다: '{path}'."
        )


class WhichRoot(VaultError):
    """Its generation is part of what it was sealed for."""

    code = "which-root"
    way_out = Message(
        "Give the file its name back, `escrow-<generation>.sealed`, or say --generation.",
        "파일 이름을 `escrow-<세대>.sealed`로 되돌리거나 --generation을 쓰세요.",
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"'{path.name}' does not say which root it is of.",
            f"'{path.name}'(으)로는 몇 번째 최상위 키인지 알 수 없습니다.",
        )


class Made(NamedTuple):
    """An escrow that is not in force yet, and the shares for its holders."""

    public: bytes
    fingerprint: str
    shares: list[str]


class Standing(NamedTuple):
    """The escrow in force, and which roots in force it opens; no fingerprint: there is none."""

    fingerprint: str
    covered: dict[int, bool]


def make(holders: int, quorum: int, *, replace: bool) -> Made:
    """A new escrow, kept nowhere: hand out the shares, then `put_in_force`.

    Raises:
        EscrowThere: there is one, and it is not to be replaced.
        BadQuorum: not two to sixteen holders, or not two of them to all.
    """
    if escrow.in_use(config.current().keys) and not replace:
        raise EscrowThere
    public, made = escrow.make(holders, quorum)
    return Made(public, escrow.fingerprint(public), made)


def put_in_force(public: bytes) -> list[int]:
    """Seal every root in force to an escrow, and all later ones; the generations.

    Raises:
        UnsafeKeyFile, OSError: the keys' folder.
        ProviderFailed: a root cannot be had.
    """
    folder, holder = config.current().keys, house.local_holder()
    escrow.publish(folder, public)
    in_force = _in_force()
    for row in in_force:
        secret = holder.roots.provider_of(row).secret(row.kept)
        escrow.write(folder, holder.tenant, row.generation, secret)
    return [row.generation for row in in_force]


def standing() -> Standing:
    """The escrow in force.

    Raises:
        UnsafeKeyFile, BrokenKeyFile: the public key or a sealed file.
    """
    folder = config.current().keys
    public = escrow.public_key(folder)
    if public is None:
        return Standing("", {})
    covered = {row.generation: escrow.covers(folder, row.generation) for row in _in_force()}
    return Standing(escrow.fingerprint(public), covered)


def generation_of(sealed: Path) -> int:
    """Which root a sealed file is of, by its name.

    Raises:
        WhichRoot: it does not say.
    """
    named = _SEALED_NAME.fullmatch(sealed.name)
    if named is None:
        raise WhichRoot(sealed)
    return int(named[1])


def check_room() -> None:
    """Whether a root may be put back here.

    Raises:
        RootThere: there is one.
    """
    there = sorted(config.current().keys.glob("root-*.key"))
    if there:
        raise RootThere(there[0])


def wanted(given: list[str]) -> int:
    """How many shares are missing yet; the same one twice counts once.

    Raises:
        BadShares: one of them is mistyped, or not of this set.
    """
    try:
        shares.combine(given)
    except TooFewShares as few:
        return few.needed - few.given
    return 0


def recover(sealed: Path, generation: int, given: list[str]) -> Path:
    """Open a sealed root with enough shares and put it into the keys' folder; its file.

    Raises:
        RootThere: there is one.
        BadShares, SealBroken: see `escrow.open_root`; nothing was written.
        UnsafeKeyFile, OSError: the keys' folder, or the sealed file.
    """
    check_room()
    with sealed.open("rb") as file:
        content = file.read(_SEALED_MOST)
    root = escrow.open_root(given, content, house.loaded().policy.meta.id, generation)
    path = config.current().keys / f"root-{generation}.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    guarded.write(path, root.hex().encode("ascii") + b"\n")
    return path


def _in_force() -> list[roots.Row]:
    """Roots that are not destroyed: one, and two while a turn goes on."""
    with house.local_holder().connections.cursor() as cur:
        return [row for row in roots.rows(cur) if row.destroyed_at is None]
