"""`keepword ledger prune`: what the log's term has ended for."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.foundation.errors import Message
from keepword.foundation.nodes import Duration
from keepword.policy.check.spans import falls_short
from keepword.runtime import config as configuration
from keepword.runtime.wording import in_one_line, languages

if TYPE_CHECKING:
    from keepword.safeguards.log_term import Ended

TRIES = 10
"""How often it is looked whether the announcement stands in the tree by now."""

_PAUSE = 1.0


def _period(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Duration | None:
    """A calendar period."""
    if value is None:
        return None
    try:
        return Duration.model_validate(value)
    except ValueError:
        raise click.BadParameter("30 days, 6 months, 3 years") from None


@click.command(
    "prune", short_help="End what the log's term has ended for. · 보관 기간이 끝난 기록 정리."
)
@click.option("--dry-run", is_flag=True, help="Only say what would go. · 대상만 알립니다.")
@click.option(
    "--keep",
    metavar="PERIOD",
    callback=_period,
    help="Keep longer than policy and law want. · 방침과 법령보다 오래 보관합니다.",
)
def prune(dry_run: bool, keep: Duration | None) -> int:
    """Prune the log: the bodies of months whose term is over, and links that end with them.

    Every proof that was ever given stays valid. The worker does the same every day. · 보관 기간이
    끝난 달의 본문과 그때 끝나는 연결 정보를 없앱니다. 이미 발급한 증명은 그대로 유효합니다. 작업
    프로세스가 매일 같은 일을 합니다.
    """
    with inside():
        wanted = _longer(keep, configuration.current().log_term)
        said = _plan(wanted) if dry_run else _run(wanted)
    spoken = languages(os.environ)
    for line in said:
        click.echo(in_one_line(line, spoken))
    return Exit.GOOD


def _longer(keep: Duration | None, own: Duration | None) -> Duration | None:
    """What is asked for here, and never less than the house keeps (`KEEPWORD_LOG_TERM`)."""
    if keep is None or own is None:
        return keep or own
    return own if falls_short(keep, own) else keep


def _plan(keep: Duration | None) -> list[Message]:
    from django.db import connection, transaction

    from keepword.runtime import clock, house
    from keepword.safeguards import log_term

    with transaction.atomic(), connection.cursor() as cursor:
        spans = log_term.plan(house.door(), cursor.cursor, clock.now(), keep)
    if not spans:
        return [_NOTHING]
    return [
        Message(
            f"{span.month}: {span.entries} entries, #{span.first} to #{span.last}.",
            f"{span.month}: 항목 {span.entries}개, #{span.first}~#{span.last}.",
        )
        for span in spans
    ]


def _run(keep: Duration | None) -> list[Message]:
    from keepword.runtime import clock, database, house
    from keepword.safeguards import log_term

    settings = configuration.current()
    done: list[Ended] = []
    with database.connect(settings, autocommit=True) as own:
        for _ in range(TRIES):
            done.append(log_term.run(house.door(), house.holder(), own, clock.now(), keep))
            if not done[-1].pruned.waiting:
                break
            time.sleep(_PAUSE)  # the integrator is about to take the announcement in
    return _said(done)


def _said(done: list[Ended]) -> list[Message]:
    months = [str(month) for each in done for month in each.pruned.stripped]
    waiting = [str(month) for month in done[-1].pruned.waiting]
    links = sum(each.links for each in done)
    lines: list[Message] = []
    if months:
        listed = ", ".join(months)
        lines.append(Message(f"Pruned: {listed}.", f"정리한 달: {listed}."))
    if links:
        lines.append(Message(f"Links that ended: {links}.", f"끝난 연결 정보: {links}개."))
    if waiting:
        listed = ", ".join(waiting)
        lines.append(
            Message(
                f"Announced, not pruned yet: {listed}. It goes on once the announcement is in the "
                "tree; run it again, or leave it to the worker.",
                f"예고만 한 달: {listed}. 예고 항목이 트리에 들어가면 이어서 합니다. 다시 "
                "실행하거나 작업 프로세스에 맡기세요.",
            )
        )
    return lines or [_NOTHING]


_NOTHING = Message("Nothing is over.", "보관 기간이 끝난 기록이 없습니다.")
