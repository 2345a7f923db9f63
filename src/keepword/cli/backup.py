"""`keepword backup`: the data into one folder, the keys into another."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import click

from keepword.foundation.errors import Message
from keepword.runtime import config as configuration
from keepword.runtime import database
from keepword.runtime.backup import making
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.wording import in_one_line, languages

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.option(
    "--data", required=True, type=_FOLDER, metavar="D", help="New folder for the data. · 자료 폴더."
)
@click.option(
    "--keys", required=True, type=_FOLDER, metavar="K", help="New folder for the keys. · 키 폴더."
)
def backup(data: Path, keys: Path) -> None:
    """Back up data and keys, apart. Works while everything runs. · 자료와 키를 따로 백업합니다.

    Keep D and K apart: whoever has both can read everything. · D와 K는 서로 다른 곳에 두세요.
    """
    config = configuration.current()
    with contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            stack.enter_context(server.hold())
        stack.enter_context(database.reachable())
        halves = making.make(config, data, keys, _say)
    for folder, half in zip((data, keys), halves, strict=True):
        for line in _lines(folder, half):
            click.echo(line)


def _lines(folder: Path, half: making.Half) -> Iterator[str]:
    yield f"{folder}  {half.manifest.state.taken_at}  {half.seconds:.1f} s"
    for name, part in half.manifest.parts.items():
        yield f"  {name:<12} {part.size:>14,} B  sha256 {part.sha256}"


def _say(message: Message) -> None:
    click.echo(in_one_line(message, languages(os.environ)), err=True)
