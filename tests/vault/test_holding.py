"""The key holder over its socket, for real: honest callers get keys, and nobody else does (P82)."""

from __future__ import annotations

import fcntl
import hmac
import os
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keepword.runtime import config, keyholder
from keepword.vault.errors import (
    BadPageName,
    ErasedError,
    NoHolder,
    NoKey,
    NotForYou,
    TooManyOpens,
    UnknownIndex,
    UnsafeKeyFile,
    VaultError,
    WrongRoot,
)
from keepword.vault.holder import FreshPage, Holder, KeyName, Tag
from keepword.vault.holding import answers, frames, place, tokens, wire
from keepword.vault.holding.channel import Channel
from keepword.vault.holding.client import HolderClient
from keepword.vault.holding.errors import BrokenToken, HolderRuns, UnsafeSocket
from keepword.vault.holding.limits import DEFAULTS, MINUTE, Allowance, Limits
from keepword.vault.holding.roles import Role
from keepword.vault.holding.server import MOST_CONNECTIONS, MOST_OF_A_ROLE, Server, Waits
from keepword.vault.holding.service import Caller, Service

NOW = datetime(2027, 3, 1, tzinfo=UTC)
PAGES = ("ledger/202703", "service/totp", "apart/links", "index/email/1", "data/x", "", "roots/1")
INDEXES = ("email", "mobile-phone")


class MemoryHolder:
    """Keys by name, erased units, pages and index keys, in memory; for threads."""

    def __init__(self) -> None:
        self.keys: dict[KeyName, bytes] = {}
        self.erased: set[UUID] = set()
        self.pages: dict[str, bytes] = {}
        self.fits = True
        self._lock = threading.Lock()

    def add(self, generation: int = 1, subject: UUID | None = None) -> KeyName:
        name = KeyName(subject or uuid4(), uuid4(), generation)
        self.keys[name] = os.urandom(32)
        return name

    def prepare(self, now: datetime) -> None:
        self.check()

    def check(self) -> None:
        if not self.fits:
            raise WrongRoot

    def fresh_page(self) -> FreshPage:
        name = f"data/{uuid4()}"
        return FreshPage(name, self.page_key(name, make=True))

    def open(self, names: Sequence[KeyName]) -> list[bytes]:
        if any(name.unit in self.erased for name in names):
            raise ErasedError
        if any(name not in self.keys for name in names):
            raise NoKey
        return [self.keys[name] for name in names]

    def newest(self, subject: UUID, unit: UUID) -> int:
        if unit in self.erased:
            raise ErasedError
        found = [name.generation for name in self.keys if name[:2] == (subject, unit)]
        if not found:
            raise NoKey
        return max(found)

    def page_key(self, page: str, *, make: bool) -> bytes:
        if page.startswith("ledger/") and not page[7:].isdecimal():
            raise BadPageName(page)
        with self._lock:
            if page not in self.pages and not make:
                raise NoKey
            return self.pages.setdefault(page, os.urandom(32))

    def tags(self, index: str, texts: Sequence[str], at_least: int = 0) -> list[tuple[Tag, ...]]:
        if index not in INDEXES:
            raise UnknownIndex(index)
        return [
            tuple(
                Tag(each, hmac.digest(index.encode(), f"{each}{text}".encode(), "sha256")[:16])
                for each in range(max(2, at_least), 0, -1)
            )
            for text in texts
        ]


