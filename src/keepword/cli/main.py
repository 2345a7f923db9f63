"""The `keepword` command: a table of verbs, each loaded only when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass

import click

from keepword import __version__
from keepword.cli.exits import Exit, status_of
from keepword.foundation.errors import KeepwordError, Message
from keepword.runtime.processes import forbid_core_dumps, forbid_tracing
from keepword.runtime.wording import in_one_line, languages, refusal_lines


@dataclass(frozen=True, slots=True)
class Verb:
    """Where a verb's command is (`module:attribute`) and what it does, in a few words."""

    target: str
    help: Message

    def load(self) -> click.Command:
        """Import its module."""
        module, attribute = self.target.split(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.target} is not a command")
        return command


VERBS = {
    "up": Verb(
        "keepword.cli.up:up",
        Message(en="start everything", ko="모두 시작"),
    ),
    "backup": Verb(
        "keepword.cli.backup:backup",
        Message(en="data and keys into two folders", ko="자료와 키를 두 폴더에 백업"),
    ),
    "restore": Verb(
        "keepword.cli.restore:restore",
        Message(en="a backup into an empty house", ko="백업을 빈 곳에 복원"),
    ),
    "doctor": Verb(
        "keepword.cli.doctor:doctor",
        Message(en="look for what is unsafe or in the way", ko="안전하지 않거나 막힌 곳 찾기"),
    ),
    "db": Verb(
        "keepword.cli.db:db",
        Message(en="the database's roles", ko="데이터베이스 역할"),
    ),
    "keys": Verb(
        "keepword.cli.keys:keys",
        Message(en="the keys, and the root turn", ko="키 상태와 최상위 키 교체"),
    ),
    "erase": Verb(
        "keepword.cli.erase:erase",
        Message(en="erase many people, approved by two", ko="여러 사람의 정보 파기(승인 2명)"),
    ),
    "admin": Verb(
        "keepword.cli.admin:admin",
        Message(en="staff accounts", ko="직원 계정"),
    ),
    "client": Verb(
        "keepword.cli.client:client",
        Message(en="systems that may call the API", ko="API를 호출하는 시스템"),
    ),
    "policy": Verb(
        "keepword.cli.policy:policy",
        Message(en="read, validate and check a policy", ko="방침 읽기·검증·점검"),
    ),
    "decide": Verb(
        "keepword.cli.decide:decide",
        Message(en="may this be done? (JSON on stdin)", ko="해도 되는지 판단(표준 입력 JSON)"),
    ),
    "ledger": Verb(
        "keepword.cli.ledger:ledger",
        Message(en="export and verify the evidence log", ko="증빙 기록 내보내기·검증"),
    ),
    "certificate": Verb(
        "keepword.cli.certificate:certificate",
        Message(en="verify a certificate of destruction", ko="파기 증명서 검증"),
    ),
    "receipt": Verb(
        "keepword.cli.receipt:receipt",
        Message(en="verify a consent receipt", ko="동의 영수증 검증"),
    ),
}


class LazyGroup(click.Group):
    """A group that knows its verbs by name and imports one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the table's order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, imported now; None for a name that is no verb."""
        verb = VERBS.get(cmd_name)
        return verb.load() if verb else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing any of them."""
        spoken = languages(os.environ)
        with formatter.section("Commands"):
            formatter.write_dl([(n, in_one_line(v.help, spoken)) for n, v in VERBS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="keepword")
def cli() -> None:
    """A hospital's privacy policy that keeps its word. · 약속을 지키는 개인정보 처리방침."""


def main() -> None:
    """Run a command; show any error as what happened and what to do; end with its status."""
    os.umask(0o077)
    forbid_core_dumps()
    forbid_tracing()  # its environment may hold the PIN of the root and the owner's password
    try:
        status = cli.main(prog_name="keepword", standalone_mode=False)
    except KeepwordError as error:
        for line in refusal_lines(error, languages(os.environ)):
            click.echo(line, err=True)
        sys.exit(status_of(error))
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.USAGE)
    except click.Abort:
        click.echo(err=True)
        sys.exit(Exit.REFUSED)
    sys.exit(status if isinstance(status, int) else Exit.GOOD)
