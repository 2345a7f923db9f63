"""`keepword keys status`: the key store in figures."""

from __future__ import annotations

import json
import os

import click

from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.foundation.errors import Message
from keepword.runtime.wording import in_one_line, languages
from keepword.vault.turns import Status


@click.command("status", short_help="How the keys stand. · 키의 상태를 보여 줍니다.")
@click.option("--json", "as_json", is_flag=True, help="For programs. · 프로그램용")
def status(as_json: bool) -> int:
    """Root, turns, keys, and what waits to become final. · 최상위 키와 파기 확정 대기 현황."""
    with inside():
        from keepword.runtime import house
        from keepword.vault import broken, turns

        holder = house.local_holder()
        with holder.connections.cursor() as cur:
            found, damaged = turns.status(cur), broken.listed(cur)
        holder.connections.close()
    if found is None:
        return Exit.REFUSED
    if as_json:
        rows = [row._asdict() for row in damaged]
        click.echo(json.dumps(found._asdict() | {"broken_rows": rows}, default=str))
        return Exit.GOOD
    spoken = languages(os.environ)
    for line in [*lines(found), *(broken.BrokenKeyRow(row).message for row in damaged)]:
        click.echo(in_one_line(line, spoken))
    return Exit.GOOD


def lines(found: Status) -> list[Message]:
    """What a person reads."""
    since = f"{found.since.astimezone():%Y-%m-%d}"
    turned = f"{found.last_turn.astimezone():%Y-%m-%d %H:%M}" if found.last_turn else "-"
    said = [
        Message(
            en=f"Root {found.generation} ({found.provider}), in force since {since}.",
            ko=f"최상위 키 {found.generation}번({found.provider}), {since}부터 사용.",
        ),
        Message(
            en=f"{found.packed} keys on {found.pages} pages, {found.fresh} since the last turn.",
            ko=f"키 {found.packed}개({found.pages}쪽), 마지막 교체 뒤 {found.fresh}개.",
        ),
        Message(
            en=f"Last turn: {turned}. Erased units that wait for the next: {found.waiting}.",
            ko=f"마지막 교체: {turned}. 다음 교체를 기다리는 파기 단위: {found.waiting}개.",
        ),
    ]
    if found.ended or found.retired:
        said.append(
            Message(
                en=f"Also waiting: {found.ended} ended pages, {found.retired} retired keys.",
                ko=f"그 밖에 대기 중: 끝난 키 페이지 {found.ended}개, 폐기된 키 {found.retired}개.",
            )
        )
    if found.step != "done":
        said.append(
            Message(
                en=f"A turn is under way (step '{found.step}'); `keepword keys turn` finishes it.",
                ko=f"교체가 진행 중입니다('{found.step}' 단계). `keepword keys turn`으로 마칩니다.",
            )
        )
    if found.bare:
        said.append(
            Message(
                en=f"{found.bare} indexes have tags of release 0.2: run `keepword keys rotate`.",
                ko=f"색인 {found.bare}개가 0.2판 방식입니다. `keepword keys rotate`를 실행하세요.",
            )
        )
    return said
