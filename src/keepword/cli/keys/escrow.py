"""`keepword keys escrow`: the root in the hands of people, a quorum of whom can put it back."""

from __future__ import annotations

import os
from pathlib import Path

import click

from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.cli.keys import typed_shares
from keepword.cli.keys.sheets import file_sheets, sheet, show_sheets
from keepword.foundation.errors import Message
from keepword.runtime.wording import in_one_line, languages


@click.group("escrow", short_help="The root in people's hands. · 최상위 키 에스크로.")
def escrow() -> None:
    """Recovery of the root by a quorum of people. · 정족수에 의한 최상위 키 복구."""


@escrow.command("make")
@click.option("--holders", type=int, required=True, help="How many people. · 보관자 수.")
@click.option("--quorum", type=int, required=True, help="How many of them open. · 정족수.")
@click.option("--replace", is_flag=True, help="In place of an earlier one. · 이전 것을 대체.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the shares as files instead of showing them. · 화면 대신 파일로 저장.",
)
def make(holders: int, quorum: int, replace: bool, out: Path | None) -> int:
    """Make an escrow and show each share once: for one person each, on paper.

    In force only when all were shown. · 에스크로를 만들고 조각을 한 번씩 보여 줍니다. 모두
    나누어 준 뒤에 효력이 생깁니다.
    """
    with inside():
        from keepword.runtime import config, house, root_escrow

        made = root_escrow.make(holders, quorum, replace=replace)
        tenant = house.loaded().policy.meta.id
        pages = [
            sheet(tenant, made.fingerprint, share, number, holders, quorum)
            for number, share in enumerate(made.shares, 1)
        ]
        if out is None:
            show_sheets(pages)
        else:
            _check_apart(out, config.current().keys)
            file_sheets(out, pages)
        covered = root_escrow.put_in_force(made.public)
        house.local_holder().connections.close()
    numbers = ", ".join(map(str, covered))
    _say(
        f"In force for root {numbers}. Fingerprint: {made.fingerprint}",
        f"최상위 키 {numbers}번에 적용했습니다. 지문: {made.fingerprint}",
    )
    return Exit.GOOD


@escrow.command("status")
def status() -> int:
    """Which escrow is in force, and whether it opens the roots in force. · 에스크로 상태."""
    with inside():
        from keepword.runtime import house, root_escrow

        found = root_escrow.standing()
        house.local_holder().connections.close()
    if not found.fingerprint:
        _say("There is no escrow.", "에스크로가 없습니다.")
        return Exit.GOOD
    _say(f"Fingerprint: {found.fingerprint}", f"지문: {found.fingerprint}")
    for generation, covered in found.covered.items():
        if covered:
            _say(f"Root {generation} can be put back.", f"최상위 키 {generation}번: 복구 가능.")
        else:
            _say(
                f"Root {generation} is not sealed to it: make a new escrow with --replace.",
                f"최상위 키 {generation}번이 봉인되지 않았습니다. --replace로 새로 만드세요.",
            )
    return Exit.GOOD if all(found.covered.values()) else Exit.REFUSED


@escrow.command("recover")
@click.option(
    "--sealed",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The newest escrow-<generation>.sealed. · 가장 최근의 봉인 파일.",
)
@click.option("--generation", type=click.IntRange(1), help="Of a file by another name. · 세대.")
def recover(sealed: Path, generation: int | None) -> int:
    """Put the root back into an empty keys' folder, with the shares of a quorum.

    Shares are asked for and not shown, or read from standard input, one a line or with empty lines
    between them. What was erased stays so. · 정족수의 조각으로 최상위 키를 빈 키 폴더에 되돌립니다.
    파기된 정보는 되살아나지 않습니다.
    """
    from keepword.runtime import root_escrow

    number = root_escrow.generation_of(sealed) if generation is None else generation
    root_escrow.check_room()
    path = root_escrow.recover(sealed, number, typed_shares.given())
    _say(
        f"Root {number} is back: {path}. Put escrow.pub beside it, or make a new escrow.",
        f"최상위 키 {number}번을 되돌렸습니다: {path}. escrow.pub도 옆에 두거나 에스크로를 "
        "새로 만드세요.",
    )
    return Exit.GOOD


def _check_apart(out: Path, keys: Path) -> None:
    if out.resolve().is_relative_to(keys.resolve()):
        raise click.UsageError(
            "Shares may not lie beside the sealed root. · 조각을 키 폴더에 둘 수 없습니다."
        )


def _say(en: str, ko: str) -> None:
    click.echo(in_one_line(Message(en=en, ko=ko), languages(os.environ)))
