"""Shares of an escrow as people type them, or as they come on standard input."""

from __future__ import annotations

import os
import re
import sys

import click

from keepword.foundation.errors import Message
from keepword.runtime.wording import in_one_line, languages, refusal_lines
from keepword.vault.shares import BadShares


def given() -> list[str]:
    """Shares: asked for at a terminal, else read from standard input.

    Raises:
        BadShares: what stands on standard input is no set of shares.
    """
    return asked_for() if at_a_terminal() else separate(sys.stdin.read())


def at_a_terminal() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty()


def asked_for() -> list[str]:
    """Shares as people type them, not shown, until there are enough.

    One that is mistyped is asked for again.
    """
    from keepword.runtime import root_escrow

    spoken = languages(os.environ)
    found: list[str] = []
    wanted = 1
    while wanted:
        label = Message(en=f"Share {len(found) + 1}", ko=f"{len(found) + 1}번째 조각")
        typed = str(click.prompt(in_one_line(label, spoken), hide_input=True))
        try:
            wanted = root_escrow.wanted([*found, typed])
        except BadShares as error:
            for line in refusal_lines(error, spoken):
                click.echo(line, err=True)
        else:
            found.append(typed)
    return found


def separate(text: str) -> list[str]:
    """Shares with empty lines between them; without any, one a line."""
    parts = re.split(r"\n\s*\n", text.strip())
    return parts if len(parts) > 1 else text.strip().splitlines()
