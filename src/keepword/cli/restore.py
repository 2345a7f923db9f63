"""`keepword restore`: a backup into an empty house."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from uuid import UUID

import click

from keepword.foundation.errors import Message
from keepword.runtime import config as configuration
from keepword.runtime import database
from keepword.runtime.backup import restoring
from keepword.runtime.backup.errors import NotAPair
from keepword.runtime.backup.replaying import Replayed
from keepword.runtime.config import Config
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.wording import in_one_line, languages

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.option(
    "--data", required=True, type=_FOLDER, metavar="D", help="A backup's data. · 백업한 자료."
)
@click.option(
    "--keys", required=True, type=_FOLDER, metavar="K", help="The newest keys. · 가장 최근 키."
)
def restore(data: Path, keys: Path) -> None:
    """Restore a backup into an empty house. · 백업을 빈 곳에 복원합니다.

    Give the newest keys there are: what was erased or withdrawn since the data were backed up
    stays erased and withdrawn. · 가장 최근 키를 쓰세요. 자료를 백업한 뒤의 파기와 철회가 그대로
    지켜집니다.
    """
    config = configuration.current()
    pair = restoring.read_pair(data, keys)
    with restoring.alone(config), contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            stack.enter_context(server.hold())
        stack.enter_context(database.reachable())
        _set_up(pair)

        def finish(replayed: Replayed) -> None:
            _open(config, pair, replayed)

        replayed = restoring.restore(config, pair, finish, _say)
    for line in _lines(pair, replayed):
        _say(line)


def _set_up(pair: restoring.Pair) -> None:
    """Django, and whether this release knows the tables of the backup.

    Raises:
        NotAPair: a newer release wrote them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keepword.runtime.settings")
    import django

    django.setup()
    from keepword.runtime import readiness

    if not set(pair.data.state.migrations) <= readiness.known():
        raise NotAPair.of_a_newer_release(pair.data.release)


def _open(config: Config, pair: restoring.Pair, replayed: Replayed) -> None:
    """Bring the tables to this release, check the root key, and put the restore on record."""
    from django.db import connections

    from keepword.custody.acting import Acting
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import clock, house, migrating

    system = Acting(Actor.SYSTEM, UUID(int=0), source="", task="restore")
    try:
        migrating.migrate(config)
        house.prepare(clock.now())
        with house.door().act(system, clock.now()) as act:
            act.note(
                "restore",
                taken=pair.data.state.taken_at,
                keys=pair.keys.state.taken_at,
                erased=replayed.items,
                withdrawn=replayed.consents,
                ended=replayed.members,
            )
    finally:
        connections.close_all()


def _lines(pair: restoring.Pair, replayed: Replayed) -> tuple[Message, ...]:
    taken, entries = pair.data.state.taken_at, pair.data.state.ledger_size
    return (
        Message(
            en=f"Restored the house of {taken}; its ledger has {entries} entries.",
            ko=f"{taken}의 상태로 복원했습니다. 원장은 {entries}건입니다.",
        ),
        Message(
            en=f"Kept erased: {replayed.items} values. Kept withdrawn: {replayed.consents} "
            f"consents. Members who had left since: {replayed.members}.",
            ko=f"파기된 채로 둔 값 {replayed.items}개, 철회된 채로 둔 동의 {replayed.consents}건, "
            f"그 사이 탈퇴한 회원 {replayed.members}명.",
        ),
        Message(en="Start it with `keepword up`.", ko="`keepword up`으로 시작하세요."),
    )


def _say(message: Message) -> None:
    click.echo(in_one_line(message, languages(os.environ)), err=True)
