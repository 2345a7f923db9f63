"""`keepword up`: start everything and keep it running."""

from __future__ import annotations

import dataclasses
import os
import textwrap

import click

from keepword.foundation.errors import Message
from keepword.runtime import config as configuration
from keepword.runtime.supervisor import Supervisor, url
from keepword.runtime.wording import in_one_line, languages

WHAT_NEXT = {
    True: Message(
        en="An invented hospital to look at. Open the address: the policy,\n"
        "its processors and 'may I?' are there.",
        ko="둘러보기 위한 가상의 병원입니다. 주소를 열면 처리방침, 수탁업체,\n"
        "'해도 되나요?'가 있습니다.",
    ),
    False: Message(
        en="An empty hospital. Make the first privacy officer's account:\n"
        "    keepword admin create",
        ko="비어 있는 병원입니다. 첫 개인정보 보호책임자 계정을 만드세요.\n"
        "    keepword admin create",
    ),
}

STOP = Message(en="Ctrl-C stops everything.", ko="Ctrl-C를 누르면 모두 멈춥니다.")


@click.command()
@click.option("--demo", is_flag=True, help="An invented hospital to look at. · 가상의 병원.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port on 127.0.0.1 (PORT, else 8000). · 포트(기본 8000).",
)
def up(demo: bool, port: int | None) -> None:
    """Start everything; Ctrl-C stops it. · 모두 시작합니다. Ctrl-C로 멈춥니다."""
    read = configuration.current()
    config = dataclasses.replace(read, demo=demo or read.demo, port=port or read.port)
    spoken = languages(os.environ)

    def say(message: Message) -> None:
        click.echo(in_one_line(message, spoken), err=True)

    def ready() -> None:
        click.echo(_block(url(config), demo=config.demo))

    Supervisor(config, os.environ, say, ready).run()
    say(Message(en="Stopped.", ko="멈췄습니다."))


def _block(address: str, *, demo: bool) -> str:
    """The one clear block: where it is and what to do next."""
    spoken = languages(os.environ)
    rule = "─" * 64
    parts = [f"Keepword  {address}"]
    for language in spoken:
        parts += ["", WHAT_NEXT[demo].say(language), STOP.say(language)]
    body = textwrap.indent("\n".join(parts), "  ")
    return f"{rule}\n{body}\n{rule}"
