"""The rounds: work, a kill with a request in flight, recovery; at the end, the count."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psutil

from tests.crash import checking, victims
from tests.crash.clients import Client
from tests.runtime.house import PATIENCE, House, alive_in, until
from tests.whole import furnishing
from tests.whole.machine import Machine
from tests.whole.members import Known, Pool
from tests.whole.wire import Wire

CLIENTS = 4
FRESH = 6
"""Acts that must have been acknowledged since the last recovery before the next kill."""

KINDS = {"collections": 0.05, "uses": 0.004}
"""What must be in flight at a kill, and for at most how long (seconds) it has been."""

Say = Callable[[str], None]


def run(house: House, rounds: int, seed: int, say: Say, pace: float = 0.05) -> dict[str, Any]:
    """Do so many rounds in a new house and say what was left; see `report` for the figures."""
    furnished = furnishing.furnish(house, CLIENTS)
    house.up_and_ready()
    durable = checking.durability(house)
    say(f"durability: {durable}")
    lots, wire = random.Random(seed), Wire(house.port)
    machines = [Machine(wire, *client) for client in furnished.clients]
    assert all(machine.sign_in().status == 200 for machine in machines)
    kills: list[dict[str, Any]] = []
    with _working(machines, seed, pace) as clients:
        for number, victim in enumerate(victims.order(rounds, lots), start=1):
            kills.append(_round(house, wire, clients, victim, lots))
            say(f"round {number}: {kills[-1]}")
    until(lambda: checking.waiting(house) == 0, "the integrator has taken everything in")
    found = _count(house, machines, clients)
    orphans = sum(kill.pop("orphans") for kill in kills) + _stop(house)
    return {
        "seed": seed,
        "rounds": rounds,
        "clients": CLIENTS,
        "durability": durable,
        "kills": Counter(kill["victim"] for kill in kills),
        "in_flight": [kill["in_flight"] for kill in kills],
        "recovered_in": [kill["recovered_in"] for kill in kills],
        **found,
        "orphans": orphans,
    }


@contextmanager
def _working(machines: list[Machine], seed: int, pace: float) -> Iterator[list[Client]]:
    """The clients at work for the length of the block; at its end, each with an answer."""
    pool, stop = Pool(), threading.Event()
    clients = [
        Client(number, machine, pool, random.Random(f"{seed}/{number}"), pace, stop)
        for number, machine in enumerate(machines)
    ]
    for client in clients:
        client.start()
    try:
        yield clients
    finally:
        stop.set()
        for client in clients:
            client.join(PATIENCE)


def _round(
    house: House, wire: Wire, clients: list[Client], victim: str, lots: random.Random
) -> dict[str, Any]:
    """One kill; what it was, and what it took to recover."""
    before = _acknowledged(clients)
    until(lambda: _acknowledged(clients) >= before + FRESH, "the clients are at work")
    kind = lots.choice(sorted(KINDS))
    supervisor = house.started[-1]
    process = (
        psutil.Process(supervisor.pid)
        if victim == "supervisor"
        else victims.one_of(house.var, victim, lots)
    )
    in_flight = wire.flights.strike(process.kill, kind, lots.uniform(0, KINDS[kind]))
    begun = time.monotonic()
    orphans = _revive(house) if victim == "supervisor" else 0
    until(lambda: victims.settled(house.var, process), "the tree is whole again")
    until(lambda: house.health() == 200, "healthy again")
    seconds = round(time.monotonic() - begun, 2)
    return {
        "victim": victim,
        "in_flight": in_flight,
        "during": kind,
        "recovered_in": seconds,
        "orphans": orphans,
    }


def _revive(house: House) -> int:
    """Start the house again once all that was its supervisor's has ended; what had not."""
    house.started[-1].communicate()
    end = time.monotonic() + PATIENCE
    while (left := alive_in(house.var)) and time.monotonic() < end:
        psutil.wait_procs(left, timeout=0.2)
    house.up_and_ready()
    return len(left)


def _stop(house: House) -> int:
    """Stop the house; how many of its processes are still there."""
    status, printed = house.stop(house.started[-1])
    assert status == 0, printed
    return len(alive_in(house.var))


def _count(house: House, machines: list[Machine], clients: list[Client]) -> dict[str, Any]:
    """The figures of what was acknowledged, and of what is there."""
    log = furnishing.log(house)
    entries = {body["id"]: body for body in log}
    joined = [(member, client.machine) for client in clients for member in client.joined]
    with ThreadPoolExecutor(CLIENTS) as threads:
        present = sum(threads.map(lambda pair: checking.is_present(*pair), joined))
    looks = {entry: who for client in clients for entry, who in client.looks.items()}
    seen = sum(_is_look(entries.get(entry), who) for entry, who in looks.items())
    people = checking.people(house, log)
    return {
        "acknowledged": len(joined) + len(looks),
        "present": present + seen,
        "joins": {"acknowledged": len(joined), "present": present},
        "looks": {"acknowledged": len(looks), "present": seen},
        "people": len(people),
        "half": sum(not person.is_whole for person in people.values()),
        "unlogged": sum(person.unlogged for person in people.values()),
        "answers": sum((client.answers for client in clients), Counter()),
        "wrong_answers": [text for client in clients for text in client.wrong],
        "ledger_verifies": house.command("ledger", "verify").returncode == 0,
    }


def _is_look(body: Any, subject: str) -> bool:
    return body is not None and (body["act"], body["subject"]) == ("use", subject)


def _acknowledged(clients: list[Client]) -> int:
    return sum(client.acknowledged for client in clients)
