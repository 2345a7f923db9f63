"""`keepword ledger verify`: an export with nothing but its key, or the house itself."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keepword.cli.exits import Exit
from keepword.cli.ledger.telling import Misused, read_key, tell, tell_json
from keepword.foundation.errors import Message
from keepword.ledger.errors import NothingPublished
from keepword.ledger.signing import KEY_FILE
from keepword.ledger.text import to_base64
from keepword.ledger.verifying import Report, verify_database, verify_export
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
@click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계가 읽는 형식.")
def verify(folder: Path | None, vkey: Path | None, as_json: bool) -> int:
    """Verify the evidence log. · 증빙 기록을 검증합니다.

    With --dir and --vkey: every hash of an export, up to the signed root. Without: also that the
    house's own entries open and match what was published. Status 0: it holds; 2: usage; 3: it does
    not hold. · --dir과 --vkey를 주면 내보낸 기록을, 주지 않으면 이 서버의 항목까지 모두
    검증합니다. 0: 온전함, 2: 사용법, 3: 증명되지 않음.
    """
    if (folder is None) != (vkey is None):
        raise Misused(
            Message(
                en="Give --dir and --vkey together, or neither.",
                ko="--dir과 --vkey는 함께 쓰거나 둘 다 쓰지 마세요.",
            )
        )
    report = verify_export(folder, read_key(vkey)) if folder and vkey else _of_the_house()
    if as_json:
        tell_json(report.as_record())
    else:
        tell(_good(report), report.findings)
    return Exit.GOOD if report.ok else Exit.BROKEN_PROOF


def _of_the_house() -> Report:
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
        public = config.layout.ledger_public
        return verify_database(cursor, house.reader(), public, signer.verifier, signer.state)


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
    return Message(
        en=f"The log holds: {report.origin}, {report.size} entries published, root {root}; "
        f"{report.entries} looked at, {report.waiting} of them not integrated yet.",
        ko=f"기록이 온전합니다: {report.origin}, 공개된 항목 {report.size}개, 루트 {root}. "
        f"살펴본 항목 {report.entries}개, 그중 통합 대기 {report.waiting}개.",
    )


def _not_begun() -> NothingPublished:
    return NothingPublished("The ledger has not begun.", "증빙 기록이 아직 시작되지 않았습니다.")
