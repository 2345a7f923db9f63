"""The log can name a person for its whole term, and nobody at the web server can (P87, P66)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection, connections

from keepword.custody import link_keys, linking
from keepword.custody.door import Door
from keepword.custody.errors import NoSuchPerson, NotYetRecorded
from keepword.custody.link_keys import LinkBroken, NoLinkKey
from keepword.custody.linking import Link, Linked
from keepword.foundation.nodes import Duration
from keepword.foundation.personal import Personal
from keepword.ledger.integrator import integrate
from keepword.ledger.pruning import Pruned
from keepword.ledger.signing import Signer
from keepword.ledger.term import TermTooShort
from keepword.runtime import house
from keepword.safeguards import log_term
from keepword.safeguards.log_term import SYSTEM, Ended
from keepword.vault.errors import NoKey
from keepword.vault.holding.rights import allowed
from keepword.vault.holding.roles import Role
from keepword.vault.holding.wire import PageKey
from tests.custody.scene import NOW, VALUES, joined, joining, look, person

IDENTITY = {name: VALUES[name] for name in ("personal-name", "date-of-birth", "login-id")}
UNTIL = date(2028, 11, 30)
OVER = datetime(2028, 12, 1, 3, 0, tzinfo=UTC)
WHY = Personal("수사기관의 사실조회 회신")


@pytest.fixture
def ready(door: Door) -> Door:
    """The door of a house whose worker has made the keys for links."""
    with door.act(SYSTEM, NOW) as act:
        link_keys.prepare(act.cursor, house.local_holder(), NOW)
    return door


def own() -> psycopg.Connection[Any]:
    """A connection beside the door's."""
    return psycopg.connect(**connections["default"].get_connection_params(), autocommit=True)


def linked(door: Door, subject: UUID, now: datetime = NOW) -> Link | None:
    """What the end of a membership does before anything is destroyed."""
    with door.act(person(subject), now) as act:
        known = linking.identity_of(act._work, subject)
        return linking.keep(act._work, subject, known)


def opened(door: Door, subject: UUID, now: datetime = NOW, why: Personal = WHY) -> list[Linked]:
    with door.act(SYSTEM, now) as act:
        return linking.open_links(act._work, house.local_holder(), subject, why)


def shown(door: Door, subject: UUID, now: datetime = NOW) -> list[dict[str, str]]:
    found = opened(door, subject, now)
    return [{name: value.reveal() for name, value in each.items.items()} for each in found]


def run(door: Door, now: datetime, wanted: Duration | None = None) -> Ended:
    with own() as beside:
        return log_term.run(door, house.local_holder(), beside, now, wanted)


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def test_a_link_says_who_the_person_was_until_the_logs_term_ends(ready: Door) -> None:
    subject = joined(ready)
    assert linked(ready, subject) == Link(tuple(sorted(IDENTITY)), UNTIL)
    assert rows("SELECT month, ends_on FROM apart.link") == [(202811, UNTIL)]
    assert shown(ready, subject) == [IDENTITY]


def test_without_those_the_first_other_item_identifies_the_person(ready: Door) -> None:
    subject = joined(ready)
    rows("UPDATE vault.item SET item = 'x-' || item WHERE item = ANY(%s) RETURNING 1",
         list(IDENTITY))  # fmt: skip
    link = linked(ready, subject)
    assert link is not None
    assert link.items == ("mobile-phone",)
    assert shown(ready, subject) == [{"mobile-phone": VALUES["mobile-phone"]}]


def test_of_many_people_each_has_a_link_of_their_own(ready: Door) -> None:
    one, two = (joined(ready, asked=joining(login_id=f"member{n}", email=f"{n}@example.com"))
                for n in range(2))  # fmt: skip
    with ready.act(SYSTEM, NOW) as act:
        known = linking.identities_of(act._work, [one, two, uuid4()])
        assert known.keys() == {one, two}
        link = linking.keep_many(act._work, known)
    assert link == Link(tuple(sorted(IDENTITY)), UNTIL)
    assert shown(ready, one) == [IDENTITY | {"login-id": "member0"}]
    assert shown(ready, two) == [IDENTITY | {"login-id": "member1"}]


