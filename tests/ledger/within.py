"""A verb run within this process: quicker than one of its own, for tables of cases."""

from __future__ import annotations

import click
from click.testing import CliRunner

from keepword.cli.exits import Exit, status_of
from keepword.foundation.errors import KeepwordError


def ended(command: click.Command, *words: object) -> int:
    """The status that the verb ends with; wrong use as `keepword` answers it."""
    done = CliRunner().invoke(command, list(map(str, words)), standalone_mode=False)
    if isinstance(done.exception, click.UsageError):
        return Exit.USAGE
    if isinstance(done.exception, KeepwordError):
        return status_of(done.exception)
    assert done.exception is None, done.exception
    return int(done.return_value)