@dataclass
class Keys:
    """A holder that serves on a socket, and what it says."""

    path: Path
    holder: MemoryHolder = field(default_factory=MemoryHolder)
    allowances: dict[Role, Allowance] = field(default_factory=lambda: dict(DEFAULTS))
    callers: dict[Role, Caller] = field(
        default_factory=lambda: {role: Caller(os.urandom(32)) for role in Role}
    )
    waits: Waits = field(default_factory=Waits)
    now: int = 10**15
    said: list[tuple[str, str, int]] = field(default_factory=list)
    server: Server | None = None

    def start(self) -> None:
        service = Service(
            self.holder, self.callers, Limits(self.allowances), lambda: self.now, self._say
        )
        server = Server(self.path, service, waits=self.waits)
        server.start()
        self.server = server

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()
            self.server = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def client(self, role: Role = Role.WORKER, timeout: float = 30.0) -> HolderClient:
        return HolderClient(self.path, role, self.callers[role].token, timeout)

    @contextmanager
    def asking(self, role: Role = Role.WORKER, timeout: float = 30.0) -> Iterator[HolderClient]:
        client = self.client(role, timeout)
        try:
            yield client
        finally:
            client.close()

    def ping(self, role: Role = Role.WORKER) -> None:
        with self.asking(role) as client:
            client.ping()

    @contextmanager
    def stranger(self) -> Iterator[socket.socket]:
        """Somebody who reached the socket."""
        with socket.socket(socket.AF_UNIX) as one, place.address(self.path) as name:
            one.settimeout(30)
            one.connect(name)
            yield one

    def listens(self) -> bool:
        try:
            with self.stranger():
                return True
        except (ConnectionRefusedError, FileNotFoundError):
            return False

    def taken(self, stack: ExitStack, role: Role) -> None:
        """A connection that `role` keeps."""
        one = stack.enter_context(self.stranger())
        one.sendall(self.hello(role))
        assert one.recv(frames.HEAD.size) == answers.done()

    def hello(self, role: Role = Role.WORKER) -> bytes:
        return bytes(wire.pack(wire.Hello(role, self.callers[role].token)))

    def _say(self, event: str, role: str, count: int) -> None:
        self.said.append((event, role, count))


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    """A holder that serves until the test ends."""
    made = Keys(tmp_path / "run" / place.SOCKET_NAME)
    made.start()
    yield made
    made.stop()


def ended(stranger: socket.socket) -> bool:
    """Whether the holder has closed a stranger's connection, with no key in what it said."""
    got = bytearray()
    while more := _received(stranger):
        got += more
    return got in (b"", answers.refused(NotForYou.code))


def _received(stranger: socket.socket) -> bytes:
    try:
        return stranger.recv(4096)
    except ConnectionResetError:
        return b""


# ── asking ───────────────────────────────────────────────────────────────────────────────────


def test_a_client_gives_what_the_holder_gives(keys: Keys) -> None:
    names = [keys.holder.add() for _ in range(400)]
    again = keys.holder.add(7, names[0].subject)
    with keys.asking() as client:
        asked: Holder = client
        asked.prepare(NOW)
        asked.check()
        assert asked.open(names) == keys.holder.open(names)
        assert asked.open(names[:1]) == [keys.holder.keys[names[0]]]
        assert asked.open([]) == []
        assert asked.newest(again.subject, again.unit) == 7
        page = asked.fresh_page()
        assert page.key == keys.holder.pages[page.name]
        made = asked.page_key("service/outbox", make=True)
        assert asked.page_key("service/outbox", make=False) == made
        texts = ["kim@example.org", "", "\ud7a3", "가" * 70_000]
        assert asked.tags("email", texts, 3) == keys.holder.tags("email", texts, 3)
        assert asked.tags("email", []) == []
        client.ping()


def test_what_does_not_fit_into_one_request_goes_in_several(keys: Keys) -> None:
    names = [keys.holder.add() for _ in range(3)]
    many = (names * 7_000)[:20_001]
    texts = ["a" * 400_000, "b" * 400_000, "c" * 1_100_000, "d"]
    with keys.asking() as client:
        assert client.open(many) == keys.holder.open(many)
        assert client.tags("email", texts) == keys.holder.tags("email", texts)
        assert len(client.tags("email", ["e"] * 10_001)) == 10_001


def test_errors_come_out_typed_and_end_nothing(keys: Keys) -> None:
    """P66: an erased unit is that, to whoever asks and however."""
    name, gone = keys.holder.add(), keys.holder.add()
    keys.holder.erased.add(gone.unit)
    missing = KeyName(uuid4(), uuid4(), 1)
    with keys.asking() as client:
        for kind, ask in (
            (ErasedError, lambda: client.open([name, gone])),
            (ErasedError, lambda: client.newest(gone.subject, gone.unit)),
            (NoKey, lambda: client.open([name, missing])),
            (NoKey, lambda: client.open([name._replace(generation=2**32)])),
            (NoKey, lambda: client.page_key("service/none", make=False)),
            (BadPageName, lambda: client.page_key("ledger/x", make=True)),
            (BadPageName, lambda: client.page_key("", make=True)),
            (BadPageName, lambda: client.page_key("ledger/" + "1" * 200, make=True)),
        ):  # fmt: skip
            with pytest.raises(VaultError) as refused:
                ask()
            assert type(refused.value) is kind
        for unknown in ("shoe-size", "", "x" * 201):
            with pytest.raises(UnknownIndex) as nothing:
                client.tags(unknown, ["42"])
            assert nothing.value.index == unknown
        keys.holder.fits = False
        with pytest.raises(WrongRoot):
            client.prepare(NOW)
        assert client.open([name]) == [keys.holder.keys[name]]
    assert keys.said == []


