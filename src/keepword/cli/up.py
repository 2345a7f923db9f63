"""`keepword up`: start everything and keep it running."""

from __future__ import annotations

import dataclasses
import os
import textwrap
from datetime import timedelta

import click

from keepword.foundation.errors import Message
from keepword.law.day import KOREA
from keepword.runtime import clock
from keepword.runtime import config as configuration
from keepword.runtime.config import Config
from keepword.runtime.supervisor import Supervisor, url
from keepword.runtime.wording import in_one_line, languages

WHAT_NEXT = {
    True: Message(
        en="An invented hospital to look at. Open the address: read the policy,\n"
        "ask 'may I?', join, sign in as staff and look somebody up.",
        ko="둘러보기 위한 가상의 병원입니다. 주소를 열어 처리방침을 읽고,\n"
        "'해도 되나요?'를 묻고, 가입하고, 직원으로 로그인해 조회해 보세요.",
    ),
    False: Message(
        en="An empty hospital. Make the first privacy officer's account:\n"
        "    keepword admin create",
        ko="비어 있는 병원입니다. 첫 개인정보 보호책임자 계정을 만드세요.\n"
        "    keepword admin create",
    ),
}

LOG_INS = Message(en="Made-up people and their log-ins:", ko="지어낸 사람들과 로그인 정보:")

STOP = Message(en="Ctrl-C stops everything.", ko="Ctrl-C를 누르면 모두 멈춥니다.")


@click.command()
@click.option("--demo", is_flag=True, help="An invented hospital to look at. · 가상의 병원.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port on 127.0.0.1 (PORT, else 8000). · 포트(기본 8000).",
)
@click.option(
    "--now",
    "moved_to",
    metavar="ISO",
    help="Move the demo's clock; 'now' puts it back. · 가상의 병원 시계 옮기기('now'는 되돌리기).",
)
def up(demo: bool, port: int | None, moved_to: str | None) -> None:
    """Start everything; Ctrl-C stops it. · 모두 시작합니다. Ctrl-C로 멈춥니다."""
    read = configuration.current()
    config = dataclasses.replace(read, demo=demo or read.demo, port=port or read.port)
    if moved_to is not None and not config.demo:
        raise clock.only_in_the_demo()
    wanted = clock.parse(moved_to) if moved_to is not None else None
    spoken = languages(os.environ)

    def say(message: Message) -> None:
        click.echo(in_one_line(message, spoken), err=True)

    def begin() -> None:
        if moved_to is not None:
            clock.move(config.layout.demo_clock, wanted)

    def ready() -> None:
        click.echo(_block(config))

    Supervisor(config, os.environ, say, ready, begin).run()
    say(Message(en="Stopped.", ko="멈췄습니다."))


def _block(config: Config) -> str:
    """The one clear block: where it is, what to do next, and what the time is if it was moved."""
    spoken = languages(os.environ)
    rule = "─" * 64
    parts = [f"Keepword  {url(config)}"]
    moved = _moved(config)
    for language in spoken:
        parts += ["", WHAT_NEXT[config.demo].say(language)]
        if config.demo and config.layout.demo_json.is_file():
            parts.append(f"{LOG_INS.say(language)} {config.layout.demo_json}")
        if moved is not None:
            parts.append(moved.say(language))
        parts.append(STOP.say(language))
    body = textwrap.indent("\n".join(parts), "  ")
    return f"{rule}\n{body}\n{rule}"


def _moved(config: Config) -> Message | None:
    """What the demo's clock says, where it does not say the real time."""
    shown = clock.Clock(config.layout.demo_clock if config.demo else None)
    if shown.offset() == timedelta():
        return None
    time = shown.now().astimezone(KOREA).strftime("%Y-%m-%d %H:%M")
    return Message(
        en=f"The clock is moved: it is {time} in Korea. Back: --now now",
        ko=f"시계를 옮겼습니다. 지금은 {time}(한국 시각)입니다. 되돌리기: --now now",
    )
