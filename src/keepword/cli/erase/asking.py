"""`keepword erase ask`: a request, and the erasure itself where it is small."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import click

from keepword.cli.admin.house import say
from keepword.cli.erase.signing import sign_in
from keepword.cli.exits import Exit
from keepword.cli.inside import inside
from keepword.cli.ledger.telling import Misused
from keepword.foundation.errors import Message
from keepword.foundation.personal import Personal
from keepword.safeguards.mass_states import Kind, Scope


@click.command("ask", short_help="Ask for it. · 요청합니다.")
@click.option(
    "--file",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ids of people, one a line. · 한 줄에 한 명씩 적은 번호 목록.",
)
@click.option("--point", metavar="ID", help="Everybody of a collection point. · 수집 지점의 모두.")
@click.option("--service", metavar="ID", help="Everybody of a service. · 서비스의 이용자 모두.")
@click.option("--reason", metavar="TEXT", required=True, help="Why; name nobody. · 사유.")
@click.option("--as", "login", metavar="LOGIN", required=True, help="Who asks. · 요청하는 사람.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable. · 기계가 읽는 형식.")
def ask(
    file: Path | None,
    point: str | None,
    service: str | None,
    reason: str,
    login: str,
    as_json: bool,
) -> int:
    """Ask to erase everything of many people that nothing keeps.

    Password and code are asked for, or read as lines of standard input. Who is on the list is
    settled now; of each of them everything goes that is held when it is carried out.
    · 비밀번호와 코드는 물어보거나 표준 입력에서 한 줄씩 읽습니다. 대상은 지금 정해지고, 실행할 때
    보관 중인 것이 모두 삭제됩니다.
    """
    scope = _scope(file, point, service)
    people = _people(file) if file else []
    with inside():
        from keepword.cli.erase.running import carry_out
        from keepword.cli.erase.telling import tell
        from keepword.runtime import clock, house, mass_erasure
        from keepword.safeguards import mass_erasure as verbs

        door = house.door()
        acting = sign_in(door, login)
        with door.act(acting, clock.now()) as act:
            made = verbs.ask(
                door,
                act,
                uuid4(),
                scope,
                Personal(reason),
                listed=people,
                limits=mass_erasure.LIMITS,
            )
        if not made.needs:
            made = carry_out(door, made.id)
        tell(made, clock.now(), as_json=as_json)
    if made.needs and not as_json:
        click.echo(
            say(
                en=f"Approvals needed: {made.needs}. `keepword erase approve {made.id}`",
                ko=f"필요한 승인: {made.needs}건. `keepword erase approve {made.id}`",
            )
        )
    return Exit.GOOD


def _scope(file: Path | None, point: str | None, service: str | None) -> Scope:
    """The one that was named.

    Raises:
        Misused: none, or several.
    """
    named: list[Scope] = []
    if file:
        named.append(Scope(Kind.FILE))
    if point:
        named.append(Scope(Kind.POINT, point))
    if service:
        named.append(Scope(Kind.SERVICE, service))
    if len(named) != 1:
        raise Misused(
            Message(
                "Name one of --file, --point and --service.",
                "--file, --point, --service 가운데 하나를 쓰세요.",
            )
        )
    return named[0]


def _people(file: Path) -> list[UUID]:
    """The ids in a list. What a line holds is never repeated: it may be a name.

    Raises:
        Misused: a line that is no id, or a file that is no text.
    """
    found: list[UUID] = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = ["?"]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(UUID(line.strip()))
        except ValueError:
            raise Misused(
                Message(
                    f"Line {number} of the list is no id (UUID).",
                    f"목록의 {number}번째 줄이 번호(UUID)가 아닙니다.",
                )
            ) from None
    return found