def test_threads_get_their_own_answers(keys: Keys) -> None:
    with keys.asking() as client:

        def ask(count: int) -> bool:
            names = [keys.holder.add() for _ in range(count % 9 + 1)]
            page = client.page_key(f"service/s{count}", make=True)
            return (
                client.open(names) == [keys.holder.keys[name] for name in names]
                and page == keys.holder.pages[f"service/s{count}"]
                and client.newest(names[0].subject, names[0].unit) == 1
            )

        with ThreadPoolExecutor(12) as pool:
            assert all(pool.map(ask, range(400)))


def test_a_forked_child_does_not_speak_on_its_parents_connection(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = keys.holder.add()
    made: list[Channel] = []

    class Counted(Channel):
        def __init__(self, connected: socket.socket, seconds: float) -> None:
            super().__init__(connected, seconds)
            made.append(self)

    monkeypatch.setattr("keepword.vault.holding.client.Channel", Counted)
    with keys.asking() as client:
        client.open([name])
        client.open([name])
        assert len(made) == 1
        monkeypatch.setattr("os.getpid", lambda: 1)
        assert client.open([name]) == [keys.holder.keys[name]]
        assert len(made) == 2


# ── the holder comes and goes ────────────────────────────────────────────────────────────────


def test_a_restart_is_not_noticed_by_who_asks_after_it(keys: Keys) -> None:
    name = keys.holder.add()
    with keys.asking() as client:
        before = client.open([name])
        keys.restart()
        assert client.open([name]) == before
        keys.stop()
        assert not keys.path.exists()
        for _ in range(2):
            with pytest.raises(NoHolder):
                client.open([name])
        keys.start()
        assert client.open([name]) == before


def test_restarts_while_many_ask(keys: Keys) -> None:
    """Every answer is right, or is that nobody answers; at the end everybody is served."""
    names = [keys.holder.add() for _ in range(5)]
    over = threading.Event()

    with keys.asking() as client:

        def ask(_: int) -> bool:
            while not over.is_set():
                try:
                    if client.open(names) != keys.holder.open(names):
                        return False
                except NoHolder:
                    continue
            return client.open(names) == keys.holder.open(names)

        with ThreadPoolExecutor(4) as pool:
            answers_ = pool.map(ask, range(4))
            try:
                for _ in range(8):
                    keys.restart()
            finally:
                over.set()
            assert all(answers_)


@dataclass
class Gate:
    """A holder whose `newest` waits to be let through."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def newest(self, _subject: UUID, _unit: UUID) -> int:
        self.reached.set()
        assert self.opened.wait(60)
        return 5


def test_what_was_asked_before_the_end_is_answered(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    monkeypatch.setattr(keys.holder, "newest", gate.newest)
    with keys.asking() as client, ThreadPoolExecutor(2) as pool:
        asked = pool.submit(client.newest, uuid4(), uuid4())
        assert gate.reached.wait(60)
        stopped = pool.submit(keys.stop)
        while keys.listens():
            time.sleep(0.001)
        gate.opened.set()
        assert asked.result(60) == 5
        stopped.result(60)


def test_a_holder_that_takes_too_long_is_none(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, name = Gate(), keys.holder.add()
    with keys.asking(timeout=0.05) as client:
        monkeypatch.setattr(keys.holder, "newest", gate.newest)
        with pytest.raises(NoHolder):
            client.newest(uuid4(), uuid4())
        gate.opened.set()
        with keys.asking() as patient:
            assert patient.open([name]) == [keys.holder.keys[name]]


FALSE = {
    "an unknown code": bytes(answers.refused("moon-in-the-way")),
    "another version": struct.pack(">BBI", 9, frames.Kind.DONE, 0),
    "an unknown kind": struct.pack(">BBI", 1, 77, 0),
    "cut short": struct.pack(">BBI", 1, frames.Kind.DONE, 32) + b"half",
    "cut in its head": b"\x01\x80",
    "too long": struct.pack(">BBI", 1, frames.Kind.DONE, 4_000_001),
    "no keys": bytes(answers.done()),
    "one key too many": bytes(answers.keys([bytes(32), bytes(32)])),
    "nothing": b"",
}


@pytest.mark.parametrize("said", FALSE.values(), ids=list(FALSE))
def test_a_false_holder_is_none(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "false.sock"
    with socket.socket(socket.AF_UNIX) as listener, ThreadPoolExecutor(1) as pool:
        with place.address(path) as name:
            listener.bind(name)
        listener.listen()

        def pretend() -> None:
            accepted, _ = listener.accept()
            with accepted:
                accepted.recv(4096)
                accepted.sendall(answers.done())
                accepted.recv(4096)
                accepted.sendall(said)

        pretending = pool.submit(pretend)
        client = HolderClient(path, Role.WEB, bytes(32), timeout=30.0)
        with pytest.raises(NoHolder):
            client.open([KeyName(uuid4(), uuid4(), 1)])
        pretending.result(60)
        client.close()


def test_what_comes_after_a_false_answer_is_nobodys(tmp_path: Path) -> None:
    """The connection is gone; the next question is asked on another one."""
    path, name = tmp_path / "false.sock", KeyName(uuid4(), uuid4(), 1)
    with socket.socket(socket.AF_UNIX) as listener, ThreadPoolExecutor(1) as pool:
        with place.address(path) as short:
            listener.bind(short)
        listener.listen()

        def pretend() -> None:
            for key, before in ((b"1" * 32, FALSE["an unknown kind"]), (b"2" * 32, b"")):
                accepted, _ = listener.accept()
                with accepted:
                    accepted.recv(4096)
                    accepted.sendall(answers.done())
                    accepted.recv(4096)
                    accepted.sendall(before + answers.keys([key]))
                    assert _received(accepted) == b""

        pretending = pool.submit(pretend)
        client = HolderClient(path, Role.WEB, bytes(32), timeout=30.0)
        with pytest.raises(NoHolder):
            client.open([name])
        assert client.open([name]) == [b"2" * 32]
        client.close()
        pretending.result(60)


def test_buffers_that_held_keys_tokens_and_values_are_overwritten(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P82: once by who sent them, once by who received them."""
    wipe, wiped = frames.wipe, list[tuple[bytes, bytearray]]()

    def watched(buffer: bytearray) -> None:
        wiped.append((bytes(buffer), buffer))
        wipe(buffer)

    monkeypatch.setattr(frames, "wipe", watched)
    name = keys.holder.add()
    with keys.asking() as client:
        client.open([name])
        client.tags("email", ["kim@example.org"])
        page = client.fresh_page()
    keys.stop()
    token = keys.callers[Role.WORKER].token
    for secret in (keys.holder.keys[name], page.key, token, b"kim@example.org"):
        assert sum(secret in held for held, _ in wiped) == 2
    assert not any(any(buffer) for _, buffer in wiped)


# ── who may ask ──────────────────────────────────────────────────────────────────────────────


def test_who_has_not_the_token_gets_nothing(keys: Keys) -> None:
    name = keys.holder.add()
    keys.callers.pop(Role.CLI)
    liars = {
        "another token": HolderClient(keys.path, Role.WEB, bytes(32)),
        "another role's": HolderClient(keys.path, Role.WORKER, keys.callers[Role.WEB].token),
        "a role not served": HolderClient(keys.path, Role.CLI, bytes(32)),
    }
    for liar in liars.values():
        for ask in (liar.ping, liar.check, partial(liar.open, [name])):
            with pytest.raises(NotForYou):
                ask()
    assert [each[:2] for each in keys.said] == [
        ("key-caller-refused", "web"),
        ("key-caller-refused", "worker"),
        ("key-caller-refused", "cli"),
    ]
    with keys.asking() as honest:
        assert honest.open([name]) == [keys.holder.keys[name]]
    keys.stop()
    assert sum(count for _, _, count in keys.said) == 9


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not say who connects")
def test_a_role_with_an_account_of_its_own_is_asked_for_it(keys: Keys) -> None:
    web = keys.callers[Role.WEB]
    keys.callers[Role.WEB] = Caller(web.token, os.getuid() + 1)
    with pytest.raises(NotForYou):
        keys.ping(Role.WEB)
    keys.callers[Role.WEB] = Caller(web.token, os.getuid())
    keys.ping(Role.WEB)


def test_an_account_that_cannot_be_told_is_another_one(keys: Keys) -> None:
    service = Service(keys.holder, {Role.WEB: Caller(bytes(32), 7)}, Limits(), lambda: 0, print)
    hello = wire.Hello(Role.WEB, bytes(32))
    assert [service.welcome(hello, uid) for uid in (7, 8, 0, None)] == [True, False, False, False]


MAY: dict[Role, tuple[set[str], set[str]]] = {
    Role.WEB: ({"open", "newest", "tags", "fresh_page"}, {"ledger/202703", "service/totp"}),
    Role.WORKER: (
        {"open", "newest", "tags", "fresh_page"},
        {"ledger/202703", "service/totp", "apart/links"},
    ),
    Role.INTEGRATOR: (set(), {"ledger/202703"}),
    Role.CLI: (
        {"open", "newest", "tags", "fresh_page"},
        {"ledger/202703", "service/totp", "apart/links", "index/email/1", "data/x"},
    ),
}
"""Calls and pages of each role, as a table of its own; everybody may ask whether it is there."""


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_what_is_its_own_and_nothing_else(keys: Keys, role: Role) -> None:
    """P82: the web server never gets the separate store's keys, nor those of an index."""
    keys.allowances[role] = Allowance(100, 100)
    keys.restart()
    name = keys.holder.add()
    for page in PAGES:
        keys.holder.pages[page] = os.urandom(32)
    calls, pages = MAY[role]
    with keys.asking(role) as client:
        asks: dict[str, Callable[[], object]] = {
            "open": lambda: client.open([name]),
            "newest": lambda: client.newest(name.subject, name.unit),
            "tags": lambda: client.tags("email", ["a"]),
            "fresh_page": client.fresh_page,
        }
        for call, ask in asks.items():
            _allowed(ask, call in calls)
        for page in filter(None, PAGES):
            for make in (True, False):
                _allowed(partial(client.page_key, page, make=make), page in pages)
        for page in ("ledger", "Ledger/202703", " ledger/202703", "xapart/", "/service/totp"):
            _allowed(partial(client.page_key, page, make=True), False)
        client.ping()
        client.check()
        assert "ledger" not in keys.holder.pages  # nothing was made for who may not have it


def _allowed(ask: Callable[[], object], may: bool) -> None:
    if may:
        ask()
    else:
        with pytest.raises(NotForYou):
            ask()


def test_asking_for_the_separate_store_is_said_once_a_minute(keys: Keys) -> None:
    """P82: no honest web server asks for that. It takes nothing from what is its own."""
    keys.allowances[Role.WEB] = Allowance(opens=1, searches=0)
    keys.restart()
    with keys.asking(Role.WEB) as client:
        for _ in range(3):
            with pytest.raises(NotForYou):
                client.page_key("apart/links", make=False)
        client.page_key("service/totp", make=True)
        keys.now += MINUTE
        with pytest.raises(NotForYou):
            client.page_key("apart/links", make=False)
    assert keys.said == [("key-refused", "web", 1), ("key-refused", "web", 3)]


# ── how much ─────────────────────────────────────────────────────────────────────────────────


def test_a_web_server_taken_over_does_not_empty_the_vault(keys: Keys) -> None:
    """P82: more connections, other calls and smaller portions bring no more keys."""
    keys.allowances[Role.WEB] = Allowance(opens=10, searches=3)
    keys.restart()
    names = [keys.holder.add() for _ in range(11)]
    with keys.asking(Role.WEB) as one, keys.asking(Role.WEB) as other, keys.asking() as worker:
        for client, asked in (
            (one, names),
            (one, names[:7]),
            (other, names[:4]),
            (other, names[:2]),
        ):
            fits = len(asked) in (7, 2)
            if fits:
                assert client.open(asked) == keys.holder.open(asked)
            else:
                with pytest.raises(TooManyOpens):
                    client.open(asked)
        one.page_key("service/totp", make=True)
        for ask in (
            lambda: one.open(names[:1]),
            other.fresh_page,
            lambda: other.page_key("service/totp", make=False),
        ):
            with pytest.raises(TooManyOpens):
                ask()
        assert len(keys.holder.pages) == 1
        assert worker.open(names) == keys.holder.open(names)
        assert one.newest(names[0].subject, names[0].unit) == 1
        assert len(one.tags("email", ["a", "b", "c"])) == 3
        with pytest.raises(TooManyOpens):
            other.tags("email", ["d"])
        keys.now += MINUTE // 10
        assert one.open(names[:1]) == keys.holder.open(names[:1])
        keys.now += MINUTE
        assert other.open(names[:10]) == keys.holder.open(names[:10])
        with pytest.raises(TooManyOpens):
            one.open(names[:2])
    assert keys.said == [("too-many-opens", "web", 11), ("too-many-opens", "web", 10)]


# ── strangers and accidents ──────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Keys, HolderClient]]:
    """A holder that serves one honest client, whoever else comes."""
    made = Keys(tmp_path_factory.mktemp("siege") / "run" / place.SOCKET_NAME)
    made.start()
    with made.asking() as client:
        yield made, client
    made.stop()


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    greets=st.booleans(),
    garbage=st.binary(max_size=300)
    | st.builds(
        lambda kind, body: frames.HEAD.pack(1, kind, len(body)) + body,
        st.sampled_from(frames.Kind),
        st.binary(max_size=150),
    ),
)
def test_garbage_ends_its_own_connection_and_nothing_else(
    besieged: tuple[Keys, HolderClient], greets: bool, garbage: bytes
) -> None:
    keys, honest = besieged
    name = keys.holder.add()
    with keys.stranger() as stranger:
        try:
            if greets:
                stranger.sendall(keys.hello())
                assert stranger.recv(frames.HEAD.size) == answers.done()
            stranger.sendall(garbage)
            stranger.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError, OSError):
            assert not greets or garbage  # sent away in the middle of it
        assert honest.open([name]) == [keys.holder.keys[name]]
        while _received(stranger):
            pass  # it is over: what came is read to its end


