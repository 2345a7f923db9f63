"""The database's roles: there, apart, and with the rights of the table and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, LiteralString, NamedTuple

import psycopg

from keepword.foundation.errors import Message
from keepword.runtime import database
from keepword.runtime.config import Config
from keepword.runtime.dbroles import making, rights, table
from keepword.runtime.dbroles.errors import GrantsUnfit
from keepword.runtime.dbroles.names import PUBLIC, SERVING, Role, user
from keepword.runtime.doctor.finding import Finding, mend, note, ok
from keepword.storage.sql import statement

Connection = psycopg.Connection[Any]

SHOWN = 3
"""Rights that one finding names; the rest is a number."""

_OWNER = Message(en="Owner of the tables", ko="테이블 소유자")
_ROLES = Message(en="Database roles", ko="데이터베이스 역할")
_RIGHTS = Message(en="Rights of the database roles", ko="데이터베이스 역할의 권한")
_AGAIN = Message(
    en="Start `keepword up` again, or run `keepword db roles`: the owner sets them right.",
    ko="`keepword up`을 다시 시작하거나 `keepword db roles`를 실행하세요. 소유자가 바로잡습니다.",
)


class Seen(NamedTuple):
    """A role as the server has it."""

    name: str
    login: bool
    powers: list[str]
    owns: list[str]


def checks(connection: Connection, config: Config) -> Iterator[Finding]:
    """Everything about roles and rights; `connection` is the owner's."""
    yield owner(connection)
    there = {each.name: each for each in _seen(connection, [user(role) for role in SERVING])}
    yield missing(there)
    yield apart(config, there)
    yield powers(there.values())
    yield belongings(there.values())
    if rights.things(connection).columns:
        yield from _rights(connection)
        yield path(connection)
    else:
        yield ok("role-rights", _RIGHTS, "no tables yet")


def owner(connection: Connection) -> Finding:
    """Whoever owns the tables is no superuser: migrations need none of what that brings."""
    (seen,) = _seen(connection, [connection.info.user])
    wrong = [power for power in seen.powers if power in ("SUPERUSER", "REPLICATION", "BYPASSRLS")]
    shown = f"{seen.name}: {', '.join(wrong)}" if wrong else seen.name
    if not wrong:
        return ok("role-owner", _OWNER, shown)
    remedy = Message(
        en="Make a plain role the owner and name it in DATABASE_URL; look at `keepword db roles "
        "--sql`.",
        ko="일반 역할을 소유자로 만들어 DATABASE_URL에 적으세요. `keepword db roles --sql`을 "
        "참고하세요.",
    )
    return mend("role-owner", _OWNER, shown, remedy)


def missing(there: Iterable[str]) -> Finding:
    """Every serving role is there."""
    lacking = [user(role) for role in making.lacking(there)]
    if not lacking:
        return ok("role-missing", _ROLES, ", ".join(user(role) for role in SERVING))
    remedy = Message(
        en="Let somebody who may make roles run what `keepword db roles --sql` prints; then start "
        "`keepword up` again.",
        ko="역할을 만들 수 있는 사람이 `keepword db roles --sql`의 출력을 실행하게 한 뒤 "
        "`keepword up`을 다시 시작하세요.",
    )
    return mend("role-missing", _ROLES, f"- {', '.join(lacking)}", remedy)


def apart(config: Config, there: Iterable[str]) -> Finding:
    """Every process connects as its own role: we have the password of each that is there."""
    names = frozenset(there)
    as_owner = [
        user(role)
        for role in SERVING
        if user(role) in names and not database.apart(config, Role(role))
    ]
    if not as_owner:
        return ok("role-password", _ROLES, ", ".join(sorted(names)) or "-")
    remedy = Message(
        en="Its password is not here, so its process connects as the owner: `keepword db roles "
        "--sql` gives it a new one.",
        ko="비밀번호가 없어 해당 프로세스가 소유자로 접속합니다. `keepword db roles --sql`로 새로 "
        "정하세요.",
    )
    return mend("role-password", _ROLES, ", ".join(as_owner), remedy)


def powers(there: Iterable[Seen]) -> Finding:
    """A serving role may connect, and nothing else beyond its tables."""
    wrong = [f"{each.name}: {', '.join(each.powers)}" for each in there if each.powers]
    if not wrong:
        return ok("role-powers", _ROLES, "LOGIN")
    remedy = Message(
        en="As a superuser: ALTER ROLE … NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION "
        "NOBYPASSRLS; REVOKE each membership.",
        ko="superuser로 ALTER ROLE … NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION "
        "NOBYPASSRLS를 실행하고 소속 역할은 REVOKE하세요.",
    )
    return mend("role-powers", _ROLES, "; ".join(wrong), remedy)


def belongings(there: Iterable[Seen]) -> Finding:
    """A serving role owns nothing: what is one's own cannot be kept from one."""
    wrong = [f"{each.name}: {', '.join(each.owns[:SHOWN])}" for each in there if each.owns]
    if not wrong:
        return ok("role-owns", _ROLES, "-")
    remedy = Message(
        en="Give it to the owner of the database: REASSIGN OWNED BY … TO …;",
        ko="데이터베이스 소유자에게 넘기세요: REASSIGN OWNED BY … TO …;",
    )
    return mend("role-owns", _ROLES, "; ".join(wrong), remedy)


def path(connection: Connection) -> Finding:
    """Names are looked for in our schemas first, whoever connects."""
    what = Message(en="Search path", ko="search_path")
    found = rights.search_path(connection)
    if found == table.SEARCH_PATH:
        return ok("search-path", what, found)
    return mend("search-path", what, found or "-", _AGAIN)


def _rights(connection: Connection) -> Iterator[Finding]:
    try:
        found = rights.difference(connection)
    except GrantsUnfit as error:
        yield mend("role-rights", _RIGHTS, error.code, error.remedy)
        return
    everybody = {right for right in found.beyond if right.grantee == PUBLIC}
    yield _set("role-rights-missing", found.missing)
    yield _set("role-rights-beyond", found.beyond - everybody)
    yield _set("public-rights", everybody)
    yield _of_strangers(rights.strangers(connection))


def _set(id_: str, wrong: Iterable[rights.Right]) -> Finding:
    seen = _some(wrong)
    return mend(id_, _RIGHTS, seen, _AGAIN) if seen else ok(id_, _RIGHTS, "0")


def _of_strangers(found: Iterable[rights.Right]) -> Finding:
    """Roles that are none of ours and may do something here."""
    seen = _some(found)
    if not seen:
        return ok("role-strangers", _RIGHTS, "0")
    remedy = Message(
        en="Somebody granted this beside Keepword. If nobody needs it: REVOKE it.",
        ko="Keepword 밖에서 준 권한입니다. 필요하지 않으면 REVOKE하세요.",
    )
    return note("role-strangers", _RIGHTS, seen, remedy)


def _some(found: Iterable[rights.Right]) -> str:
    named = sorted(map(str, found))
    more = f" … ({len(named)})" if len(named) > SHOWN else ""
    return "; ".join(named[:SHOWN]) + more


def _seen(connection: Connection, names: list[str]) -> list[Seen]:
    rows = connection.execute(_sql("roles"), {"names": names}).fetchall()
    return [Seen(*row) for row in rows]


def _sql(name: str) -> LiteralString:
    return statement("keepword.runtime.dbroles", name)
