"""`keepword ledger export`: checkpoint, key and tiles, for whoever wants to verify elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import click

from keepword.cli.exits import Exit
from keepword.cli.ledger.telling import Misused
from keepword.foundation.errors import Message
from keepword.ledger import publishing
from keepword.runtime import config as configuration
from keepword.runtime.wording import in_one_line, languages


@click.command("export", short_help="Copy what verifies the log. · 검증용 사본을 만듭니다.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> int:
    """Copy the log into DIR: checkpoint, vkey, tile/…. · 기록을 DIR에 복사합니다.

    It holds hashes and times, nobody's data. DIR is made, or must be empty. Keepword need not run.
    · 해시와 시각만 있고 누구의 정보도 없습니다. DIR은 없거나 비어 있어야 합니다.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Misused(
            Message(
                en=f"'{folder}' is not empty. Name a new folder.",
                ko=f"'{folder}' 폴더가 비어 있지 않습니다. 새 폴더를 지정하세요.",
            )
        )
    done = publishing.export(configuration.current().layout.ledger_public, folder)
    click.echo(
        in_one_line(
            Message(
                en=f"Exported {done.origin}, {done.size} entries, to {folder}.",
                ko=f"{done.origin}의 항목 {done.size}개를 {folder}에 내보냈습니다.",
            ),
            languages(os.environ),
        )
    )
    return Exit.GOOD
