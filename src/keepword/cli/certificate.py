"""`keepword certificate`: is this certificate of destruction true?"""

from __future__ import annotations

import click

from keepword.cli.ledger.proof import verb
from keepword.ledger.receipts import Kind


@click.group("certificate")
def certificate() -> None:
    """Certificates of destruction. · 파기 증명서."""


certificate.add_command(verb(Kind.CERTIFICATE))
