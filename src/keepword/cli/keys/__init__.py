"""`keepword keys`: how the keys stand, the root turn, rotations, and the escrow."""

import click

from keepword.cli.keys.escrow import escrow
from keepword.cli.keys.retire import retire
from keepword.cli.keys.rotate import rotate
from keepword.cli.keys.status import status
from keepword.cli.keys.turn import turn

__all__ = ["keys"]


@click.group("keys")
def keys() -> None:
    """Keys of the vault. · 금고의 키."""


for verb in (status, turn, rotate, retire, escrow):
    keys.add_command(verb)
