"""`keepword erase certificate`: one person's certificate of an erasure of many (P64, P66)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click

from keepword.cli.admin.house import acting
from keepword.cli.exits import Exit
from keepword.cli.ledger.receipt import NotPublished
from keepword.cli.ledger.telling import Misused
from keepword.foundation.errors import Message
from keepword.ledger import receipts
from keepword.runtime import config as configuration


@click.command("certificate", short_help="One person's certificate. · 한 분의 파기 증명서.")
@click.argument("erasure", metavar="ID", type=click.UUID)
@click.option("--subject", metavar="UUID", type=click.UUID, required=True, help="Whose. · 누구의.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file; else it is printed. · 새 파일. 없으면 화면에 냅니다.",
)
def certificate(erasure: UUID, subject: UUID, out: Path | None) -> int:
    """Prove that the request ID erased one person; it shows nobody else.

    It says *erased*, and *final* once the root has turned; `keepword certificate verify` checks it.
    That it was made is on record. · 요청에 따라 한 분의 정보가 삭제되었음을 증명합니다. 최상위 키가
    교체된 뒤에는 ‘확정’이라고 적힙니다. 발급한 사실도 기록됩니다.
    """
    if out is not None and out.exists():
        raise Misused(Message(en=f"'{out}' is there already.", ko=f"'{out}'이(가) 이미 있습니다."))
    public = configuration.current().layout.ledger_public
    with acting() as act:
        from keepword.runtime import house
        from keepword.safeguards import mass_certificates, mass_store

        request = mass_store.read(act.cursor, erasure)
        content = mass_certificates.certificate(
            act.cursor, house.reader(), public, request, subject
        )
        if content is None:
            raise NotPublished(
                "The entry is not in a published tree yet.", "아직 공개된 트리에 실리지 않았습니다."
            )
        act.note("read-log", subject=subject)
    file = receipts.as_file(content)
    if out is None:
        click.echo(file, nl=False)
    else:
        with out.open("xb") as target:
            target.write(file)
    return Exit.GOOD