def test_at_the_last_unit_and_not_before(ready: Door) -> None:
    subject = joined(ready, asked=joining(licence="12345"))
    units = [row[0] for row in rows("SELECT unit FROM vault.unit WHERE subject = %s", subject)]
    assert len(units) > 1
    with ready.act(SYSTEM, NOW) as act:
        assert linking.identity_at_last(act._work, subject, units[:-1]) == {}
        known = linking.identity_at_last(act._work, subject, units)
    assert {item: value.reveal() for item, value in known.items()} == IDENTITY


def test_of_whom_nothing_is_held_there_is_no_link(ready: Door) -> None:
    assert linked(ready, uuid4()) is None
    assert rows("SELECT 1 FROM apart.link") == []


def test_the_receipt_says_what_is_linked_and_for_how_long() -> None:
    link = Link(("login-id", "personal-name"), UNTIL)
    said = {"items": ["login-id", "personal-name"], "until": "2028-11-30"}
    assert linking.of_link(link) == {"linked": said}
    assert linking.of_link(None) == {}


def test_the_database_holds_no_value_and_no_length_of_one(ready: Door) -> None:
    subjects = [joined(ready), joined(ready, asked=joining(personal_name="빛", login_id="b2b2b2"))]
    for subject in subjects:
        linked(ready, subject)
    sealed = [bytes(row[0]) for row in rows("SELECT sealed FROM apart.link")]
    assert len({len(each) for each in sealed}) == 1
    for value in IDENTITY.values():
        assert not [each for each in sealed if value.encode() in each]


def test_opening_needs_a_reason_and_is_on_record_before_any_value_leaves(ready: Door) -> None:
    subject = joined(ready)
    linked(ready, subject)
    with pytest.raises(NoSuchPerson):
        opened(ready, subject, why=Personal(""))
    with ready.act(SYSTEM, NOW) as act:
        (found,) = linking.open_links(act._work, house.local_holder(), subject, WHY)
        with pytest.raises(NotYetRecorded):
            _ = found.items
    with connection.cursor() as cursor:
        entry = house.reader().of_entry(cursor.cursor, found.entry)
    assert entry is not None
    assert (entry.body["act"], entry.body["subject"]) == (linking.OPENED, str(subject))
    assert (entry.body["why"], entry.body["items"]) == (WHY.reveal(), sorted(IDENTITY))
    assert "SMN 8(1)" in entry.body["citations"]
    assert "가온누리" not in repr(found)


def test_nobody_else_has_a_link_to_open(ready: Door) -> None:
    linked(ready, joined(ready))
    with pytest.raises(NoSuchPerson):
        opened(ready, uuid4())


@pytest.mark.parametrize(("role", "may"), [(Role.WEB, False), (Role.INTEGRATOR, False),
                                           (Role.WORKER, True), (Role.CLI, True)])  # fmt: skip
def test_the_web_server_never_gets_the_key(role: Role, may: bool) -> None:
    """P82."""
    assert allowed(role, PageKey(link_keys.page(202811), make=False)) is may


@pytest.mark.parametrize(
    "change",
    [
        "sealed = set_byte(sealed, 40, (get_byte(sealed, 40) + 1) % 256)",
        "sealed = set_byte(sealed, 0, (get_byte(sealed, 0) + 1) % 256)",
        "sealed = substring(sealed FROM 1 FOR 20)",
        "sealed = ''",
        "subject = '00000000-0000-0000-0000-0000000000a1'",
        "link = '00000000-0000-0000-0000-0000000000a1'",
        "month = 202812",
    ],
)
def test_what_was_changed_or_moved_does_not_open(ready: Door, change: str) -> None:
    subject = joined(ready)
    linked(ready, subject)
    ((moved,),) = rows(f"UPDATE apart.link SET {change.replace('%', '%%')} RETURNING subject")
    with pytest.raises(LinkBroken):
        opened(ready, moved)