@pytest.mark.parametrize("greets", [False, True], ids=["stranger", "caller"])
@pytest.mark.parametrize("said", [b"", b"\x01", frames.HEAD.pack(1, frames.Kind.OPEN, 36) + b"x"])
def test_who_does_not_finish_a_frame_is_sent_away(
    tmp_path: Path, greets: bool, said: bytes
) -> None:
    """A caller that says nothing is waited for; half a frame is not."""
    keys = Keys(tmp_path / place.SOCKET_NAME, waits=Waits(hello=0.05, frame=0.05))
    keys.start()
    try:
        with keys.stranger() as stranger:
            if greets:
                stranger.sendall(keys.hello())
                assert stranger.recv(frames.HEAD.size) == answers.done()
            stranger.sendall(said)
            if greets and not said:
                time.sleep(0.2)
                stranger.sendall(wire.pack(wire.Ping()))
                assert stranger.recv(frames.HEAD.size) == answers.done()
            else:
                assert ended(stranger)
    finally:
        keys.stop()


@pytest.mark.parametrize(
    "said",
    [
        wire.pack(wire.Ping()),
        wire.pack(wire.Open([KeyName(uuid4(), uuid4(), 1)])),
        b"GET / HTTP/1.1\n",
    ],
    ids=["ping", "open", "http"],
)
def test_nobody_is_answered_before_saying_who(keys: Keys, said: bytes) -> None:
    with keys.stranger() as stranger:
        stranger.sendall(said)
        assert ended(stranger)
    assert keys.said == [("key-frame-refused", "", 1)]


