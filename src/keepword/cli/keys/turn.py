"""`keepword keys turn`: make every erasure until now final."""

from __future__ import annotations

import os

import click

from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.foundation.errors import Message
from keepword.runtime.wording import in_one_line, languages
from keepword.vault.turning import Turned


@click.command("turn", short_help="Turn the root key. · 최상위 키를 교체합니다.")
def turn() -> int:
    """Turn the root: what was erased before opens from no old copy any more.

    The house may run meanwhile. A turn that was interrupted goes on. · 지금까지의 파기를
    확정합니다. 운영 중에도 실행할 수 있고, 중단된 교체는 이어서 합니다.
    """
    spoken = languages(os.environ)
    with inside():
        from keepword.runtime import clock, house, root_turns
        from keepword.vault import turning

        holder = house.local_holder()
        try:
            done = turning.turn(holder, clock.now(), _show)
            root_turns.record(house.door(), clock.now())
        finally:
            holder.connections.close()
    if done is None:
        busy = Message(en="Another process is turning.", ko="다른 프로세스가 교체하고 있습니다.")
        click.echo(in_one_line(busy, spoken), err=True)
        return Exit.REFUSED
    click.echo(in_one_line(_said(done), spoken))
    return Exit.GOOD


def _show(step: str, done: int) -> None:
    if done:
        click.echo(f"  {step} {done}", err=True)


def _said(done: Turned) -> Message:
    end = _end_of(done)
    return Message(
        en=f"Root {done.generation} is in force; {done.erased} erased units are final; the root "
        f"before is {end.en}.",
        ko=f"최상위 키 {done.generation}번을 사용합니다. 파기 단위 {done.erased}개가 확정되었고, "
        f"이전 최상위 키는 {end.ko}.",
    )


def _end_of(done: Turned) -> Message:
    """What the end of the root before is worth."""
    if done.final_at is None:
        return Message(
            "overwritten (nothing proves that no copy is left)",
            "덮어썼습니다(사본이 없다고 증명되지는 않습니다)",
        )
    if done.finality == "immediate":
        return Message("gone for good", "완전히 폐기되었습니다")
    day = f"{done.final_at:%Y-%m-%d}"
    return Message(f"gone for good on {day}", f"{day}에 완전히 폐기됩니다")
