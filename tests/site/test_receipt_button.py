"""A member gets a receipt for each entry of "who looked", as a file that stands alone (P87)."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from keepword.custody.acting import Acting
from keepword.custody.asking import Using
from keepword.foundation.nodes import LANGUAGES, Language
from keepword.foundation.personal import Personal
from keepword.ledger import publishing, receipts
from keepword.ledger.integrator import integrate
from keepword.ledger.receipts import Kind
from keepword.ledger.signing import Signer
from keepword.ledger.verifying import verify_receipt
from keepword.policy.decisions.question import Actor
from keepword.runtime import clock, config, house
from keepword.site.evidence import published
from tests.custody.scene import staff
from tests.ledger.within import ended
from tests.site.joining_walk import PASSWORD, REQUIRED, Walk, joined, subject_of

at_terminal = importlib.import_module("keepword.cli.ledger.receipt")
pytestmark = pytest.mark.django_db(transaction=True)

MEMBERS: list[Walk] = []
"""Who joined in a test, and leaves at its end."""


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A ledger of the test's own; what was committed is taken away again."""
    house.prepare(clock.now())
    monkeypatch.setattr(published, "folder", lambda: tmp_path / "public")
    yield tmp_path / "public"
    while MEMBERS:
        walk = MEMBERS.pop()
        walk.get("me/leave/confirm/").post("me/leave/confirm/", {"password": PASSWORD})
    with connection.cursor() as cursor:
        for table in ("ledger.inbox", "ledger.entry", "mail.outbox", "people.throttle"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE ledger.tree SET size = 0, frontier = ''")


def _integrate(public: Path) -> None:
    signer = Signer.make_or_read(public.parent / "keys", "ledger.example/buttons")
    parameters = connections["default"].get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as own:
        while integrate(own, signer, public):
            pass


def _signed_in(language: Language = "ko", **more: str) -> Walk:
    walk = joined({n.replace("_", "-"): v for n, v in more.items()}, Walk(language))
    sent = {"login-id": more.get("login_id", REQUIRED["login-id"]), "password": PASSWORD}
    walk.post("sign-in/", sent, draft=False)
    assert walk.answer.status_code in (302, 303), walk.html
    MEMBERS.append(walk)
    return walk


def _look(*, emergency: bool = False) -> None:
    who = Acting(
        Actor.STAFF, staff().account, "192.0.2.9", task="membership",
        department="outpatient-reception", role="staff", grants=frozenset({"PU6", "PU1"}),
    )  # fmt: skip
    reason = Personal("의식이 없습니다") if emergency else None
    purpose = "PU1" if emergency else "PU6"
    with house.door().act(who, clock.now()) as act:
        act.use(Using(subject_of(), "C1", purpose=purpose, reason=reason, emergency=emergency))


def _buttons(walk: Walk) -> list[str]:
    """The entries that the page has a button for."""
    return [g["value"] for tag, g in walk.seen.tags if tag == "input" and g.get("name") == "entry"]


def _press(walk: Walk, entry: str) -> Walk:
    return walk.post("me/looks/", {"entry": entry, "month": ""}, draft=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_entry_has_a_receipt_that_verifies_alone(public: Path, language: Language) -> None:
    walk = _signed_in(language)
    _look()
    _integrate(public)
    walk.get("me/looks/")
    subject, listed = (
        subject_of(),
        [g["data-entry"] for _, g in walk.seen.tags if "data-entry" in g],
    )
    assert len(walk.seen.ids) == len(set(walk.seen.ids))
    entries = _buttons(walk)
    assert set(entries) == set(listed)
    for entry in entries[:2]:
        answer = _press(walk, entry).answer
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Type"] == "application/json"
        note = (public / publishing.CHECKPOINT).read_bytes()
        report = verify_receipt(
            answer.content, publishing.published_key(public), note, kind=Kind.ENTRY_RECEIPT
        )
        assert report.ok
        assert report.receipt is not None
        assert str(report.receipt.entry) == entry
        assert receipts.concerns(report.receipt.body, subject)
        for value in (PASSWORD, *REQUIRED.values()):
            if value not in ("general", "female"):
                assert value.encode() not in answer.content


def test_before_the_entry_is_published_the_page_says_to_try_again(public: Path) -> None:
    walk = _signed_in()
    _look()
    (entry, *_) = _buttons(walk.get("me/looks/"))
    answer = _press(walk, entry).answer
    assert answer.status_code == 302
    walk.follow()
    assert walk.answer.status_code == 200
    assert "잠시 뒤 다시 눌러 주세요" in walk.said
    _integrate(public)
    assert _press(walk, entry).answer.headers["Content-Type"] == "application/json"


def test_asking_for_a_receipt_is_on_record(public: Path) -> None:
    walk = _signed_in()
    _look()
    (entry, *_) = _buttons(walk.get("me/looks/"))
    _integrate(public)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.inbox")
        assert cursor.fetchone() == (0,)
        _press(walk, entry)
        cursor.execute("SELECT count(*) FROM ledger.inbox")
        assert cursor.fetchone() == (1,)


def test_an_entry_with_somebodys_words_in_it_is_for_the_desk(public: Path) -> None:
    """PIPA 35(4): what staff wrote may speak of other people."""
    walk = _signed_in()
    _look(emergency=True)
    _integrate(public)
    walk.get("me/looks/")
    shown = [g["data-entry"] for _, g in walk.seen.tags if "data-entry" in g]
    (emergency,) = set(shown) - set(_buttons(walk))
    assert "개인정보 열람 창구" in walk.said
    assert _press(walk, emergency).answer.status_code == 404


def test_nobody_gets_the_receipt_of_somebody_elses_entry(public: Path) -> None:
    first = _signed_in()
    _look()
    (entry, *_) = _buttons(first.get("me/looks/"))
    _integrate(public)
    other = _signed_in(login_id="another.one", email="another@example.com")
    for asked in (entry, str(uuid4()), "", "x", str(UUID(int=0))):
        assert _press(other, asked).answer.status_code == 404
    stranger = Client().post("/ko/me/looks/", {"entry": entry})
    assert stranger.status_code == 302
    assert stranger.headers["Location"].startswith("/ko/sign-in/")


def test_the_terminal_gives_the_same_proof_and_says_so_on_record(
    public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = _signed_in()
    _look(emergency=True)
    (entry, *_) = _buttons(walk.get("me/looks/"))
    shown = [g["data-entry"] for _, g in walk.seen.tags if "data-entry" in g]
    (worded,) = set(shown) - set(_buttons(walk))
    _integrate(public)
    system = Acting(Actor.SYSTEM, UUID(int=0), source="", task="terminal")
    layout = SimpleNamespace(layout=SimpleNamespace(ledger_public=public))
    monkeypatch.setattr(at_terminal, "acting", lambda: house.door().act(system, clock.now()))
    monkeypatch.setattr(config, "current", lambda: layout)
    out, subject = tmp_path / "out.json", subject_of()
    verb = at_terminal.receipt
    assert ended(verb, entry, "--out", out, "--subject", subject) == 0
    assert ended(verb, entry, "--out", out) == 2  # it is there already
    assert ended(verb, worded) == 0  # the desk reads it before it hands it out
    assert ended(verb, entry, "--subject", uuid4()) == 3
    assert ended(verb, uuid4()) == 1
    monkeypatch.undo()
    monkeypatch.setattr(published, "folder", lambda: public)
    note = (public / publishing.CHECKPOINT).read_bytes()
    key = publishing.published_key(public)
    report = verify_receipt(out.read_bytes(), key, note, kind=Kind.ENTRY_RECEIPT)
    assert report.ok
    assert out.read_bytes() == _press(walk, entry).answer.content
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger.inbox")
        assert cursor.fetchone() == (3,)  # two at the terminal, one by the button
