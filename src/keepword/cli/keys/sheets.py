"""The holders' sheets: one share on one page, with what to do in both languages."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

_IN_A_ROW = 4

_TEXT = """\
Keepword · {tenant}
Escrow share {number} of {holders} · 에스크로 조각 {holders}개 중 {number}번
Fingerprint · 지문: {fingerprint}

{words}

Any {quorum} of the {holders} shares put the hospital's root key back after a loss.
- Write it on paper or print it, alone. Keep it where nobody else comes, apart from other shares.
- Never photograph, mail or type it anywhere but at `keepword keys escrow recover`.
- At a rehearsal compare the fingerprint with `keepword keys escrow status`.
- When you leave or lose it, tell the data protection officer: a new escrow is made.

이 조각 {holders}개 중 {quorum}개가 모이면 잃어버린 최상위 키를 복구할 수 있습니다.
- 종이에 적거나 인쇄해 다른 조각과 떨어진, 다른 사람이 드나들지 않는 곳에 보관하세요.
- 사진을 찍거나 메일로 보내지 말고, `keepword keys escrow recover` 외에는 입력하지 마세요.
- 점검할 때 지문을 `keepword keys escrow status`의 지문과 비교하세요.
- 퇴직하거나 분실하면 개인정보 보호책임자에게 알리세요. 에스크로를 새로 만듭니다.
"""


def sheet(tenant: str, fingerprint: str, share: str, number: int, holders: int, quorum: int) -> str:
    """One holder's page."""
    return _TEXT.format(
        tenant=tenant,
        fingerprint=fingerprint,
        words=_rows(share.split()),
        number=number,
        holders=holders,
        quorum=quorum,
    )


def show_sheets(pages: Sequence[str]) -> None:
    """Each page once: on a terminal one after the other, each wiped; else with a form feed."""
    for page in pages:
        click.echo(page)
        if sys.stdout.isatty():
            click.pause("Next page: any key · 다음 쪽: 아무 키나 누르세요")
            click.clear()
        else:
            click.echo("\f", nl=False)


def file_sheets(folder: Path, pages: Sequence[str]) -> None:
    """Each page in a new file of ours alone (0600).

    Raises:
        FileExistsError: a sheet is there already.
        OSError: the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, page in enumerate(pages, 1):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        fd = os.open(folder / f"share-{number}.txt", flags, 0o600)
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(page)
            file.flush()
            os.fsync(fd)


def _rows(words: Sequence[str]) -> str:
    """Numbered words, four in a row."""
    cells = [f"{at:>2} {word:<12}" for at, word in enumerate(words, 1)]
    rows = [cells[at : at + _IN_A_ROW] for at in range(0, len(cells), _IN_A_ROW)]
    return "\n".join("".join(row).rstrip() for row in rows)
