"""`keepword keys retire`: older data keys go when no backup needs them any more."""

from __future__ import annotations

import os
from datetime import date, datetime

import click

from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.foundation.errors import Message
from keepword.law.day import KOREA
from keepword.runtime.wording import in_one_line, languages
from keepword.vault.superseded import Going


@click.command("retire", short_help="End keys of older backups. · 옛 백업용 키를 폐기합니다.")
@click.option(
    "--before",
    "day",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="No data backup from before this day is kept. · 보관 중인 가장 오래된 백업의 날짜.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would go. · 대상만 보여 줍니다.")
def retire(day: datetime, dry_run: bool) -> int:
    """End data keys that were replaced before a day: only backups from before it need them.

    You say so by naming the day (in Korea): first restore a newer backup somewhere, to know that it
    is good, and delete the older ones. Keys in use and the newest stay. Final at the next root
    turn. · 지정한 날짜 전에 교체된 데이터 키를 폐기합니다. 더 새로운 백업이 복원되는지 확인하고
    옛 백업을 지운 뒤 실행하세요.
    """
    before = day.replace(tzinfo=KOREA)
    with inside():
        from keepword.runtime import rotation

        found = rotation.retire(before, dry_run=dry_run)
    click.echo(in_one_line(_said(found, before.date(), dry_run=dry_run), languages(os.environ)))
    return Exit.GOOD


def _said(found: Going, day: date, *, dry_run: bool) -> Message:
    keys, units = found
    if not keys:
        return Message(
            en=f"No key was replaced before {day}.", ko=f"{day} 전에 교체된 키가 없습니다."
        )
    if dry_run:
        return Message(
            en=f"{keys} keys of {units} units would go; nothing was changed.",
            ko=f"단위 {units}개의 키 {keys}개가 폐기 대상입니다. 바뀐 것은 없습니다.",
        )
    return Message(
        en=f"{keys} keys of {units} units are retired; `keepword keys turn` makes it final.",
        ko=f"단위 {units}개의 키 {keys}개를 폐기했습니다. `keepword keys turn`으로 확정하세요.",
    )
