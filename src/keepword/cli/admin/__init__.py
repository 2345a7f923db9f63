"""`keepword admin`: staff accounts, their rights and their devices."""

from __future__ import annotations

import click

from keepword.cli.admin.making import create
from keepword.cli.admin.rights import close, forget_device, grant, grants, revoke


@click.group()
def admin() -> None:
    """Staff accounts. · 직원 계정."""


for verb in (create, grant, revoke, grants, forget_device, close):
    admin.add_command(verb)
