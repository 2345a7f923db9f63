"""Doubts about whether people can reach those the policy sends them to."""

from __future__ import annotations

from collections.abc import Iterator

from keepword.foundation.errors import Message
from keepword.policy.check.finding import Flaw
from keepword.policy.check.sight import Sight, first_clause, labels
from keepword.policy.model.people import Way, WayAnswer


def officer_without_email(sight: Sight) -> Iterator[Flaw]:
    """The officer's e-mail address is blank."""
    officer = sight.policy.officer
    if officer.email is None:
        message = Message(
            "The data protection officer has no e-mail address.",
            "개인정보 보호책임자의 전자우편 주소가 없습니다.",
        )
        remedy = Message("Give it (officer.email).", "적으세요(officer.email).")
        yield Flaw("", first_clause(officer), ("officer",), message, remedy)


_CONTACTS = {
    Way.MAIL: ("post", Message("by post, but no address", "우편으로 받는다고 했지만 주소")),
    Way.FAX: ("fax", Message("by fax, but no fax number", "팩스로 받는다고 했지만 번호")),
}


def way_without_contact(sight: Sight) -> Iterator[Flaw]:
    """Requests are taken by post or fax, and no address or number is given."""
    policy = sight.policy
    for way, (field, words) in _CONTACTS.items():
        if getattr(policy.officer, field) is not None:
            continue
        routes = [r for r in policy.rights.routes if r.ways.get(way) is WayAnswer.YES]
        leaving = policy.withdrawal if policy.withdrawal and way in policy.withdrawal.ways else None
        if not routes and leaving is None:
            continue
        message = Message(
            f"Requests are taken {words.en} is given.", f"요구를 {words.ko}가 없습니다."
        )
        remedy = Message(f"Give it (officer.{field}).", f"적으세요(officer.{field}).")
        clause = first_clause(leaving, *routes)
        yield Flaw(way.value, clause, ("officer",), message, remedy)


def remedy_without_website(sight: Sight) -> Iterator[Flaw]:
    """Bodies people are sent to, without a website. One finding for the chapter."""
    remedies = sight.policy.remedies
    bare = [body for body in remedies.bodies if body.website is None] if remedies else []
    if bare:
        names = labels([body.name for body in bare], "; ")
        message = Message(
            f"No website is given for: {names.en}.", f"홈페이지가 없습니다: {names.ko}."
        )
        remedy = Message(
            "Give each body’s website (website).", "기관마다 홈페이지를 적으세요(website)."
        )
        yield Flaw("", first_clause(remedies), ("remedies", "bodies"), message, remedy)


def remedy_phone_differs(sight: Sight) -> Iterator[Flaw]:
    """A body's number that is not the one in the law pack's register."""
    remedies = sight.policy.remedies
    for n, named in enumerate(remedies.bodies if remedies else ()):
        body = sight.law.body_index[named.registry]
        if body.stands(sight.day) and body.phone != named.phone.value:
            message = Message(
                f"{named.name.en}: the number is {named.phone.value}, the register has "
                f"{body.phone}.",
                f"{named.name.ko}: 적힌 번호 {named.phone.value}, 등록된 번호 {body.phone}.",
            )
            remedy = Message("Correct the number.", "번호를 고치세요.")
            clause = first_clause(named, remedies)
            place = ("remedies", "bodies", n, "phone")
            yield Flaw(named.id, clause, place, message, remedy)
