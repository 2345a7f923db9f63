"""`keepword ledger`: take the evidence log out of the house, and verify it in or outside."""

import click

from keepword.cli.ledger.export import export
from keepword.cli.ledger.verify import verify

__all__ = ["ledger"]


@click.group("ledger")
def ledger() -> None:
    """Export and verify the evidence log. · 증빙 기록을 내보내고 검증합니다."""


ledger.add_command(export)
ledger.add_command(verify)
