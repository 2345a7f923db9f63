"""What clients do, each act with what must come of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

from tests.whole import members
from tests.whole.browser import Browser
from tests.whole.journal import Line
from tests.whole.player import Player

NOBODY = str(UUID(int=0))

PURPOSES = {"membership": "PU6", "news": "PU16"}

_ITEM = re.compile(r'<div data-item="([a-z-]+)">')


def join(player: Player) -> None:
    """Somebody joins; now and then the same call is sent again, which changes nothing."""
    given, key = player.somebody(), str(uuid4())
    call = player.call("membership", members.joining(given))
    answer = player.machine.call("POST", "collections/C1", call, key)
    player.expect(answer, 201)
    told = answer.json()
    player.line("collect", "allowed", call, told)
    if player.lots.random() < 0.25:
        again = player.machine.call("POST", "collections/C1", call, key)
        assert (again.status, again.body) == (201, answer.body)
    member = members.known(told, given)
    player.own.append(member)
    player.pool.add(member)


def join_refused(player: Player) -> None:
    """No consent; too young for this form; a required item left out."""
    given = player.somebody()
    part = members.joining(given)
    broken = player.lots.choice(("consents", "born", "missing"))
    if broken == "consents":
        part["consents"] = [c for c in part["consents"] if c["kind"] != "collect"]
    elif broken == "born":
        given["date-of-birth"] = "2020-02-03"
    else:
        del given["gender"]
    call = player.call("membership", part)
    player.refused("collect", call, player.machine.call("POST", "collections/C1", call))


def join_taken(player: Player) -> None:
    """A log-in id that is somebody's."""
    taken = player.lots.choice(player.living).values["login-id"]
    call = player.call("membership", members.joining({**player.somebody(), "login-id": taken}))
    answer = player.machine.call("POST", "collections/C1", call)
    player.expect(answer, 409)
    player.line("collect", "failed", call, reason="value-taken")


def use(player: Player) -> None:
    """A look that the task allows, at a member of one's own, found by id or by value."""
    member = player.lots.choice(player.living)
    task = "news" if member.mail and player.lots.random() < 0.5 else "membership"
    call = player.looking(task, member, find=player.lots.random() < 0.4)
    answer = player.machine.call("POST", "uses", call)
    player.expect(answer, 200)
    assert answer.json()["subject"] == member.subject
    player.line("use", "allowed", call, answer.json(), purpose=PURPOSES[task])


def use_anyones(player: Player) -> None:
    """The same at anybody's member."""
    member = player.pool.anyone(player.lots) or player.own[0]
    call = player.looking("membership", member)
    answer = player.machine.call("POST", "uses", call)
    player.expect(answer, 200, 404)
    if answer.status == 200:
        player.line("use", "allowed", call, answer.json(), purpose="PU6")
    else:
        player.line("look-up", "failed", call, purpose="PU6")


def use_without_right(player: Player) -> None:
    """A purpose that is not the task's; one that is nobody's; a task without a grant."""
    member = player.lots.choice(player.living)
    task, purpose = player.lots.choice(
        (("membership", "PU16"), ("membership", "selling-on"), ("charges", "PU4"))
    )
    call = player.looking(task, member) | {"purpose": purpose}
    answer = player.machine.call("POST", "uses", call)
    player.refused("use", call, answer, member.subject, purpose)
    assert answer.json()["code"] == "no-grant"


def use_without_consent(player: Player) -> None:
    """PU16 at a member who never agreed to it, or has withdrawn."""
    without = [member for member in player.living if not member.mail]
    if not without:
        withdraw(player)
        return
    member = player.lots.choice(without)
    call = player.looking("news", member)
    answer = player.machine.call("POST", "uses", call)
    player.refused("use", call, answer, member.subject, "PU16")
    assert answer.json()["code"] == "purpose-consent-needed"


def use_nobody(player: Player) -> None:
    """An id that is nobody's, or of somebody who has left."""
    gone = [member.subject for member in player.own if member.gone]
    subject = player.lots.choice([*gone, str(uuid4())])
    call = player.call("membership", {"subject": subject, "point": "C1"})
    player.expect(player.machine.call("POST", "uses", call), 404)
    player.line("look-up", "failed", call, purpose="PU6")


def correct(player: Player) -> None:
    """A new telephone number for anybody's member."""
    member = player.pool.anyone(player.lots) or player.own[0]
    call = player.correcting(member, {"mobile-phone": f"0100{player.lots.randrange(10**7):07d}"})
    answer = player.machine.call("POST", "corrections", call)
    player.expect(answer, 200, 404)
    if answer.status == 200:
        player.line("correct", "allowed", call, answer.json(), purpose="PU6")
    else:
        player.line("correct", "failed", call, reason="no-such-person")


