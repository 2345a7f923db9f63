"""`keepword ledger`: the evidence log taken out of the house, proven, witnessed, verified."""

import click

from keepword.cli.ledger.export import export
from keepword.cli.ledger.prune import prune
from keepword.cli.ledger.receipt import receipt
from keepword.cli.ledger.timestamp import timestamp
from keepword.cli.ledger.verify import verify
from keepword.cli.ledger.witness import witness

__all__ = ["ledger"]


@click.group("ledger")
def ledger() -> None:
    """Export, prove and verify the evidence log. · 증빙 기록을 내보내고 증명하고 검증합니다."""


for _verb in (export, prune, receipt, timestamp, verify, witness):
    ledger.add_command(_verb)
