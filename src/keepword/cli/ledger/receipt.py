"""`keepword ledger receipt`: one file that proves an entry, offline and without this system."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from keepword.cli.admin.house import acting
from keepword.cli.exits import Exit
from keepword.cli.ledger.telling import Misused
from keepword.foundation.errors import Message
from keepword.ledger import receipts
from keepword.ledger.errors import LedgerError
from keepword.ledger.receipts import Kind
from keepword.runtime import config as configuration
from keepword.runtime.wording import in_one_line, languages


class NotPublished(LedgerError):
    """There is no such entry, or it is not in a published tree yet."""

    code = "entry-not-published"
    way_out = Message(
        "Check the number; if it is of this moment, try again in a few seconds.",
        "번호를 확인하세요. 방금 기록된 것이면 몇 초 뒤에 다시 시도하세요.",
    )


@click.command("receipt", short_help="A file that proves an entry. · 항목을 증명하는 파일.")
@click.argument("entry", metavar="ENTRY", type=click.UUID)
@click.option(
    "--subject",
    metavar="UUID",
    type=click.UUID,
    help="Whom it is for; refused if the entry is not about them. · 받을 분. 그분의 항목이 아니면 "
    "거절합니다.",
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file; else it is printed. · 새 파일. 없으면 화면에 냅니다.",
)
def receipt(entry: UUID, subject: UUID | None, out: Path | None) -> int:
    """Prove the entry ENTRY: its body, its nonce, and its place in the signed tree.

    That it was made is on record. The file holds the whole entry: read it before it is handed out.
    · 발급한 사실도 기록됩니다. 파일에는 항목 전체가 들어 있으니 내주기 전에 읽어 보세요.
    """
    if out is not None and out.exists():
        raise Misused(Message(en=f"'{out}' is there already.", ko=f"'{out}'이(가) 이미 있습니다."))
    content = _made(entry, subject)
    file = receipts.as_file(content)
    if out is None:
        click.echo(file, nl=False)
    else:
        with out.open("xb") as target:
            target.write(file)
    if receipts.has_words(content["entry"]):
        warning = Message(
            en="Somebody's own words stand under 'why'; they may speak of other people.",
            ko="'why'에 직원이 쓴 글이 있습니다. 다른 사람에 관한 내용일 수 있습니다.",
        )
        click.echo(in_one_line(warning, languages(os.environ)), err=True)
    return Exit.GOOD


def _made(entry: UUID, subject: UUID | None) -> dict[str, Any]:
    """The content, once it is on record that it was made (P87).

    Raises:
        NotPublished: not yet, or never.
        NotAReceipt: about nobody, or about somebody else.
    """
    public = configuration.current().layout.ledger_public
    with acting() as act:
        from keepword.runtime import house

        content = receipts.receipt(
            act.cursor, house.reader(), public, entry, Kind.ENTRY_RECEIPT, subject=subject
        )
        if content is None:
            raise NotPublished(
                "There is no published entry of this number.", "이 번호로 공개된 항목이 없습니다."
            )
        whom = content.get("person", content["entry"])["subject"]
        act.note("read-log", subject=UUID(whom))
    return content
