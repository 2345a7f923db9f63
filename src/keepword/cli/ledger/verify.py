"""`keepword ledger verify`: an export with nothing but its key, or the house itself."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keepword.cli.exits import Exit
from keepword.cli.ledger.since import beginning
from keepword.cli.ledger.telling import Meter, Misused, read_file, read_key, tell, tell_json
from keepword.cli.ledger.trust import trusted, witness_options
from keepword.foundation.errors import Message
from keepword.ledger.errors import NothingPublished
from keepword.ledger.notes import VerifierKey
from keepword.ledger.signing import KEY_FILE
from keepword.ledger.text import to_base64
from keepword.ledger.verifying import Report, verify_database, verify_export
from keepword.ledger.verifying.progress import Progress, silent
from keepword.ledger.verifying.since import Since
from keepword.runtime import config as configuration

if TYPE_CHECKING:
    from keepword.runtime.config import Config


@click.command("verify", short_help="Verify the log. · 기록을 검증합니다.")
@click.option(
    "--dir",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="An exported log; no database is needed. · 내보낸 기록. 데이터베이스가 필요 없습니다.",
)
@click.option(
    "--vkey",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The log's key, got another way. · 따로 받은 기록의 검증 키.",
)
@click.option(
    "--checkpoint",
    "checkpoints",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A checkpoint that you kept: the log must continue it. May be repeated. · 보관해 둔 "
    "체크포인트. 기록이 이것을 이어야 합니다. 여러 번 쓸 수 있습니다.",
)
@witness_options
@click.option(
    "--since",
    metavar="N|DATE|FILE",
    help="Look at entries only from an index, a day or a checkpoint on; older ones are bound by "
    "the tree. · 번호, 날짜, 체크포인트 이후의 항목만 살펴봅니다. 이전 항목은 트리로 확인합니다.",
)
@click.option(
    "--progress/--no-progress",
    default=None,
    help="Say how far it is; by default on a terminal. · 진행 상황 표시. 터미널에서는 기본.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계가 읽는 형식.")
def verify(
    folder: Path | None,
    vkey: Path | None,
    checkpoints: tuple[Path, ...],
    witnesses: tuple[str, ...],
    quorum: int | None,
    since: str | None,
    progress: bool | None,
    as_json: bool,
) -> int:
    """Verify the evidence log. · 증빙 기록을 검증합니다.

    With --dir and --vkey: every hash of an export, up to the signed root. Without: also that the
    house's own entries open and match what was published. Status 0: it holds; 2: usage; 3: it does
    not hold. · --dir과 --vkey를 주면 내보낸 기록을, 주지 않으면 이 서버의 항목까지 모두
    검증합니다. 0: 온전함, 2: 사용법, 3: 증명되지 않음.

    A log that was put back as a whole to an older state fits itself: only a checkpoint from
    elsewhere shows that. · 통째로 이전 상태로 되돌린 기록은 스스로 모순이 없으므로, 따로 보관한
    체크포인트로만 알 수 있습니다.

    With --witness, the published checkpoint has to be cosigned. · --witness를 주면 공개된
    체크포인트에 증인의 공동 서명이 있어야 합니다.
    """
    if (folder is None) != (vkey is None):
        raise Misused(
            Message(
                en="Give --dir and --vkey together, or neither.",
                ko="--dir과 --vkey는 함께 쓰거나 둘 다 쓰지 마세요.",
            )
        )
    asked = beginning(since)
    known = [read_file(path) for path in checkpoints] + asked.notes
    terminal = sys.stderr.isatty()
    meter: Progress = silent
    if terminal if progress is None else progress:
        meter = Meter(terminal=terminal)
    if folder and vkey:
        key = trusted(read_key(vkey), witnesses, quorum)
        report = verify_export(folder, key, known=known, since=asked.since, progress=meter)
    else:
        trust = partial(trusted, vkeys=witnesses, quorum=quorum)
        report = _of_the_house(trust, known, asked.since, meter)
    if isinstance(meter, Meter):
        meter.end()
    if as_json:
        tell_json(report.as_record())
    else:
        tell(_good(report), report.findings)
    return Exit.GOOD if report.ok else Exit.BROKEN_PROOF


def _of_the_house(
    trust: Callable[[VerifierKey], VerifierKey],
    known: list[bytes],
    since: Since,
    progress: Progress,
) -> Report:
    """The database behind the published files, in one snapshot."""
    config = configuration.current()
    if not (config.keys / KEY_FILE).exists():
        raise _not_begun()
    with contextlib.ExitStack() as stack:
        _database(config, stack)
        from django.db import connection, transaction

        from keepword.runtime import house, readiness

        if readiness.pending():
            raise _not_begun()
        signer = house.signer()
        stack.enter_context(transaction.atomic(durable=True))
        cursor = stack.enter_context(connection.cursor()).cursor
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return verify_database(
            cursor,
            house.reader(),
            config.layout.ledger_public,
            trust(signer.verifier),
            signer.state,
            known=known,
            since=since,
            progress=progress,
        )


def _database(config: Config, stack: contextlib.ExitStack) -> None:
    """Django, and the embedded PostgreSQL where there is one, until the stack unwinds."""
    if config.embedded:
        from keepword.runtime.postgres.embedded import EmbeddedPostgres

        stack.enter_context(EmbeddedPostgres(config.layout, os_user=config.os_user).hold())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keepword.runtime.settings")
    import django

    django.setup()
    from django.db import connections

    stack.callback(connections.close_all)


def _good(report: Report) -> Message:
    root = to_base64(report.root or b"")
    en = [
        f"The log holds: {report.origin}, {report.size} entries published, root {root}; "
        f"{report.entries} looked at, {report.waiting} of them not integrated yet."
    ]
    ko = [
        f"기록이 온전합니다: {report.origin}, 공개된 항목 {report.size}개, 루트 {root}. "
        f"살펴본 항목 {report.entries}개, 그중 통합 대기 {report.waiting}개."
    ]
    if report.since:
        en.append(f"Entries before #{report.since} were not opened; the signed tree binds them.")
        ko.append(f"#{report.since} 이전의 항목은 열지 않았으며, 서명된 트리로 확인했습니다.")
    for each in report.pruned:
        where = f"#{each.first}–{each.last} ({each.month})"
        en.append(f"{where}: bodies pruned by entry {each.by}; the leaves hold.")
        ko.append(f"{where}: 본문은 항목 {each.by}에 따라 정리되었고 리프는 온전합니다.")
    return Message(en="\n".join(en), ko="\n".join(ko))


def _not_begun() -> NothingPublished:
    return NothingPublished("The ledger has not begun.", "증빙 기록이 아직 시작되지 않았습니다.")
