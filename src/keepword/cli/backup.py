"""`keepword backup`: the data into one folder, the keys into another; and looking them through."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import click

from keepword.cli.exits import Exit
from keepword.foundation.errors import Message
from keepword.runtime import clock, database
from keepword.runtime import config as configuration
from keepword.runtime.backup import making, verifying
from keepword.runtime.backup.verifying import Verified
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.wording import in_one_line, languages

_FOLDER = click.Path(path_type=Path, file_okay=False)
_THERE = click.Path(path_type=Path, file_okay=False, exists=True)


@click.group(invoke_without_command=True)
@click.option("--data", type=_FOLDER, metavar="D", help="New folder for the data. · 자료 폴더.")
@click.option(
    "--keys",
    type=_FOLDER,
    metavar="K",
    help="Folder for the keys; older keys in it are replaced. · 키 폴더. 옛 키는 바꿉니다.",
)
@click.option(
    "--keep-older",
    is_flag=True,
    help="Keys from before a root turn may stay beside K. · 옆의 이전 세대 키를 남깁니다.",
)
@click.pass_context
def backup(context: click.Context, data: Path | None, keys: Path | None, keep_older: bool) -> int:
    """Back up data and keys, apart. Works while everything runs. · 자료와 키를 따로 백업합니다.

    Keep D and K apart: whoever has both can read everything. After every root turn back up the keys
    and destroy every older copy. · D와 K는 서로 다른 곳에 두세요. 최상위 키를 교체할 때마다 키를
    다시 백업하고 옛 사본은 모두 없애세요.
    """
    if context.invoked_subcommand is not None:
        return Exit.GOOD
    if data is None and keys is None:
        raise click.UsageError("Name --data D, --keys K, or both.")
    config = configuration.current()
    with contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            stack.enter_context(server.hold())
        stack.enter_context(database.reachable())
        halves = making.make(config, data, keys, _say, keep_older=keep_older)
    for half in halves:
        for line in _lines(half):
            click.echo(line)
        for message in _remarks(half):
            _say(message)
    return Exit.GOOD


@backup.command("verify", short_help="Look a backup through. · 백업을 점검합니다.")
@click.option("--data", type=_THERE, required=True, metavar="D", help="A backup's data. · 자료.")
@click.option("--keys", type=_THERE, metavar="K", help="Keys for them. · 이 자료의 키.")
def verify(data: Path, keys: Path | None) -> int:
    """Is every file as it was written, can the dumps be read, does the ledger fit?

    The folders get a note that says so, with the day. Only restoring shows whether it restores:
    rehearse it. · 파일이 그대로인지, 덤프를 읽을 수 있는지, 원장이 맞는지 확인하고 그 날짜를
    폴더에 적습니다. 실제로 복원되는지는 복원 연습으로만 알 수 있습니다.
    """
    config = configuration.current()
    found = verifying.verify(data, keys, config.layout.ledger_public, clock.now())
    for message in _verdict(found):
        _say(message)
    return Exit.GOOD


def _lines(half: making.Half) -> Iterator[str]:
    said = half.manifest
    root = f"  root {said.state.root}" if said.kind == "keys" else ""
    yield f"{half.folder}  {said.state.taken_at}  {half.seconds:.1f} s{root}"
    for name, part in said.parts.items():
        yield f"  {name:<12} {part.size:>14,} B  sha256 {part.sha256}"


def _remarks(half: making.Half) -> Iterator[Message]:
    blobs, old, state = half.manifest.blobs, half.replaced, half.manifest.state
    if blobs is not None and blobs.place == "bucket" and blobs.objects:
        yield Message(
            en=f"{blobs.objects} blobs lie in a bucket: its versions or its replica are their "
            "backup.",
            ko=f"파일 {blobs.objects}개는 버킷에 있습니다. 버킷의 버전 관리나 복제가 백업입니다.",
        )
    elif blobs is not None and blobs.objects:
        yield Message(
            en=f"{blobs.objects} blobs, {blobs.size:,} bytes.",
            ko=f"파일 {blobs.objects}개, {blobs.size:,}바이트.",
        )
    if old is None:
        return
    yield Message(
        en=f"Replaced and destroyed: the keys of {old.taken_at} (root {old.root}).",
        ko=f"{old.taken_at}의 키(최상위 키 {old.root}번)를 바꾸고 없앴습니다.",
    )
    if old.root < state.root:
        yield Message(
            en=f"Destroy every other copy of keys under root {old.root} or earlier, snapshots and "
            "escrow files included: until then erasures are not final against whoever has one.",
            ko=f"최상위 키 {old.root}번 이전의 다른 키 사본을 스냅샷과 에스크로 파일까지 모두 "
            "없애세요. 남아 있으면 그 사본을 가진 사람에게는 파기가 확정된 것이 아닙니다.",
        )


def _verdict(found: Verified) -> Iterator[Message]:
    taken = found.data.state.taken_at
    keys = f", keys of {found.keys.state.taken_at}" if found.keys else ""
    yield Message(
        en=f"Whole and readable: data of {taken}{keys}; {found.blobs} blobs.",
        ko=f"온전하고 읽을 수 있습니다: {taken}의 자료{', 키 포함' if found.keys else ''}, "
        f"파일 {found.blobs}개.",
    )
    today = (
        Message(en="today's ledger continues it", ko="지금의 원장이 이어집니다")
        if found.compared
        else Message(en="no later ledger here to compare", ko="비교할 이후 원장이 여기 없습니다")
    )
    yield Message(
        en=f"Its ledger has {found.entries} published entries; {today.en}.",
        ko=f"공개된 원장은 {found.entries}건입니다. {today.ko}.",
    )


def _say(message: Message) -> None:
    click.echo(in_one_line(message, languages(os.environ)), err=True)
