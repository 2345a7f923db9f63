"""`keepword restore`: a backup into an empty house, or data beside a living key store."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

import click

from keepword.cli.keys import typed_shares
from keepword.foundation.errors import Message
from keepword.runtime import clock, database
from keepword.runtime import config as configuration
from keepword.runtime.backup import pairing
from keepword.runtime.backup.escrowed import Recovered
from keepword.runtime.backup.pairing import NotAPair, Pair
from keepword.runtime.backup.replaying import Replayed
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.wording import in_one_line, languages

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option(
    "--data", required=True, type=_FOLDER, metavar="D", help="A backup's data. · 백업한 자료."
)
@click.option("--keys", type=_FOLDER, metavar="K", help="The newest keys. · 가장 최근 키.")
@click.option(
    "--in-place",
    is_flag=True,
    help="Put D in the place of this house's data; its keys and ledger stay. · 키와 원장은 두고 "
    "이곳의 자료만 D로 바꿉니다.",
)
@click.option(
    "--older-keys",
    is_flag=True,
    help="K is older than D, and no newer one is left. · 더 새로운 키가 남아 있지 않을 때.",
)
@click.option(
    "--escrow",
    type=_FILE,
    metavar="FILE",
    help="escrow-N.sealed, where the root is lost: asks for shares. · 최상위 키를 잃었을 때의 "
    "봉인 파일.",
)
def restore(
    data: Path, keys: Path | None, in_place: bool, older_keys: bool, escrow: Path | None
) -> None:
    """Restore a backup: into an empty house with --keys K, or --in-place. · 백업을 복원합니다.

    Give the newest keys there are: what was erased or withdrawn since the data were backed up
    stays erased and withdrawn. · 가장 최근 키를 쓰세요. 자료를 백업한 뒤의 파기와 철회가 그대로
    지켜집니다.
    """
    if (keys is None) != in_place:
        raise click.UsageError("Name --keys K, or say --in-place.")
    if escrow is not None and keys is None:
        raise click.UsageError("--escrow goes with --keys K.")
    config = configuration.current()
    pair = pairing.read_pair(data, keys, older_keys=older_keys)
    from keepword.runtime.backup import restoring

    with restoring.alone(config), contextlib.ExitStack() as stack:
        if config.embedded:
            server = EmbeddedPostgres(config.layout, os_user=config.os_user)
            stack.enter_context(server.hold())
        stack.enter_context(database.reachable())
        _set_up(pair)  # not before: where the embedded server listens is known once it runs
        root = _recovered(escrow, pair) if escrow is not None else None
        began = time.monotonic()
        replayed = restoring.restore(config, pair, clock.now(), _say, root=root)
        seconds = time.monotonic() - began
    for line in _lines(pair, replayed, seconds):
        _say(line)


def _set_up(pair: Pair) -> None:
    """Django, and whether this release knows the tables of the backup.

    Raises:
        NotAPair: a newer release wrote them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keepword.runtime.settings")
    import django

    django.setup()
    from keepword.runtime import readiness

    for half in (pair.data, pair.keys):
        if half is not None and not set(half.state.migrations) <= readiness.known():
            raise NotAPair.of_a_newer_release(half.release)


def _recovered(sealed: Path, pair: Pair) -> Recovered:
    """The root, as enough shares open it."""
    from keepword.runtime import house
    from keepword.runtime.backup import escrowed

    tenant = house.loaded().policy.meta.id
    needed = pair.keys.state.root if pair.keys else 0
    escrowed.check_generation(sealed, needed)
    return escrowed.recover(sealed, typed_shares.given(), tenant, needed)


def _lines(pair: Pair, done: Replayed, seconds: float) -> tuple[Message, ...]:
    taken, entries = pair.data.state.taken_at, pair.data.state.ledger_size
    ledger = (
        Message(en=f"its ledger has {entries} entries", ko=f"원장은 {entries}건입니다")
        if pair.keys
        else Message(en="the ledger is today's", ko="원장은 지금의 것입니다")
    )
    lines = [
        Message(
            en=f"Restored the house of {taken} in {seconds:.1f} s; {ledger.en}.",
            ko=f"{taken}의 상태로 {seconds:.1f}초 만에 복원했습니다. {ledger.ko}.",
        ),
        Message(
            en=f"Kept erased: {done.items} values. Kept withdrawn: {done.consents} "
            f"consents. Members who had left since: {done.members}.",
            ko=f"파기된 채로 둔 값 {done.items}개, 철회된 채로 둔 동의 {done.consents}건, "
            f"그 사이 탈퇴한 회원 {done.members}명.",
        ),
        Message(
            en=f"Blobs put back: {done.blobs}. People indexed anew: {done.people}. Younger units "
            f"that ended: {done.spare}.",
            ko=f"되돌린 파일 {done.blobs}개, 색인을 다시 만든 사람 {done.people}명, 자료에 없어 "
            f"끝낸 파기 단위 {done.spare}개.",
        ),
    ]
    if done.lost or done.links:
        lines.append(
            Message(
                en=f"Lost, because these keys do not have theirs: {done.lost} values, {done.links} "
                "links of the log to people.",
                ko=f"키가 없어 잃은 것: 값 {done.lost}개, 기록의 연결 정보 {done.links}건.",
            )
        )
    return (
        *lines,
        Message(
            en="Accounts, grants and systems that were closed since are open again, and "
            "suspensions since are lost: look through both. Then start it with `keepword up`.",
            ko="그 사이 닫은 계정·권한·연동 시스템은 다시 열려 있고, 그 사이의 처리정지는 빠져 "
            "있습니다. 확인한 뒤 `keepword up`으로 시작하세요.",
        ),
    )


def _say(message: Message) -> None:
    click.echo(in_one_line(message, languages(os.environ)), err=True)
