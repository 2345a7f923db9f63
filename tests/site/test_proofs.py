"""Receipts and certificates as people download them, checked as an outsider checks them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from keepword.ledger import publishing, receipts
from keepword.ledger.integrator import integrate
from keepword.ledger.receipts import Kind
from keepword.ledger.signing import Signer
from keepword.runtime import clock, house
from keepword.site.evidence import published
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


def _downloads(walk: Walk) -> list[str]:
    return [g["href"] for _, g in walk.seen.tags if "download" in g]
