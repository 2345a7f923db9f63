"""Looking a backup through without restoring it: is each half whole, readable, and of this log?

What can be seen this way: every file is as it was written; the dumps can be read to their end; the
published ledger's tiles lead to its signed checkpoint, the checkpoint to the tree in the database,
and, where the house's own ledger is at hand, today's ledger continues it. Whether it restores, only
a rehearsal shows.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from keepword.foundation.errors import Message
from keepword.ledger import merkle, publishing, tiles
from keepword.ledger.checkpoints import Checkpoint
from keepword.ledger.errors import NothingPublished, ProofBroken
from keepword.ledger.notes import VerifierKey
from keepword.runtime.backup import folders, manifest, objects, pairing, programs
from keepword.runtime.backup.errors import BackupDamaged, BadTarget
from keepword.runtime.backup.making import DATA_DUMP, KEYS_DUMP, LEDGER_TAR
from keepword.runtime.backup.manifest import Manifest

_PUBLIC = "public"


class OtherLedger(ProofBroken):
    """The backup's log is not the one that today's continues, or not that of its own database."""

    way_out = Message(
        "Keep both, and have an auditor look at them before anything is restored.",
        "둘 다 보존하고, 복원하기 전에 감사자와 함께 확인하세요.",
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked through: entries of the backup's ledger, whether today's was compared, and
    how many blobs lie there."""

    data: Manifest
    keys: Manifest | None
    entries: int
    compared: bool
    blobs: int


def verify(data: Path, keys: Path | None, ledger: Path, now: datetime) -> Verified:
    """Look both halves through, and note in each that it was.

    Args:
        data: a folder of data.
        keys: a folder of keys, if they are at hand.
        ledger: the published ledger of this house, if there is one.
        now: when.

    Raises:
        NotABackup, BackupDamaged, NotAPair, KeysBeforeTurn: see `pairing.read_pair`.
        NoProgram, ProgramFailed: of pg_restore: a dump cannot be read.
        ProofBroken: the ledger does not fit.
        BadTarget: it cannot be noted.
    """
    pair = pairing.read_pair(data, keys)
    _read_dump(data / DATA_DUMP, pair.data)
    if keys is not None and pair.keys is not None:
        _read_dump(keys / KEYS_DUMP, pair.keys)
    entries, compared = _check_ledger(data, pair.data, ledger)
    for folder in (data, keys):
        if folder is not None:
            _note(folder, now, entries)
    return Verified(pair.data, pair.keys, entries, compared, objects.listed(data))


def _read_dump(dump: Path, said: Manifest) -> None:
    """Have pg_restore list what is in a dump, and read all of it."""
    major = int(said.state.server.partition(".")[0])
    program = programs.for_version(major, os.environ) / "pg_restore"
    programs.read(program, dump)


def _note(folder: Path, now: datetime, entries: int) -> None:
    try:
        manifest.note_verified(folder, now, entries)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadTarget.not_written(folder / manifest.VERIFIED, why) from error


def _check_ledger(data: Path, said: Manifest, ledger: Path) -> tuple[int, bool]:
    """Entries of the backup's published ledger, and whether today's was compared with it."""
    with tempfile.TemporaryDirectory(prefix="keepword-ledger-") as temporary:
        folder = Path(temporary)
        for name, mode, content in folders.unpacked(data / LEDGER_TAR):
            folders.put(folder, name, mode, content)
        public = folder / _PUBLIC
        key = VerifierKey.read(said.state.house)
        try:
            checkpoint, _ = publishing.latest(public, key)
        except NothingPublished:
            return 0, False
        _check_tree(public, checkpoint, said, data)
    return checkpoint.size, _continued(checkpoint, ledger, key)


def _check_tree(public: Path, checkpoint: Checkpoint, said: Manifest, data: Path) -> None:
    """The tiles lead to the checkpoint, and the checkpoint is of the database's own tree."""
    source = tiles.source(publishing.fetcher(public), checkpoint.size)
    if merkle.root(source, checkpoint.size) != checkpoint.root:
        raise BackupDamaged(data / LEDGER_TAR)
    size, root = said.state.ledger_size, said.state.ledger_root
    same = checkpoint.size == size and root and bytes.fromhex(root) != checkpoint.root
    if checkpoint.size > size or same:
        raise OtherLedger(
            f"The backup's database holds another log than its checkpoint of {checkpoint.size} "
            "entries.",
            f"백업한 데이터베이스의 기록이 항목 {checkpoint.size}개의 체크포인트와 다릅니다.",
        )


def _continued(checkpoint: Checkpoint, ledger: Path, key: VerifierKey) -> bool:
    """Whether there is a ledger here that continues the backup's; False where there is none."""
    with suppress(NothingPublished):
        if str(publishing.published_key(ledger)) != str(key):
            return False
        today, _ = publishing.latest(ledger, key)
        old, new = sorted([checkpoint, today], key=lambda each: each.size)
        if new is not today:
            return False  # this house is older than the backup
        source = tiles.source(publishing.fetcher(ledger), new.size)
        path = merkle.prove_consistency(source, old.size, new.size)
        merkle.check_consistency(old.size, old.root, new.size, new.root, path)
        return True
    return False
