"""`--witness` and `--quorum`: whom a reader trusts beside the log itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from keepword.cli.ledger.telling import Misused
from keepword.cli.ledger.witness import cosigner
from keepword.foundation.errors import Message
from keepword.ledger import cosignatures
from keepword.ledger.notes import VerifierKey

_Verb = TypeVar("_Verb", bound=Callable[..., int])


def witness_options(verb: _Verb) -> _Verb:
    """The two options, on a verb that takes `witnesses` and `quorum`."""
    named = click.option(
        "--witness",
        "witnesses",
        metavar="VKEY",
        multiple=True,
        help="A witness you trust; may be repeated. · 믿는 증인. 여러 번 쓸 수 있습니다.",
    )
    asked = click.option(
        "--quorum",
        metavar="N",
        type=click.IntRange(min=0),
        help="How many of them must have cosigned; 1 if left out. · 필요한 증인 수. 없으면 1.",
    )
    return named(asked(verb))


def trusted(log: VerifierKey, vkeys: Sequence[str], quorum: int | None) -> VerifierKey:
    """The log's key for a reader who trusts these witnesses.

    Raises:
        Misused: a vkey that is none, or more cosignatures asked for than witnesses named.
    """
    keys = [cosigner(vkey) for vkey in vkeys]
    wanted = min(1, len(keys)) if quorum is None else quorum
    if wanted > len({key.public for key in keys}):
        raise Misused(
            Message(
                en="Name at least as many witnesses with --witness as --quorum asks for.",
                ko="--quorum만큼의 증인을 --witness로 지정하세요.",
            )
        )
    return cosignatures.witnessed(log, keys, wanted)
