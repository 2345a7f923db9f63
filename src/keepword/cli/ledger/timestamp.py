"""`keepword ledger timestamp`: checkpoints with somebody else's time on them (RFC 3161)."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import click

from keepword.cli.exits import Exit
from keepword.cli.ledger.telling import Misused, read_file, tell
from keepword.foundation.errors import Message
from keepword.ledger.errors import ProofBroken

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("timestamp")
def timestamp() -> None:
    """Timestamps over checkpoints (RFC 3161). · 체크포인트의 타임스탬프(RFC 3161)."""


@timestamp.command("verify", short_help="Verify a timestamp. · 타임스탬프를 검증합니다.")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option(
    "--ca",
    metavar="FILE",
    type=_FILE,
    required=True,
    help="Certificates (PEM) of the authority, got another way. · 따로 받은 인증기관 인증서(PEM).",
)
@click.option(
    "--checkpoint",
    metavar="FILE",
    type=_FILE,
    help="The checkpoint; else the one beside FILE. · 체크포인트. 없으면 FILE 옆의 것.",
)
def verify(file: Path, ca: Path, checkpoint: Path | None) -> int:
    """Verify the timestamp FILE (.tsr); no network. · 통신 없이 검증합니다.

    Status 0: it holds; 2: usage; 3: it does not hold. · 0: 증명됨, 2: 사용법, 3: 증명되지 않음.
    """
    from keepword.ledger import timestamps  # X.509 and CMS, which no other verb needs

    beside = checkpoint or file.with_suffix(".checkpoint")
    try:
        found = timestamps.verify(read_file(file), read_file(beside), read_file(ca))
    except timestamps.NoAuthority as error:
        raise Misused(error.message) from None
    except ProofBroken as error:
        click.echo(error.message.en, err=True)
        click.echo(error.message.ko, err=True)
        return Exit.BROKEN_PROOF
    at = found.at.astimezone(UTC).isoformat(timespec="seconds")
    tell(
        Message(
            en=f"It holds: {beside.name} existed at {at}, by the authority's clock "
            f"(number {found.serial}).",
            ko=f"증명됩니다: 인증기관의 시계로 {at}에 {beside.name}이(가) 있었습니다"
            f"(번호 {found.serial}).",
        ),
        (),
    )
    return Exit.GOOD
