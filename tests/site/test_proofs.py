"""Receipts and certificates as people download them, checked as an outsider checks them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from keepword.ledger import publishing, receipts
from keepword.ledger.integrator import integrate
from keepword.ledger.receipts import Kind, State
from keepword.ledger.signing import Signer
from keepword.runtime import clock, house, root_turns
from keepword.site.evidence import published
from keepword.vault import turning
from tests.site.joining_walk import PASSWORD, REQUIRED, Walk, joined, optional

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A ledger of the test's own; what was committed is taken away again."""
    house.prepare(clock.now())
    monkeypatch.setattr(published, "folder", lambda: tmp_path / "public")
    yield tmp_path / "public"
    with connection.cursor() as cursor:
        for table in ("ledger.inbox", "ledger.entry", "mail.outbox", "people.throttle"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE ledger.tree SET size = 0, frontier = ''")


def _integrate(public: Path) -> None:
    """What the integrator does between two looks at the page."""
    signer = Signer.make_or_read(public.parent / "keys", "ledger.example/joining")
    parameters = connections["default"].get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as own:
        while integrate(own, signer, public):
            pass


def _checked(content: bytes, public: Path, kind: Kind) -> receipts.Receipt:
    """The file, checked against the published key."""
    receipt = receipts.read(content)
    receipt.check(publishing.published_key(public))
    assert receipt.kind is kind
    for value in REQUIRED.values():
        assert value == "general" or value == "female" or value.encode() not in content
    return receipt


def test_from_joining_to_the_certificate(public: Path) -> None:
    """P44, P66, P71: each proof is offered once the ledger has it, and holds nobody's values."""
    walk = joined(optional("mail-consent"))
    assert not _downloads(walk)
    _integrate(public)
    done = walk.get_again()
    (receipt,) = _downloads(done)
    found = _checked(walk.client.get(receipt).content, public, Kind.CONSENT_RECEIPT)
    assert found.body["act"] == "collect"

    walk.post("sign-in/", {"login-id": REQUIRED["login-id"], "password": PASSWORD}, draft=False)
    walk.get("me/receipts/")
    (own,) = _downloads(walk)
    assert walk.client.get(own).content == walk.client.get(receipt).content
    assert Client().get(own).status_code == 302

    walk.get("me/leave/confirm/").post("me/leave/confirm/", {"password": PASSWORD})
    walk.follow()
    assert not _downloads(walk)
    _integrate(public)
    (certificate,) = _downloads(walk.get_again())
    answer = Client().get(certificate)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    left = _checked(answer.content, public, Kind.CERTIFICATE)
    assert {i for unit in left.body["destroyed"] for i in unit["items"]} == set(REQUIRED) - {
        "password"
    } | {"mail-consent"}
    assert left.body["kept"] == []


ENDS = [
    ("immediate", None, "확정", "파기되었습니다", "Final"),
    ("dated", "2027-01-20T03:00:00+09:00", "2027년 1월 20일부터 확정", "완전히 사라지며",
     "Final from January 20, 2027 on"),
    ("unprovable", None, "아는 한 확정", "증명할 방법은 없습니다", "Final as far as can be known"),
]  # fmt: skip


@pytest.mark.parametrize(("finality", "on", "state", "why", "english"), ENDS)
def test_the_certificate_becomes_final_at_the_same_address(
    public: Path, finality: str, on: str | None, state: str, why: str, english: str
) -> None:
    """P66: erased at once, final after the root turn, with what that is worth."""
    walk = joined()
    walk.post("sign-in/", {"login-id": REQUIRED["login-id"], "password": PASSWORD}, draft=False)
    walk.get("me/leave/confirm/").post("me/leave/confirm/", {"password": PASSWORD})
    walk.follow()
    _integrate(public)
    (address,) = _downloads(walk.get_again())
    assert "삭제됨 erased" in walk.said
    assert "확정되면 같은 주소에서" in walk.said
    before = Client().get(address).content
    assert _checked(before, public, Kind.CERTIFICATE).state is State.ERASED

    assert turning.turn(house.local_holder(), clock.now()) is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE keystore.root SET finality = %s, final_at = %s "
            "WHERE generation = (SELECT max(generation) - 1 FROM keystore.root)",
            [finality, on],
        )
    assert "삭제됨" in walk.get_again().said  # nothing says so yet that anybody could verify
    root_turns.record(house.door(), clock.now())
    assert "삭제됨" in walk.get_again().said
    assert Client().get(address).content == before
    _integrate(public)

    (again,) = _downloads(walk.get_again())
    assert again == address
    assert f"상태 {state} final" in walk.said
    assert why in walk.said
    final = _checked(Client().get(address).content, public, Kind.CERTIFICATE)
    assert final.state is State.FINAL
    assert final.entry == receipts.read(before).entry
    page = walk.client.get(walk.answer.request["PATH_INFO"].replace("/ko/", "/en/"))
    assert f"<strong>{english}</strong>" in page.content.decode()


def test_a_turn_that_is_no_proof_leaves_it_erased(public: Path) -> None:
    """By its clock the turn began before the erasure: the two do not show that it is final."""
    walk = joined()
    walk.post("sign-in/", {"login-id": REQUIRED["login-id"], "password": PASSWORD}, draft=False)
    walk.get("me/leave/confirm/").post("me/leave/confirm/", {"password": PASSWORD})
    walk.follow()
    assert turning.turn(house.local_holder(), clock.now() - timedelta(minutes=1)) is not None
    root_turns.record(house.door(), clock.now())
    _integrate(public)
    (address,) = _downloads(walk.get_again())
    assert "삭제됨 erased" in walk.said
    assert receipts.read(Client().get(address).content).state is State.ERASED


def _downloads(walk: Walk) -> list[str]:
    return [g["href"] for _, g in walk.seen.tags if "download" in g]
