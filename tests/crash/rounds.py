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
from tests.whole import database, furnishing
from tests.whole.machine import Machine
from tests.whole.members import Pool
from tests.whole.wire import Wire

CLIENTS = 4
FRESH = 6
"""Acts that must have been acknowledged since the last recovery before the next kill."""

KINDS = (("collections", 0.05), ("uses", 0.004))
"""What must be in flight at a kill, in turns, and for at most how long (seconds) it has been."""

NOTHING = ("half", "unlogged", "orphans")
"""Figures that have to be 0."""

Say = Callable[[str], None]


def run(house: House, rounds: int, seed: int, say: Say, pace: float = 0.05) -> dict[str, Any]:
    """Do so many rounds in a new house and say what was lost; the figures of `build/crash.json`."""
    furnished = furnishing.furnish(house, CLIENTS, staff=False)
    house.up_and_ready()
    durable = database.durability(house)
    say(f"durability: {durable}")
    lots, wire = random.Random(seed), Wire(house.port)
    machines = [Machine(wire, *client) for client in furnished.clients]
    assert all(machine.sign_in().status == 200 for machine in machines)
    kills: list[dict[str, Any]] = []
    with _working(machines, seed, pace) as clients:
        for number, victim in enumerate(victims.order(rounds, lots)):
            part, longest = KINDS[number // len(victims.PARTS) % len(KINDS)]
            _let_work(clients)
            process = _process(house, victim, lots)
            in_flight = wire.flights.strike(process.kill, part, lots.uniform(0, longest))
            kills.append(
                {"victim": victim, "in_flight": in_flight, "during": part}
                | _recover(house, victim, process)
            )
            say(f"{number + 1}/{rounds} {kills[-1]}")
    until(lambda: database.waiting(house) == 0, "the integrator has taken everything in")
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


def faults(report: dict[str, Any]) -> list[str]:
    """What a report says that must not be; nothing where all is well."""
    found = [f"{name}: {report[name]}" for name in NOTHING if report[name]]
    if report["present"] != report["acknowledged"]:
        found.append(f"present: {report['present']} of {report['acknowledged']}")
    if report["people"] != report["joins"]["acknowledged"]:
        found.append(f"people: {report['people']}, joined: {report['joins']['acknowledged']}")
    if min(report["in_flight"]) < 1:
        found.append(f"a kill with nothing in flight: {report['in_flight']}")
    if set(report["durability"].values()) != {"on"}:
        found.append(f"durability: {report['durability']}")
    if not report["ledger_verifies"]:
        found.append("the ledger does not verify")
    return found + [f"a wrong answer: {text}" for text in report["wrong_answers"]]


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


def _let_work(clients: list[Client]) -> None:
    """Until some more acts were acknowledged."""
    before = _acknowledged(clients)
    until(lambda: _acknowledged(clients) >= before + FRESH, "the clients are at work")


def _process(house: House, victim: str, lots: random.Random) -> psutil.Process:
    """The process that is to die."""
    if victim == "supervisor":
        return psutil.Process(house.started[-1].pid)
    return victims.one_of(house.var, victim, lots)


def _recover(house: House, victim: str, killed: psutil.Process) -> dict[str, Any]:
    """Until everything runs again; how long it took (seconds), and what was left over."""
    begun = time.monotonic()
    orphans = _revive(house) if victim == "supervisor" else 0
    until(lambda: victims.settled(house.var, killed), "the tree is whole again")
    until(lambda: house.health() == 200, "healthy again")
    return {"recovered_in": round(time.monotonic() - begun, 2), "orphans": orphans}


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
