"""Data and keys that belong together: looked at before anything is changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.runtime.backup import folders, manifest, objects
from keepword.runtime.backup.errors import BackupRefused
from keepword.runtime.backup.manifest import Manifest, State

_ROOT_FILE = re.compile(r"(?:root|escrow)-([1-9][0-9]*)\.(?:key|sealed)")


class NotAPair(BackupRefused):
    """These data and these keys do not belong together."""

    code = "backup-pair"

    @classmethod
    def of_two_houses(cls) -> NotAPair:
        """Two ledgers, so two houses."""
        return cls(
            Message(
                en="These data and these keys are of two different installations.",
                ko="자료와 키가 서로 다른 설치본의 것입니다.",
            ),
            Message(
                en="Name the keys that were backed up with these data, or later.",
                ko="이 자료와 함께, 또는 그 뒤에 백업한 키를 쓰세요.",
            ),
        )

    @classmethod
    def older_keys(cls, data: str, keys: str) -> NotAPair:
        """Keys from before the data: what was sealed in between opens no more."""
        return cls(
            Message(
                en=f"The keys ({keys}) are older than the data ({data}).",
                ko=f"키({keys})가 자료({data})보다 오래되었습니다.",
            ),
            Message(
                en="Name the newest keys: they know what was erased and withdrawn since. Only if "
                "all newer keys are lost, say --older-keys: what was sealed in between is lost.",
                ko="가장 최근 키를 쓰세요. 그 뒤의 파기와 철회가 거기에 적혀 있습니다. 더 새로운 "
                "키를 모두 잃었을 때만 --older-keys를 붙이세요. 그 사이에 봉인된 정보는 잃습니다.",
            ),
        )

    @classmethod
    def of_two_releases(cls) -> NotAPair:
        """The tables of data and keys were made by different migrations."""
        return cls(
            Message(
                en="These data and these keys were written by different releases.",
                ko="자료와 키를 기록한 Keepword 판이 다릅니다.",
            ),
            Message(
                en="Name data that were backed up by the release that wrote the keys, or later.",
                ko="키를 기록한 판이나 그 뒤의 판에서 백업한 자료를 쓰세요.",
            ),
        )

    @classmethod
    def of_a_newer_release(cls, release: str) -> NotAPair:
        """This release does not know the tables."""
        return cls(
            Message(
                en=f"This backup was made by a newer release ({release}).",
                ko=f"더 새로운 판({release})에서 만든 백업입니다.",
            ),
            Message(en=f"Install release {release}.", ko=f"{release} 판을 설치한 뒤 다시 하세요."),
        )


class KeysBeforeTurn(NotAPair):
    """Their root was destroyed, and certificates say so: what they open is final."""

    code = "keys-before-turn"

    def __init__(self, found: int, needed: int) -> None:
        self.found, self.needed = found, needed
        super().__init__(
            Message(
                en=f"These keys lie under root {found}, which was destroyed when root {needed} "
                "came into force: they would bring back what is certified as erased.",
                ko=f"이 키의 최상위 키 {found}번은 {needed}번을 쓰면서 폐기되었습니다. 파기가 "
                "증명된 정보를 되살리게 됩니다.",
            ),
            Message(
                en=f"Name keys of root {needed} or later (`root` in their manifest.json), and "
                "destroy these.",
                ko=f"최상위 키 {needed}번 이후의 키(manifest.json의 `root`)를 쓰고, 이 키는 "
                "없애세요.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """What is restored: the data, and the keys, or none where the house has its own."""

    data_folder: Path
    data: Manifest
    keys_folder: Path | None = None
    keys: Manifest | None = None

    @property
    def keys_of(self) -> str:
        """When the keys were taken; empty where the house has its own."""
        return self.keys.state.taken_at if self.keys else ""


def read_pair(data: Path, keys: Path | None, *, older_keys: bool = False) -> Pair:
    """The halves, every file compared with its SHA-256.

    Args:
        data: a folder of data.
        keys: a folder of keys; none where the house has its own.
        older_keys: keys from before the data are better than none.

    Raises:
        NotABackup, BackupDamaged: one of them is none, or is not whole.
        NotAPair: they do not belong together, or the keys are the older half.
        KeysBeforeTurn: the data have seen a later root.
    """
    if keys is None:
        found = Pair(data, manifest.read(data, "data"))
    else:
        folders.check_apart(data, keys)
        found = Pair(data, manifest.read(data, "data"), keys, manifest.read(keys, "keys"))
    if found.keys is not None:
        check(found.data.state, found.keys.state, older_keys=older_keys)
    objects.check(data)
    return found


def check(data: State, keys: State, *, older_keys: bool = False) -> None:
    """Whether these keys are of the house of these data, and know all that was erased.

    Raises:
        NotAPair, KeysBeforeTurn: they do not.
    """
    if data.house != keys.house:
        raise NotAPair.of_two_houses()
    if keys.root < data.root:
        raise KeysBeforeTurn(keys.root, data.root)
    older = keys.taken_at < data.taken_at or keys.newest_erasure < data.newest_erasure
    if older and not older_keys:
        raise NotAPair.older_keys(data.taken_at, keys.taken_at)
    if not set(data.of_app("keepword_vault")) <= set(keys.of_app("keepword_vault")):
        raise NotAPair.of_two_releases()


def check_against_folder(keys: Manifest, folder: Path) -> None:
    """Whether the keys' folder of the house knows no later root than these keys.

    Raises:
        KeysBeforeTurn: it does.
    """
    if not folder.is_dir():
        return
    named = (_ROOT_FILE.fullmatch(path.name) for path in folder.iterdir())
    latest = max((int(found[1]) for found in named if found), default=0)
    if latest > keys.state.root:
        raise KeysBeforeTurn(keys.state.root, latest)
