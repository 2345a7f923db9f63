"""Copies of the keys: what a new one replaces, and what may not lie beside it (P66).

A copy of the keys opens what was erased after it was made, as long as it is there. After a root
turn every older copy is worthless to the house and worth much to a thief. So a new copy replaces
the old one in its folder, and no copy from before a turn stays in a folder beside it unless
somebody says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.runtime.backup import folders, manifest
from keepword.runtime.backup.errors import BackupRefused, BadTarget
from keepword.runtime.backup.manifest import Manifest, State


class OlderKeysThere(BackupRefused):
    """Nothing was written. `folder` holds keys from before a root turn."""

    code = "older-keys-there"

    def __init__(self, folder: Path, found: int, now: int) -> None:
        super().__init__(
            Message(
                en=f"{folder} holds keys under root {found}; root {now} is in force. They would "
                "open what was erased before the turn.",
                ko=f"{folder}에 이전 최상위 키 {found}번의 키 백업이 있습니다(현재 {now}번). "
                "교체 전에 파기한 정보를 열 수 있습니다.",
            ),
            Message(
                en="Name that folder itself as --keys: it is replaced and destroyed. Or destroy it "
                "by hand, or say --keep-older.",
                ko="그 폴더를 --keys로 쓰면 새 키로 바꾸고 옛 키를 없앱니다. 직접 없애거나 "
                "--keep-older를 붙일 수도 있습니다.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Replaced:
    """Keys that a new copy took the place of."""

    taken_at: str
    root: int


def replaced_by(keys: Path, now: State) -> Replaced | None:
    """What lies in `keys` and is to be replaced; None where there is nothing.

    Raises:
        BadTarget: it is no copy of this house's keys, or a younger one.
        BackupDamaged: its manifest cannot be read.
    """
    if not keys.exists() or not any(keys.iterdir()):
        return None
    if not (keys / manifest.NAME).is_file():
        raise BadTarget.taken(keys)
    old = manifest.glance(keys, "keys").state
    if old.house != now.house:
        raise BadTarget.of_another_house(keys)
    if (old.root, old.taken_at) > (now.root, now.taken_at):
        raise BadTarget.younger(keys, old.taken_at)
    return Replaced(old.taken_at, old.root)


def refuse_older_beside(keys: Path, now: State) -> None:
    """Whether no folder beside `keys` holds keys of this house from before a root turn.

    Raises:
        OlderKeysThere: one does.
    """
    for folder, found in _beside(keys):
        if found.state.house == now.house and found.state.root < now.root:
            raise OlderKeysThere(folder, found.state.root, now.root)


def _beside(keys: Path) -> Iterator[tuple[Path, Manifest]]:
    """Folders with keys next to this one; what a killed run left goes with the replacing."""
    if not keys.parent.is_dir():
        return
    passed = {keys.resolve(), *folders.leftovers(keys)}
    for folder in sorted(keys.parent.iterdir()):
        if folder.is_symlink() or not folder.is_dir() or folder.resolve() in passed:
            continue
        try:
            yield folder, manifest.glance(folder, "keys")
        except (BackupRefused, OSError):
            continue
