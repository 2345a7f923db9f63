"""`keepword receipt`: is this consent receipt true?"""

from __future__ import annotations

import click

from keepword.cli.ledger.proof import verb
from keepword.ledger.receipts import Kind


@click.group("receipt")
def receipt() -> None:
    """Consent receipts. · 동의 영수증."""


receipt.add_command(verb(Kind.CONSENT_RECEIPT))
