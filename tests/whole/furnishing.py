"""What a test needs inside a house of its own, told on the command line; JSON on standard output.

python -m tests.whole.furnishing furnish CLIENTS staff|nobody    clients of the API, and the staff
python -m tests.whole.furnishing log    every entry of the ledger, in the tree's order
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from keepword.cli.inside import inside
from tests.runtime.house import House

TASKS = ("booking", "membership", "news")
"""What the API clients may do."""

OWN_TASK = "furnishing"
"""The task under which all of this stands in the ledger."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff, with everything that signing in takes."""

    id: str
    login: str
    password: str
    totp: str
    role: str
    department: str


@dataclass(frozen=True, slots=True)
class Furnished:
    """Who can come in."""

    staff: tuple[Colleague, ...]
    clients: tuple[tuple[str, str], ...]


def furnish(house: House, clients: int, *, staff: bool = True) -> Furnished:
    """Make so many API clients and the staff in a house, whether it runs or not."""
    told = _run(house, "furnish", str(clients), "staff" if staff else "nobody")
    made = tuple(Colleague(**one) for one in told["staff"])
    return Furnished(made, tuple((c["client_id"], c["client_secret"]) for c in told["clients"]))


def log(house: House) -> list[dict[str, Any]]:
    """The bodies of every integrated entry, opened, in the order of the tree."""
    return list(_run(house, "log"))


def _run(house: House, *arguments: str) -> Any:
    command = [sys.executable, "-m", "tests.whole.furnishing", *arguments]
    done = subprocess.run(
        command, env=house.env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _furnish(count: str, with_staff: str) -> dict[str, Any]:
    from uuid import UUID, uuid4

    from keepword.custody.acting import Acting
    from keepword.demo import accounts
    from keepword.policies import desk
    from keepword.policy.decisions.question import Actor
    from keepword.runtime import clock, config, house

    now = clock.now()
    system = Acting(Actor.SYSTEM, UUID(int=0), source="", task=OWN_TASK)
    door, book = house.door(), desk.tasks(config.current().policy)
    with door.act(system, now) as act:
        made = accounts.engage(act, book, uuid4) if with_staff == "staff" else []
    clients = [accounts.connect_client(door, book, TASKS, now, uuid4) for _ in range(int(count))]
    staff = [
        {
            "id": str(one.id),
            "login": login.login,
            "password": login.password,
            "totp": login.totp,
            "role": one.role,
            "department": one.department,
        }
        for one, login in made
    ]
    return {"staff": staff, "clients": clients}


def _log() -> list[dict[str, Any]]:
    from keepword.clients.reading import reading
    from keepword.runtime import house

    with reading() as cursor:
        return [entry.body for entry in house.reader().walk(cursor)]


_VERBS: dict[str, Callable[..., object]] = {"furnish": _furnish, "log": _log}


if __name__ == "__main__":
    with inside():
        said = _VERBS[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(json.dumps(said))
