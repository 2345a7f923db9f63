"""No way round the door (P5, P16, P77, P85, P87): whoever is shown a value stands in the ledger.

Everybody opens and sends everything there is: every route of the site, every operation of the
API, every verb of the command line. Each answer that holds a value of one member has to match an
entry made during that very request, with that person, the actor, the items and, for staff and
systems, the purpose. Everything else shows none. After the member left, nothing of the membership
is shown to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from keepword.ledger.receipts import Kind
from keepword.policies import desk
from tests.whole.canaries import forms, search
from tests.whole.canary_browser import Answer, Browser
from tests.whole.canary_house import DemoHouse, demo, file_of
from tests.whole.canary_values import Stems
from tests.whole.canary_walks import join, leave, member_in
from tests.whole.round_calls import ApiRound
from tests.whole.round_house import BOOKED, STEMS, Place, Watched, watched
from tests.whole.round_roles import Asked, Person, Round
from tests.whole.round_routes import API, routes
from tests.whole.round_site import LAST, SiteRound, stranger
from tests.whole.round_terminal import Terminal
from tests.whole.round_verbs import Typed, verbs

__all__ = ["demo"]

NOBODY = str(UUID(int=0))
MEMBER, OTHER = "member", "another member"
LOOKING = ("api:use", "api:all")
"""Systems with the scope for it."""
ONLINE = frozenset({"personal-name", "login-id", "date-of-birth", "mobile-phone", "email",
                    "hospital-registration-number"})  # fmt: skip
"""What of the membership can be seen at all: no password ever (P81)."""
AFTER = ("me", "me-edit", "me-looks", "me-consents", "me-receipts", "me-receipt", "left",
         "certificate", "joined", "joined-receipt", "desk-look-up", "desk-emergency",
         "desk-review")  # fmt: skip


@dataclass(frozen=True)
class Story:
    """The rounds before and after the member left."""

    site: SiteRound
    api: ApiRound
    before: Round
    after: Round
    terminal: Typed
    departments: Mapping[str, str]
    printed: set[Place]
    files: set[str]


@pytest.fixture(scope="module")
def story(demo: DemoHouse, tmp_path_factory: pytest.TempPathFactory) -> Story:
    watch = watched(demo)
    before, after = Round(watch), Round(watch)
    own = member_in(demo, watch.given["login-id"], watch.given["password"])
    site = _site(watch, before, own)
    api = ApiRound(watch, before, site.consent)
    people = list(_people(watch, own))
    for person in people:
        person.browser.watchful = False
    for person in people:
        site.go(person)
    for caller in api.callers():
        api.go(caller)
    receipt = demo.browser().send("GET", f"{watch.joined}receipt/").body
    folder = tmp_path_factory.mktemp("terminal")
    with Terminal(demo.house) as terminal:
        typed = Typed(terminal, folder)
        typed.everything(watch.given["login-id"], receipt)
        site.left = _goodbye(watch, typed)
    site.round = api.round = after
    for person in people:
        if person.name in (MEMBER, OTHER, "nobody", "reception.lead", "office.one"):
            site.go(person, only=AFTER)
    for person in people:
        site.go(person, only=LAST)
        demo.browsers.pop(person.name, None)
    for caller in api.callers():
        if caller.name in (*LOOKING, "api:nobody"):
            api.go(caller)
    said = [one.text.encode() for each in typed.done.values() for one in each]
    stems = {*STEMS.every, *BOOKED.every}
    found = {sighting.file for sighting in search(stems, [folder])}
    departments = {p.name: p.actor["department"] for p in people if "department" in p.actor}
    return Story(site, api, before, after, typed, departments, watch.shown(*said), found)


def _site(watch: Watched, round_: Round, own: Browser) -> SiteRound:
    """The round of the pages, with the member's own receipt and consent, and a page of leaving."""
    with watch.house.database() as connection:
        row = connection.execute(
            "SELECT r.entry, c.consent FROM vault.record r JOIN custody.consent c "
            "USING (subject, record) WHERE c.subject = %s AND c.item = 'mail-consent'",
            (watch.subject,),
        ).fetchone()
    assert row is not None
    goer = watch.house.browser()
    given = stranger() | {"member-type": "general", "gender": "female"}
    join(watch.house, goer, given)
    gone = leave(member_in(watch.house, given["login-id"], given["password"]), given["password"])
    draft = own.get("/ko/me/leave/confirm/").form("password").hidden["draft"]
    return SiteRound(watch, round_, str(row[0]), gone.split("/")[3], str(row[1]), draft)


def _people(watch: Watched, own: Browser) -> Iterator[Person]:
    """Nobody, the member, another one, and everybody of the staff."""
    yield Person("nobody", watch.house.browser(), {"kind": "person", "account": NOBODY})
    yield Person(MEMBER, own, {"kind": "person", "account": str(watch.subject)}, "en")
    other = next(one for one in watch.house.logins if one["role"] == "member")
    browser = member_in(watch.house, other["login"], other["password"])
    yield Person(OTHER, browser, {"kind": "person", "account": "somebody else"})
    with watch.house.database() as connection:
        found = connection.execute(
            "SELECT login, id, department, role FROM public.staff"
        ).fetchall()
    known = {login: (str(account), *rest) for login, account, *rest in found}
    met = set()
    for number, one in enumerate(watch.house.staff):
        account, department, role = known[one["login"]]
        if (department, role) in met:
            continue
        met.add((department, role))
        actor = {"kind": "staff", "account": account, "department": department, "role": role}
        browser = watch.house.staff_in(one["login"])
        yield Person(one["login"], browser, actor, ("ko", "en")[number % 2])


