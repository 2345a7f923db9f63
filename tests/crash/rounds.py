"""The rounds: work, a kill with a request in flight, recovery; at the end, the count.

Meanwhile the root is turned, keys are rotated and backups are made, and those die as well. What was
done is in a journal, so that a run that is interrupted goes on: in the same house, with the rounds
that are left.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psutil

from tests.crash import checking, opening, victims
from tests.crash.clients import Client
from tests.crash.journal import Journal
from tests.crash.upkeep import LAST, Command, Upkeep
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

LATE = 3.0
"""For at most how long (seconds) a command of the upkeep has run when it is killed."""

ENVIRONMENT = {"KEEPWORD_OPENS_A_MINUTE": "1000000"}
"""Of the house: the clients may work faster than a web server is allowed to by default."""

NOTHING = ("half", "unlogged", "shut", "orphans")
"""Figures that have to be 0."""

Say = Callable[[str], None]


def run(
    house: House,
    rounds: int,
    seed: int,
    say: Say,
    journal: Journal,
    pace: float = 0.1,
    last: Sequence[Command] = LAST,
) -> dict[str, Any]:
    """Do so many rounds in a house and say what was lost; the figures of `build/crash.json`.

    An empty journal is a new house; one with lines in it goes on where those end. `last` is the
    upkeep that is done once more at the end.
    """
    credentials = _begun(house, journal)
    house.up_and_ready()
    durable = database.durability(house)
    say(f"durability: {durable}")
    wire = Wire(house.port)
    machines = [Machine(wire, *client) for client in credentials]
    assert all(machine.sign_in().status == 200 for machine in machines)
    upkeep = Upkeep(house, house.var.parent / "backups")
    before = len(list(journal.of("round")))
    with _working(machines, seed, pace, journal) as clients, _kept_up(upkeep):
        for number, victim in enumerate(victims.order(rounds, random.Random(seed))):
            if number < before:
                continue
            _let_work(clients)
            kill = _round(house, wire, upkeep, number, victim, random.Random(f"{seed}/{number}"))
            journal.write("round", **kill)
            say(f"{number + 1}/{rounds} {kill}")
    upkeep.at_last(last)
    until(lambda: database.waiting(house) == 0, "the integrator has taken everything in")
    kills = list(journal.of("round"))
    found = _count(house, machines, clients)
    return {
        "seed": seed,
        "rounds": rounds,
        "clients": CLIENTS,
        "durability": durable,
        "kills": Counter(kill["victim"] for kill in kills),
        "in_flight": [kill["in_flight"] for kill in kills],
        "recovered_in": [kill["recovered_in"] for kill in kills],
        "upkeep": upkeep.done,
        "broken_upkeep": upkeep.wrong,
        **found,
        "orphans": sum(kill["orphans"] for kill in kills) + _stop(house),
    }


def _begun(house: House, journal: Journal) -> list[tuple[str, str]]:
    """The credentials of the clients: of a new house, or as an earlier run wrote them down."""
    for line in journal.of("begun"):
        return [(name, secret) for name, secret in line["clients"]]
    furnished = furnishing.furnish(house, CLIENTS, staff=False)
    journal.write("begun", clients=furnished.clients)
    return list(furnished.clients)


def _round(
    house: House, wire: Wire, upkeep: Upkeep, number: int, victim: str, lots: random.Random
) -> dict[str, Any]:
    """One kill and the recovery from it."""
    part, longest = KINDS[number // len(victims.VICTIMS) % len(KINDS)]
    while True:
        process = _process(house, upkeep, victim, lots)
        try:
            in_flight = wire.flights.strike(process.kill, part, lots.uniform(0, longest))
        except psutil.NoSuchProcess:
            continue  # a command came to its end at this very moment
        kill = {"victim": victim, "in_flight": in_flight, "during": part}
        return kill | _recover(house, upkeep, victim, process)


def faults(report: dict[str, Any]) -> list[str]:
    """What a report says that must not be; nothing where all is well."""
    found = [f"{name}: {report[name]}" for name in NOTHING if report[name]]
    if report["present"] != report["acknowledged"]:
        found.append(f"present: {report['present']} of {report['acknowledged']}")
    joined = report["joins"]["acknowledged"] + report["leavings"]["acknowledged"]
    if report["people"] != joined:
        found.append(f"people: {report['people']}, joined: {joined}")
    if min(report["in_flight"]) < 1:
        found.append(f"a kill with nothing in flight: {report['in_flight']}")
    if set(report["durability"].values()) != {"on"}:
        found.append(f"durability: {report['durability']}")
    if not report["ledger_verifies"]:
        found.append("the ledger does not verify")
    found += [f"upkeep: {text}" for text in report["broken_upkeep"]]
    return found + [f"a wrong answer: {text}" for text in report["wrong_answers"]]


@contextmanager
def _kept_up(upkeep: Upkeep) -> Iterator[None]:
    """Turns, rotations and backups under way for the length of the block."""
    upkeep.start()
    try:
        yield
    finally:
        upkeep.end()


@contextmanager
def _working(
    machines: list[Machine], seed: int, pace: float, journal: Journal
) -> Iterator[list[Client]]:
    """The clients at work for the length of the block; at its end, each with an answer."""
    pool, stop = Pool(), threading.Event()
    clients = [
        Client(number, machine, pool, random.Random(f"{seed}/client/{number}"), pace, stop, journal)
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
        stuck = [client.name for client in clients if client.is_alive()]
    assert not stuck, stuck


def _let_work(clients: list[Client]) -> None:
    """Until some more acts were acknowledged."""
    before = _acknowledged(clients)
    until(lambda: _acknowledged(clients) >= before + FRESH, "the clients are at work")


def _process(house: House, upkeep: Upkeep, victim: str, lots: random.Random) -> psutil.Process:
    """The process that is to die."""
    if victim == victims.UPKEEP:
        process = upkeep.process()
        time.sleep(lots.uniform(0, LATE))
        return process
    if victim == "supervisor":
        return psutil.Process(house.started[-1].pid)
    return victims.one_of(house.var, victim, lots)


def _recover(house: House, upkeep: Upkeep, victim: str, killed: psutil.Process) -> dict[str, Any]:
    """Until everything runs again; how long it took (seconds), and what was left over."""
    begun = time.monotonic()
    orphans = _revive(house, upkeep) if victim == "supervisor" else 0
    until(lambda: victims.settled(house.var, killed), "the tree is whole again")
    until(lambda: house.health() == 200, "healthy again")
    return {"recovered_in": round(time.monotonic() - begun, 2), "orphans": orphans}


def _revive(house: House, upkeep: Upkeep) -> int:
    """Start the house again once all that was its supervisor's has ended; what had not. A command
    that was at work goes on to its own end first."""
    house.started[-1].communicate(timeout=PATIENCE)
    with upkeep.held():
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
    log, keys = furnishing.log(house), opening.standing(house)
    entries = {body["id"]: body for body in log}
    people = checking.people(house, log, keys["keys"])
    joined = [(member, client.machine) for client in clients for member in client.joined]
    with ThreadPoolExecutor(CLIENTS) as threads:
        present = sum(threads.map(lambda pair: checking.is_present(*pair), joined))
    left = [subject for client in clients for subject in client.gone]
    gone = sum(people[subject].is_gone for subject in left)
    looks = {entry: who for client in clients for entry, who in client.looks.items()}
    seen = sum(_is_look(entries.get(entry), who) for entry, who in looks.items())
    return {
        "acknowledged": len(joined) + len(left) + len(looks),
        "present": present + gone + seen,
        "joins": {"acknowledged": len(joined), "present": present},
        "leavings": {"acknowledged": len(left), "present": gone},
        "looks": {"acknowledged": len(looks), "present": seen},
        "people": len(people),
        "half": sum(not person.is_whole for person in people.values()),
        "unlogged": sum(person.unlogged for person in people.values()),
        "shut": len(keys["shut"]),
        "answers": sum((client.answers for client in clients), Counter()),
        "wrong_answers": [text for client in clients for text in client.wrong],
        "ledger_verifies": house.command("ledger", "verify").returncode == 0,
    }


def _is_look(body: Any, subject: str) -> bool:
    return body is not None and (body["act"], body["subject"]) == ("use", subject)


def _acknowledged(clients: list[Client]) -> int:
    return sum(client.acknowledged for client in clients)