def test_without_a_key_nothing_is_kept_and_the_act_fails(door: Door) -> None:
    subject = joined(door)
    rows("DELETE FROM apart.link_key RETURNING 1")
    with pytest.raises(NoLinkKey):
        linked(door, subject)


def test_where_a_month_has_no_key_the_next_one_serves(ready: Door) -> None:
    subject = joined(ready)
    rows("DELETE FROM apart.link_key WHERE month < 202902 RETURNING 1")
    linked(ready, subject)
    assert rows("SELECT month, ends_on FROM apart.link") == [(202902, UNTIL)]
    assert shown(ready, subject) == [IDENTITY]


def test_keys_are_made_ahead_once_and_a_strange_one_is_noticed(ready: Door) -> None:
    with ready.act(SYSTEM, NOW) as act:
        assert link_keys.prepare(act.cursor, house.local_holder(), NOW) == 0
        assert link_keys.prepare(act.cursor, house.local_holder(), NOW + timedelta(days=31)) == 1
    months = [row[0] for row in rows("SELECT month FROM apart.link_key ORDER BY month")]
    assert (months[0], months[1], months[2], months[-1]) == (202611, 202612, 202701, 203011)
    strange = X25519PrivateKey.generate().public_key().public_bytes_raw()
    rows("UPDATE apart.link_key SET public = %s WHERE month = 202811 RETURNING 1", strange)
    with pytest.raises(LinkBroken), ready.act(SYSTEM, NOW) as act:
        link_keys.prepare(act.cursor, house.local_holder(), NOW)


# ── the end of the term ──────────────────────────────────────────────────────────────────────


def test_a_link_ends_with_the_term_and_its_key_with_it(ready: Door) -> None:
    subject = joined(ready)
    linked(ready, subject)
    early = run(ready, OVER - timedelta(days=1))
    assert (early.links, early.link_keys) == (0, 24)
    assert shown(ready, subject, NOW) == [IDENTITY]
    rows("DELETE FROM ledger.inbox RETURNING 1")  # as pruning does: nothing newer of the person
    done = run(ready, OVER)
    assert (done.links, done.link_keys) == (1, 1)
    assert rows("SELECT 1 FROM apart.link") == []
    ((destroyed,),) = rows("SELECT destroyed_at FROM apart.link_key WHERE month = 202811")
    assert destroyed == OVER
    assert rows("SELECT 1 FROM keystore.destroyed_page WHERE page = 'apart/link-202811'")
    with pytest.raises(NoSuchPerson):
        opened(ready, subject, OVER)
    assert log_term.duty(ready, house.local_holder(), own)(OVER) == 0


def test_the_end_of_links_is_on_record_and_names_nobody(ready: Door) -> None:
    linked(ready, joined(ready))
    rows("DELETE FROM ledger.inbox RETURNING 1")
    run(ready, OVER)
    with connection.cursor() as cursor:
        found = rows("SELECT entry, tag FROM ledger.inbox")
        assert [tag for _, tag in found] == [None]
        entry = house.reader().of_entry(cursor.cursor, found[0][0])
    assert entry is not None
    assert (entry.body["act"], entry.body["links"]) == (log_term.UNLINKED, 1)
    assert "subject" not in entry.body


def test_of_whom_the_log_has_a_newer_entry_the_link_lasts_longer(ready: Door) -> None:
    """It is sealed to a later key, so that the key of its month can end all the same."""
    subject = joined(ready)
    linked(ready, subject)
    look(ready, subject, now=datetime(2027, 3, 9, 3, 0, tzinfo=UTC))
    assert run(ready, OVER).links == 0
    assert rows("SELECT month, ends_on FROM apart.link") == [(202903, date(2029, 3, 31))]
    assert rows("SELECT 1 FROM apart.link_key WHERE month = 202811 AND destroyed_at IS NOT NULL")
    assert shown(ready, subject, OVER) == [IDENTITY]