def _goodbye(watch: Watched, typed: Typed) -> str:
    """The member leaves; the token of the page that says so. The certificate holds."""
    secret = watch.given["password"]
    gone = leave(member_in(watch.house, watch.given["login-id"], secret), secret)
    certificate = file_of(watch.house.browser(), gone)
    assert json.loads(certificate)["type"] == Kind.CERTIFICATE.value
    assert watch.shown(certificate) == set()
    typed.proof("certificate", certificate)
    return gone.split("/")[3]


def test_every_answer_with_a_value_of_the_member_is_on_record(story: Story) -> None:
    assert story.before.faults == []
    assert story.before.looks > 50
    assert story.before.requests > 1500


def test_who_was_shown_anything(story: Story) -> None:
    """The member, staff, and systems that may look; no password to anybody (P81)."""
    before = story.before
    staff = set(story.departments)
    assert before.those_shown() == {MEMBER, *staff, *LOOKING}
    assert before.shown[MEMBER, ""] == {("C1", item) for item in ONLINE}
    assert "password" not in {item for places in before.shown.values() for _, item in places}


def test_staff_were_shown_what_their_departments_tasks_serve_and_no_more(story: Story) -> None:
    """P77, P85: the right person asked for every task; only their own showed them anything."""
    book = desk.tasks("asan")
    for (name, way), places in story.before.shown.items():
        if name in story.departments and way != "emergency":
            task = book.task(way)
            assert story.departments[name] in task.departments, (name, way)
            assert {point for point, _ in places} <= {*task.points}, (name, way)
    lead = story.before.shown["reception.lead", "booking"]
    assert lead >= {("C1", "personal-name"), ("C4", "personal-name"), ("C4", "mobile-phone")}
    ways = {(name, way) for name, way in story.before.shown if way == "membership"}
    assert {name for name, _ in ways} == {
        "reception.lead", "security.one", "desk.clerk", "officer", "office.one",
        *LOOKING,
    }  # fmt: skip


def test_in_an_emergency_all_staff_see_more_and_it_is_on_record(story: Story) -> None:
    """The round asked for the mark and the reason in every such entry."""
    for name in story.departments:
        assert story.before.shown[name, "emergency"] >= {("C1", i) for i in ONLINE}


@pytest.mark.parametrize("form", sorted(forms("x")))
def test_what_is_not_on_record_is_found_in_every_form(story: Story, form: str) -> None:
    """The control: an answer with a value, in body or header, that no look brought about."""
    control = Round(story.site.watched)
    hidden = forms(STEMS.mobile).get(form, STEMS.mobile.encode())
    for answer in (
        Answer(200, (), b"<p>" + hidden + b"</p>"),
        Answer(200, (("X-Note", hidden.decode("latin-1")),), b""),
    ):
        story.site.watched.begin()
        control.hold("nobody", {"kind": "person", "account": NOBODY}, answer, Asked())
    assert control.looks == len(control.faults) == 2


def test_every_route_of_the_resolver_was_gone_round(story: Story) -> None:
    site = {route.name for route in routes() if not route.pattern.startswith(API)}
    assert story.site.names == site


def test_every_operation_of_the_api_was_called(story: Story) -> None:
    assert story.api.called == story.api.described
    described = {path.removeprefix("/").replace("{", "<").replace("}", ">")
                 for _, path in story.api.called}  # fmt: skip
    served = {route.pattern for route in routes() if route.pattern.startswith(API)}
    assert served - described == {"api/v1/openapi.json", "api/v1/"}


def test_every_verb_was_typed_and_none_prints_or_writes_a_value(story: Story) -> None:
    """The terminal is nobody's desk: it shows no member's value, and so needs no entry."""
    assert set(story.terminal.done) == set(verbs())
    assert story.printed == set()
    assert story.files == set()


def test_after_the_member_left_nothing_of_the_membership_is_shown(story: Story) -> None:
    """P66, P71, P72: gone for everybody. A booking is no part of it: it stays, by its own rule,
    for those whose task it is, and each look at it is on record as before."""
    assert story.after.faults == []
    assert story.after.requests > 200
    assert story.after.those_shown() <= set(LOOKING)
    assert {point for places in story.after.shown.values() for point, _ in places} <= {"C4"}


@pytest.mark.parametrize("stems", [STEMS, BOOKED], ids=["membership", "booking"])
def test_the_values_are_like_nothing_else_in_the_code(stems: Stems) -> None:
    """Else a page of the policy could be taken for a leak, and a leak for a page of the policy."""
    source = Path(__file__).parents[2] / "src"
    assert search(stems.every, [source]) == []
