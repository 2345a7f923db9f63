"""`keepword policy show`: one id with everything that hangs on it."""

from __future__ import annotations

import click

from keepword.cli.exits import Exit
from keepword.cli.policy.cards import Book, card_of
from keepword.cli.policy.reading import find_policy, language_option, policy_option, spoken
from keepword.foundation.nodes import Language
from keepword.law.day import civil_day
from keepword.policies import library
from keepword.runtime import clock


@click.command("show", short_help="Show what an id stands for. · 번호를 찾아봅니다.")
@click.argument("wanted", metavar="ID", nargs=-1, required=True)
@language_option
@policy_option
def show(wanted: tuple[str, ...], lang: Language | None, named: str) -> int:
    """Show what an id stands for. · 번호가 가리키는 것을 보여 줍니다.

    ID is a clause (P28), purpose (PU1), collection point (C4), channel (CH2), retention rule
    (R6), processor (T17), reading (G25), article ("PIPA 24-2(1)") or law rule (rrn-only-by-law).
    """
    loaded = find_policy(named)
    law = library.laws()[loaded.policy.meta.law]
    book = Book(loaded, law, civil_day(clock.now()), spoken(lang))
    for line in card_of(book, " ".join(wanted)).lines():
        click.echo(line.rstrip())
    return Exit.GOOD
