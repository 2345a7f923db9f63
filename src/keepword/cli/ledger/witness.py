"""`keepword ledger witness`: who cosigns the log's checkpoints."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from keepword.cli.exits import Exit
from keepword.cli.ledger.telling import Misused
from keepword.foundation.errors import Message
from keepword.ledger import witnesses
from keepword.ledger.cosignatures import CosignerKey
from keepword.ledger.errors import NotAKey
from keepword.ledger.publishing import VKEY, published_key
from keepword.ledger.witnesses import Known, Memory, Witness
from keepword.runtime import config as configuration
from keepword.runtime.wording import in_one_line, languages


@click.group("witness")
def witness() -> None:
    """Witnesses that cosign checkpoints. · 체크포인트에 공동 서명하는 증인.

    Without enough of them nothing new is published. The integrator follows a change at once.
    · 서명이 모자라면 새로 공개하지 않습니다. 바뀐 설정은 바로 적용됩니다.
    """


@witness.command("add", short_help="Name a witness. · 증인을 추가합니다.")
@click.argument("vkey", metavar="VKEY")
@click.argument("url", metavar="URL")
def add(vkey: str, url: str) -> int:
    """Ask the witness of VKEY at URL (C2SP tlog-witness) from now on.

    VKEY is name+id+key with an Ed25519 cosignature key (type 0x04); URL its submission prefix. The
    witness has to know this log's vkey. · 지금부터 이 증인에게 서명을 요청합니다. 증인도 이 기록의
    vkey를 알고 있어야 합니다.
    """
    settings = configuration.current()
    folder, public = settings.layout.ledger, settings.layout.ledger_public
    log = published_key(public) if (public / VKEY).exists() else None
    made = Witness(cosigner(vkey), url.rstrip("/"))
    folder.mkdir(parents=True, exist_ok=True)
    witnesses.write(folder, witnesses.read(folder).added(made, log))
    _say(Message(en=f"'{made.key.name}' is asked.", ko=f"'{made.key.name}'에 요청합니다."))
    return Exit.GOOD


@witness.command("remove", short_help="Give a witness up. · 증인을 뺍니다.")
@click.argument("name", metavar="NAME")
def remove(name: str) -> int:
    """Ask the witness NAME no longer. · 이 증인에게 더는 요청하지 않습니다."""
    folder = configuration.current().layout.ledger
    witnesses.write(folder, witnesses.read(folder).removed(name))
    _say(Message(en=f"'{name}' is asked no longer.", ko=f"'{name}'에 더는 요청하지 않습니다."))
    return Exit.GOOD


@witness.command("policy", short_help="How many must cosign. · 필요한 서명 수를 정합니다.")
@click.option("--quorum", type=click.IntRange(0, witnesses.MOST), metavar="N", required=True)
def policy(quorum: int) -> int:
    """Publish a checkpoint once N witnesses have cosigned it. · N곳이 서명하면 공개합니다.

    0: publish at once, and add cosignatures as they come. · 0: 바로 공개하고 서명은 오는 대로
    덧붙입니다.
    """
    folder = configuration.current().layout.ledger
    held = witnesses.read(folder)
    witnesses.write(folder, witnesses.Policy(held.witnesses, quorum))
    _say(Message(en=f"Needed from now on: {quorum}.", ko=f"지금부터 {quorum}곳이 필요합니다."))
    return Exit.GOOD


@witness.command("list", short_help="Witnesses, and how they answer. · 증인 목록과 상태.")
def list_() -> int:
    """Every witness with the size that it cosigned last. · 증인마다 마지막으로 서명한 크기."""
    settings = configuration.current()
    held = witnesses.read(settings.layout.ledger)
    memory = Memory.read(settings.layout.ledger)
    needed, named = held.quorum(settings.witness_quorum), len(held.witnesses)
    _say(Message(en=f"{named} named, {needed} needed.", ko=f"증인 {named}곳, 필요 {needed}곳."))
    for each in held.witnesses:
        click.echo(f"  {each.key}\n    {each.url}")
        for language in languages(os.environ):
            click.echo(f"    {_standing(memory.of(each.key)).say(language)}")
    return Exit.GOOD


def cosigner(vkey: str) -> CosignerKey:
    """A witness's key from its vkey.

    Raises:
        Misused: it is none.
    """
    try:
        return CosignerKey.read(vkey)
    except NotAKey:
        raise Misused(
            Message(
                en=f"'{vkey}' is no witness's vkey (Ed25519 cosignatures, type 0x04).",
                ko=f"'{vkey}'은(는) 증인의 vkey(Ed25519 공동 서명, 종류 0x04)가 아닙니다.",
            )
        ) from None


def _standing(known: Known) -> Message:
    if not known.at and not known.failed:
        return Message(en="not asked yet", ko="아직 요청하지 않음")
    last = Message(
        en=f"last cosigned {known.size} entries at {_time(known.at)}" if known.at else "",
        ko=f"{_time(known.at)}에 항목 {known.size}개까지 서명" if known.at else "",
    )
    if not known.failed:
        return last
    since = _time(known.since)
    return Message(
        en=", ".join(filter(None, (last.en, f"none since {since} ({known.failed})"))),
        ko=", ".join(filter(None, (last.ko, f"{since}부터 서명 없음({known.failed})"))),
    )


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(min(seconds, 2**35), UTC).isoformat(timespec="seconds")


def _say(message: Message) -> None:
    click.echo(in_one_line(message, languages(os.environ)))
