"""`keepword policy`: read a policy, look things up in it, validate and check it."""

import click

from keepword.cli.policy.check import check
from keepword.cli.policy.show import show
from keepword.cli.policy.text import text
from keepword.cli.policy.validate import validate

__all__ = ["policy"]


@click.group("policy")
def policy() -> None:
    """Read, validate and check a policy. · 방침을 읽고 검증하고 점검합니다."""


policy.add_command(text)
policy.add_command(show)
policy.add_command(validate)
policy.add_command(check)
