"""Verifying one file that was handed out: what `certificate verify` and `receipt verify` do."""

from __future__ import annotations

from pathlib import Path

import click

from keepword.cli.exits import Exit
from keepword.cli.ledger.telling import read_file, read_key, tell, tell_json
from keepword.cli.ledger.trust import trusted, witness_options
from keepword.foundation.errors import Message
from keepword.ledger import receipts
from keepword.ledger.errors import ProofBroken
from keepword.ledger.receipts import Kind
from keepword.ledger.verifying import ReceiptReport, verify_receipt

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_RELATED = {
    "same": Message(
        en="The checkpoint is of the same tree.", ko="체크포인트가 같은 트리의 것입니다."
    ),
    "proven": Message(
        en="The checkpoint's tree is shown to continue the file's.",
        ko="체크포인트의 트리가 파일의 트리를 잇는 것을 확인했습니다.",
    ),
    "not-shown": Message(
        en="The checkpoint is newer; that it continues the file's tree is not shown. Give an "
        "export of it with --tiles to see that too.",
        ko="체크포인트가 더 새것이며 파일의 트리를 잇는지는 확인하지 않았습니다. 내보낸 기록을 "
        "--tiles로 주면 확인합니다.",
    ),
}


def verb(kind: Kind) -> click.Command:
    """The `verify` of files of this kind."""

    @click.command("verify", short_help="Verify a file. · 파일을 검증합니다.")
    @click.argument("file", metavar="FILE", type=_FILE)
    @click.option(
        "--vkey",
        metavar="FILE",
        type=_FILE,
        required=True,
        help="The log's key, got another way. · 따로 받은 기록의 검증 키.",
    )
    @click.option(
        "--checkpoint",
        metavar="FILE",
        type=_FILE,
        required=True,
        help="A checkpoint not older than the file. · 파일보다 오래되지 않은 체크포인트.",
    )
    @click.option(
        "--tiles",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="An export of that checkpoint's size. · 그 체크포인트까지 내보낸 기록.",
    )
    @witness_options
    @click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계가 읽는 형식.")
    def verify(
        file: Path,
        vkey: Path,
        checkpoint: Path,
        tiles: Path | None,
        witnesses: tuple[str, ...],
        quorum: int | None,
        as_json: bool,
    ) -> int:
        """Verify FILE; no database and no network. · 데이터베이스나 통신 없이 검증합니다.

        With --witness, the file's checkpoint and the one that is given have to be cosigned.
        · --witness를 주면 파일의 체크포인트와 따로 준 체크포인트 모두 공동 서명이 있어야 합니다.

        Status 0: it holds; 2: usage; 3: it does not hold. · 0: 증명됨, 2: 사용법, 3: 증명되지 않음.
        """
        given = read_file(file)
        report = verify_receipt(
            given,
            trusted(read_key(vkey), witnesses, quorum),
            read_file(checkpoint),
            kind=_wanted(kind, given),
            tiles_folder=tiles,
        )
        if as_json:
            tell_json(report.as_record())
        else:
            tell(_good(report), report.findings)
        return Exit.GOOD if report.ok else Exit.BROKEN_PROOF

    return verify


def _wanted(kind: Kind, file: bytes) -> Kind:
    """`receipt verify` takes both kinds of receipts: of a consent, and of any entry."""
    if kind is not Kind.CONSENT_RECEIPT:
        return kind
    try:
        found = receipts.read(file).kind
    except ProofBroken:
        return kind  # said by the verification itself
    return found if found is Kind.ENTRY_RECEIPT else kind


def _good(report: ReceiptReport) -> Message:
    """What the file says, where it stands, and how the checkpoint bears on it."""
    if report.receipt is None or report.consistency is None:
        return Message(en="", ko="")
    said = report.receipt.message
    related = _RELATED[report.consistency]
    place = f"#{report.index} / {report.size}"
    return Message(
        en=f"It holds (entry {report.receipt.entry}, {place}). {said.en} {related.en}",
        ko=f"증명됩니다(항목 {report.receipt.entry}, {place}). {said.ko} {related.ko}",
    )