def test_a_caller_does_not_change_its_role(keys: Keys) -> None:
    with keys.stranger() as stranger:
        stranger.sendall(keys.hello(Role.WEB))
        assert stranger.recv(frames.HEAD.size) == answers.done()
        stranger.sendall(keys.hello(Role.CLI))
        assert ended(stranger)
    assert keys.said == [("key-frame-refused", "web", 1)]


def test_no_role_takes_all_connections(keys: Keys) -> None:
    with keys.asking(Role.WEB) as web, keys.asking() as worker:
        with ExitStack() as stack:
            for _ in range(MOST_OF_A_ROLE):
                keys.taken(stack, Role.WEB)
            with pytest.raises(NoHolder):
                web.ping()
            worker.ping()
        _until(web.ping)
    assert keys.said[0] == ("key-connections-full", "web", 1)


def test_nobody_else_comes_in_when_all_connections_are_taken(keys: Keys) -> None:
    with keys.asking(Role.CLI) as cli:
        with ExitStack() as stack:
            for role in (Role.WEB, Role.WORKER):
                for _ in range(MOST_CONNECTIONS // 2):
                    keys.taken(stack, role)
            with pytest.raises(NoHolder):
                cli.ping()
        _until(cli.ping)
    assert keys.said[0] == ("key-connections-full", "", 1)


def _until(ask: Callable[[], None]) -> None:
    """Ask until the holder has noticed that others left."""
    for _ in range(10_000):
        try:
            return ask()
        except NoHolder:
            continue
    return ask()


@pytest.mark.parametrize("error", [psycopg.OperationalError("x"), OSError("x")], ids=repr)
def test_a_holder_without_its_database_says_so(
    keys: Keys, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = keys.holder.add()

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(keys.holder, "newest", fail)
    with keys.asking() as client:
        with pytest.raises(NoHolder):
            client.newest(*name[:2])
        assert client.open([name]) == [keys.holder.keys[name]]
    assert keys.said == [("key-holder-failed", "worker", 1)]


def test_a_mistake_of_ours_ends_one_connection_and_says_no_value(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """P82: what broke off, and where; not about whom."""
    name = keys.holder.add()

    def fail(_index: str, texts: Sequence[str], _at_least: int) -> list[tuple[Tag, ...]]:
        raise KeyError(texts[0])

    ended_with: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(keys.holder, "tags", fail)
    monkeypatch.setattr(threading, "excepthook", ended_with.append)
    with keys.asking() as client:
        with pytest.raises(NoHolder):
            client.tags("email", ["kim@example.org"])
        assert client.open([name]) == [keys.holder.keys[name]]
    keys.stop()
    assert [args.exc_type for args in ended_with] == [KeyError]
    keyholder.broke_off(ended_with[0])
    assert [record.getMessage() for record in caplog.records] == ["a connection broke off"]
    from keepword.runtime.logs import DiscreetFormatter

    line = DiscreetFormatter("keys").format(caplog.records[0])
    assert "KeyError" in line
    assert "kim" not in line


# ── the socket's place ───────────────────────────────────────────────────────────────────────


def test_the_socket_is_its_owners_alone(keys: Keys) -> None:
    """P82: folder 0700, socket 0660; both are closed again where they stood open."""
    keys.path.parent.chmod(0o755)
    before = os.umask(0)
    try:
        keys.restart()
    finally:
        os.umask(before)
    assert stat.S_IMODE(keys.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o660
    keys.stop()
    assert [path.name for path in keys.path.parent.iterdir()] == [f"{place.SOCKET_NAME}.lock"]


def test_a_group_may_be_let_in(tmp_path: Path) -> None:
    service = Service(MemoryHolder(), {}, Limits(), lambda: 0, print)
    server = Server(tmp_path / "run" / "k.sock", service, group=os.getgid())
    server.start()
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o710
    assert (tmp_path / "run" / "k.sock").stat().st_gid == os.getgid()
    server.stop()


def test_a_dead_holders_socket_is_replaced(keys: Keys) -> None:
    keys.stop()
    with socket.socket(socket.AF_UNIX) as dead, place.address(keys.path) as name:
        dead.bind(name)
    assert keys.path.is_socket()
    keys.start()
    keys.ping()


def test_a_living_holders_is_not(keys: Keys) -> None:
    second = Keys(keys.path)
    with pytest.raises(HolderRuns):
        second.start()
    keys.ping()
    keys.stop()
    with socket.socket(socket.AF_UNIX) as other, place.address(keys.path) as name:
        other.bind(name)  # one that knows nothing of our lock
        other.listen()
        with pytest.raises(HolderRuns):
            second.start()
        assert keys.path.is_socket()


def test_a_holder_that_is_about_to_listen_is_there_already(tmp_path: Path) -> None:
    keys = Keys(tmp_path / place.SOCKET_NAME)
    with (tmp_path / f"{place.SOCKET_NAME}.lock").open("w", encoding="ascii") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(HolderRuns):
            keys.start()
    keys.start()
    keys.stop()


def test_first_starts_at_once_leave_one_holder(tmp_path: Path) -> None:
    starters = [Keys(tmp_path / place.SOCKET_NAME) for _ in range(8)]
    gate = threading.Barrier(len(starters))

    def start(each: Keys) -> bool:
        gate.wait()
        try:
            each.start()
        except HolderRuns:
            return False
        return True

    with ThreadPoolExecutor(len(starters)) as pool:
        started = [
            each for each, runs in zip(starters, pool.map(start, starters), strict=True) if runs
        ]
    assert len(started) == 1
    started[0].ping()
    started[0].stop()


def test_what_is_no_socket_is_left_alone(tmp_path: Path) -> None:
    keys = Keys(tmp_path / place.SOCKET_NAME)
    keys.path.write_text("somebody's", encoding="ascii")
    with pytest.raises(UnsafeSocket):
        keys.start()
    assert keys.path.read_text(encoding="ascii") == "somebody's"
    keys.path.unlink()
    keys.start()  # and the lock was given back
    keys.stop()


def test_a_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "there")
    with pytest.raises(UnsafeSocket):
        Keys(tmp_path / "run" / place.SOCKET_NAME).start()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes a folder by its descriptor")
def test_a_deep_folder_is_none_too_deep(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d" * 60] * 4)
    keys = Keys(deep / "run" / place.SOCKET_NAME)
    assert len(os.fsencode(keys.path)) > 107
    keys.start()
    keys.ping()
    keys.restart()
    keys.ping()
    keys.stop()


# ── tokens, and the process ──────────────────────────────────────────────────────────────────


def test_each_role_has_a_token_of_its_own(tmp_path: Path) -> None:
    """P82: 0600, made once, another one for each role."""
    made = {role: tokens.make_or_read(tmp_path, role) for role in Role}
    assert len({*made.values()}) == len(Role)
    assert made == {role: tokens.read(tmp_path, role) for role in Role}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "key-token-cli", "key-token-integrator", "key-token-web", "key-token-worker",
    ]  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert bytes.fromhex((tmp_path / "key-token-web").read_text("ascii")) == made[Role.WEB]


@pytest.mark.parametrize("take", [tokens.make_or_read, tokens.read])
def test_a_token_that_is_none_is_not_used(
    tmp_path: Path, take: Callable[[Path, Role], bytes]
) -> None:
    file = tokens.path(tmp_path, Role.WEB)
    file.write_text("beef\n", encoding="ascii")
    file.chmod(0o600)
    with pytest.raises(BrokenToken):
        take(tmp_path, Role.WEB)
    file.chmod(0o644)
    with pytest.raises(UnsafeKeyFile):
        take(tmp_path, Role.WEB)


def test_the_service_takes_its_settings(tmp_path: Path) -> None:
    """Socket, tokens and the web server's keys a minute; the log names roles and numbers."""
    set_ = config.load({"KEEPWORD_VAR": str(tmp_path), "KEEPWORD_OPENS_A_MINUTE": "2"})
    holder = MemoryHolder()
    names = [holder.add() for _ in range(3)]
    server = keyholder.server(set_, holder)
    server.start()
    try:
        token = tokens.read(set_.layout.secrets, Role.WEB)
        client = HolderClient(set_.key_socket, Role.WEB, token)
        assert client.open(names[:2]) == holder.open(names[:2])
        with pytest.raises(TooManyOpens):
            client.open(names[2:])
        client.close()
    finally:
        server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="prctl(2)")
def test_nobody_reads_its_memory() -> None:
    asked = (
        "import ctypes; from keepword.runtime import processes; libc = ctypes.CDLL(None);"
        "before = libc.prctl(3, 0, 0, 0, 0); processes.forbid_tracing();"
        "print(before, libc.prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["1", "0"]