def correct_refused(player: Player) -> None:
    """A required item taken away, or one that was never given."""
    member = player.lots.choice(player.living)
    changes = player.lots.choice(({"gender": ""}, {"license-number": "1234567"}))
    call = player.correcting(member, changes)
    answer = player.machine.call("POST", "corrections", call)
    player.refused("correct", call, answer, member.subject, "PU6")


def withdraw(player: Player) -> None:
    """The consent to receive mail ends; ending it again is recorded and changes nothing."""
    asked = [member for member in player.living if "purpose:PU16:" in member.consents]
    if not asked:
        join(player)
        return
    member = player.lots.choice(asked)
    consent = member.consents["purpose:PU16:"]
    call = player.call("membership", {"subject": member.subject, "channel": "phone"})
    answer = player.machine.call("POST", f"consents/{consent}/withdrawal", call)
    player.expect(answer, 200)
    told = answer.json()
    assert bool(told["consents"]) == bool(member.mail)
    member.mail = ""
    player.line("withdraw", "done", call, told | {"items": told["erased"]})


def withdraw_the_membership(player: Player) -> None:
    """The consent that the membership stands on ends by leaving only."""
    member = player.lots.choice(player.living)
    consent = member.consents["collect:C1:"]
    call = player.call("membership", {"subject": member.subject, "channel": "phone"})
    answer = player.machine.call("POST", f"consents/{consent}/withdrawal", call)
    player.expect(answer, 409)
    player.line("withdraw", "failed", call, {"subject": member.subject}, reason="leave-instead")


def leave(player: Player) -> None:
    """The membership ends; ending it again finds nobody."""
    member = player.lots.choice(player.living)
    call = player.call("membership", {"channel": "in-person", "identity_verified": True})
    answer = player.machine.call("DELETE", f"members/{member.subject}", call)
    player.expect(answer, 200)
    member.gone = True
    player.line("leave", "done", call, answer.json())
    again = player.call("membership", {"channel": "in-person", "identity_verified": True})
    player.expect(player.machine.call("DELETE", f"members/{member.subject}", again), 404)
    player.line("leave", "failed", again, reason="no-such-person")


def leave_refused(player: Player) -> None:
    """Nobody was asked who they are."""
    member = player.lots.choice(player.living)
    call = player.call("membership", {"channel": "in-person"})
    answer = player.machine.call("DELETE", f"members/{member.subject}", call)
    player.refused("leave", call, answer, member.subject)


def misspell(player: Player) -> None:
    """A call that is none: refused before anybody is looked at, and nothing to record."""
    call = player.call("membership", {"subject": str(uuid4()), "point": "C1", "wish": 1})
    player.expect(player.machine.call("POST", "uses", call), 422)


def home(player: Player) -> None:
    """A member signs in, if need be, and looks at what is held."""
    member = player.lots.choice(player.living)
    browser = player.signed_in(member)
    page = browser.get("/ko/me/")
    player.expect(page, 200)
    player.journal.add(
        Line(
            "use", "allowed", member.subject, task="own-data", subject=member.subject,
            items=frozenset(_ITEM.findall(page.text)),
        )
    )  # fmt: skip


def wrong_password(player: Player) -> None:
    """Somebody tries a member's log-in id."""
    member = player.lots.choice(player.living)
    answer = Browser(player.wire).sign_in(member.values["login-id"], "not this one at all")
    player.expect(answer, 422)
    player.journal.add(Line("sign-in", "failed", NOBODY, reason="wrong", subject=member.subject))
    member.browser = None
    player.signed_in(member)  # the right one: failures are counted anew


def look_at_the_desk(player: Player) -> None:
    """Staff look somebody up, perhaps somebody who is leaving."""
    if not player.desk.may:
        look_at_the_desk_without_right(player)
        return
    player.desk.look_up(player.pool.anyone(player.lots) or player.own[0])


def look_at_the_desk_without_right(player: Player) -> None:
    """Staff ask for a task that is not theirs."""
    player.desk.look_up_without_right(player.lots.choice(player.living))


ACTS: dict[Callable[[Player], None], int] = {
    join: 7,
    join_refused: 4,
    join_taken: 2,
    use: 20,
    use_anyones: 14,
    use_without_right: 7,
    use_without_consent: 7,
    use_nobody: 3,
    correct: 8,
    correct_refused: 3,
    withdraw: 5,
    withdraw_the_membership: 2,
    leave: 3,
    leave_refused: 2,
    misspell: 2,
    home: 8,
    wrong_password: 1,
    look_at_the_desk: 8,
    look_at_the_desk_without_right: 3,
}
"""How often each is done, out of some hundred and ten."""

NEEDS_MEMBER = frozenset(ACTS) - {join, join_refused, use_nobody, misspell}


def act(player: Player) -> None:
    """Do one thing by lot; where it needs a member and there is none, a joining."""
    (do,) = player.lots.choices(tuple(ACTS), tuple(ACTS.values()))
    if do in NEEDS_MEMBER and not player.living:
        do = join
    player.done += 1
    player.journal.acts[do.__name__] += 1
    do(player)