def test_a_shorter_term_is_refused_before_anything_is_done(ready: Door) -> None:
    linked(ready, joined(ready))
    with pytest.raises(TermTooShort):
        run(ready, OVER, Duration.model_validate("1 year"))
    assert len(rows("SELECT 1 FROM apart.link")) == 1


# ── the log itself ───────────────────────────────────────────────────────────────────────────

LONG_AGO = datetime(2040, 1, 9, 3, 0, tzinfo=UTC)
"""A time of this test's own: what it destroys is destroyed for every test."""


MINE = (
    "ledger.inbox", "ledger.entry", "ledger.pruned", "apart.link", "apart.link_key",
    "custody.consent", "vault.subject", "vault.record", "vault.unit", "vault.item",
    "keystore.blind_index",
)  # fmt: skip


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Door]:
    """A door whose acts are committed, and taken away again."""
    house.prepare(LONG_AGO)
    yield house.door()
    with own() as beside:
        for table in MINE:
            beside.execute(f"DELETE FROM {table}".encode())
        beside.execute("DROP TABLE IF EXISTS ledger.leaves_204001")
        beside.execute("UPDATE ledger.tree SET size = 0, frontier = ''")
        beside.execute("DELETE FROM keystore.destroyed_page")
    house.local_holder().forget()


def test_a_month_goes_with_its_key_through_the_door(committed: Door, tmp_path: Path) -> None:
    """P87: two years and not a day less; announced in the log, then gone."""
    signer = Signer.make_or_read(tmp_path / "keys", "ledger.example/term")
    subject = joined(committed, LONG_AGO)
    with own() as beside:
        integrate(beside, signer, tmp_path / "public")
        holder = house.local_holder()
        early = log_term.run(committed, holder, beside, datetime(2042, 1, 31, 14, tzinfo=UTC))
        assert early.pruned == Pruned()
        last = datetime(2042, 1, 31, 15, tzinfo=UTC)  # the first of February in Korea
        assert said_by_the_command("--dry-run", now=last) == ["204001: 1 entries, #0 to #0."]
        assert log_term.run(committed, holder, beside, last).pruned.announced == (204001,)
        integrate(beside, signer, tmp_path / "public")
        assert log_term.run(committed, holder, beside, last).pruned.stripped == (204001,)
        with beside.cursor() as cur:
            assert house.reader().of_subject(cur, subject, [204001]) == []
            (said,) = house.reader().walk(cur)
    assert (said.body["act"], said.body["months"]) == ("prune", [204001])
    assert {"P87", "SMN 8(1)"} <= set(said.body["citations"])
    house.local_holder().forget()
    with pytest.raises(NoKey):
        house.vault().month_key(204001)
    assert said_by_the_command(now=last) == ["Nothing is over."]


def said_by_the_command(*words: str, now: datetime) -> list[str]:
    return command(*words, now=now).stdout.splitlines()


def command(*words: str, now: datetime) -> Result:
    """`keepword ledger prune` in the tests' own database, at a time."""
    with pytest.MonkeyPatch.context() as patched:
        verb = import_module("keepword.cli.ledger.prune")
        patched.setattr(verb, "inside", contextlib.nullcontext)
        patched.setattr("keepword.runtime.clock.now", lambda: now)
        patched.setattr("keepword.runtime.database.connect", lambda *_, **__: own())
        return CliRunner().invoke(verb.prune, words, env={"LC_ALL": "en_GB.UTF-8"})


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(("kept", "status"), [("soon", 2), ("6 months", 1), ("3 years", 0)])
def test_the_command_takes_a_longer_period_and_no_shorter_one(kept: str, status: int) -> None:
    done = command("--dry-run", "--keep", kept, now=NOW)
    assert done.exit_code == status
    assert isinstance(done.exception, TermTooShort) is (status == 1)
