"""`keepword keys rotate`: other keys for everything, while the house runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.foundation.errors import Message
from keepword.runtime.wording import in_one_line, languages
from keepword.vault.rotating import Kind

if TYPE_CHECKING:  # what touches Django is imported once Django is set up
    from keepword.runtime.rotation import Rotated

NAMES = {
    Kind.DATA: Message("data keys", "데이터 키"),
    Kind.SEALING: Message("sealing", "봉인 방식"),
    Kind.INDEX: Message("index keys", "색인 키"),
}


@click.command("rotate", short_help="Replace keys while running. · 운영 중에 키를 바꿉니다.")
@click.option("--data", is_flag=True, help="The keys of all values. · 모든 값의 키.")
@click.option("--index", is_flag=True, help="The keys that people are found by. · 색인 키.")
@click.option(
    "--sealing",
    is_flag=True,
    help="Of what is sealed by another scheme than KEEPWORD_SEALING. · 다른 방식으로 봉인된 값.",
)
def rotate(data: bool, index: bool, sealing: bool) -> int:
    """Replace data keys and index keys while the house runs.

    One that was broken off goes on. Without an option: what is under way; if nothing is, data and
    index keys. Afterwards a root turn makes the older index keys' end final; older data keys stay
    for older backups until `keepword keys retire`. · 운영 중에 키를 바꾸며, 중단된 작업은 이어서
    합니다. 이전 데이터 키는 옛 백업을 위해 `keepword keys retire`까지 보관합니다.
    """
    asked = {Kind.DATA: data, Kind.SEALING: sealing and not data, Kind.INDEX: index}
    with inside():
        from keepword.runtime import rotation

        rotator = rotation.of_house(_show)
        try:
            chosen = [kind for kind, wanted in asked.items() if wanted]
            kinds = chosen or rotator.under_way() or (Kind.DATA, Kind.INDEX)
            done = [_told(rotator.rotate(kind)) for kind in kinds]
        finally:
            rotator.holder.connections.close()
    return Exit.REFUSED if any(each.left for each in done) else Exit.GOOD


def _show(kind: Kind, done: int, total: int) -> None:
    if done:
        name = in_one_line(NAMES[kind], languages(os.environ))
        click.echo(f"  {name} {done}/{max(done, total)}", err=True)


def _told(done: Rotated) -> Rotated:
    """Say it at once: the next kind may take its time."""
    spoken = languages(os.environ)
    name = NAMES[done.kind]
    click.echo(
        in_one_line(
            Message(
                en=f"Replaced: {name.en}, of {done.people} people.",
                ko=f"{name.ko} 교체를 마쳤습니다. 대상자 {done.people}명.",
            ),
            spoken,
        )
    )
    if done.left:
        left = Message(
            en=f"{done.left} units do not open and stay as they are: run `keepword doctor`.",
            ko=f"열리지 않는 단위 {done.left}개는 그대로입니다. `keepword doctor`를 실행하세요.",
        )
        click.echo(in_one_line(left, spoken), err=True)
    return done
