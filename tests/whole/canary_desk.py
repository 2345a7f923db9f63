"""What staff type at the desk: whom they seek, by everything somebody is found by, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tests.whole.canary_browser import Browser
from tests.whole.canary_house import DemoHouse
from tests.whole.canary_values import Stems
from tests.whole.canary_walks import look_up

LAST_FOUR = "mobile-phone-last-four"
BORN, CALLED = "birth-date-and-name-date-of-birth", "birth-date-and-name-personal-name"
ALONE = ("login-id", "email", "mobile-phone", "hospital-registration-number")
"""What only one person has."""


@dataclass(frozen=True)
class Desk:
    """The desk of a house; `given` is what the person typed who is sought.

    `known` is told of every browser, so that its fields are counted.
    """

    house: DemoHouse
    stems: Stems
    given: Mapping[str, str]
    known: Callable[[Browser], Browser]

    def looks(self) -> None:
        """Look the person up in every way, for several tasks, rightly and wrongly."""
        stems = self.stems
        for login in ("records.one", "news.one", "reception.lead"):
            self.known(self.house.staff_in(login, wrong=stems.letters))
        reception = self.house.staff_in("reception.lead")
        for find in self._ways():
            found = look_up(reception, "membership", find)
            assert found.status in (200, 403), (sorted(find), found.status)
        patient = {"hospital-registration-number": stems.digits}
        said = {"reason": stems.said("reason"), "statute": stems.said("statute")}
        look_up(self.house.staff_in("records.one"), "legal-duties", patient, **said)
        look_up(self.house.staff_in("news.one"), "inquiries", patient, **said)
        bad = {"email": stems.said("mail"), "mobile-phone": stems.letters}
        for wrong in (patient | bad, *self._wrong_details()):
            assert look_up(reception, "membership", wrong).status == 422, sorted(wrong)
        nonsense = {"task": stems.word("task"), "email": f"{stems.letters}@example.com"}
        reception.post("/ko/desk/look-up/", nonsense)

    def emergency(self) -> None:
        """The same in an emergency, and the notes of those who look at it afterwards."""
        stems = self.stems
        nurse = self.known(self.house.staff_in("emergency.one"))
        for find in self._ways():
            nurse.get("/ko/desk/emergency/")
            nurse.fill("reason", {"reason": stems.said("urgent"), **find})
            assert nurse.page.status == 200, sorted(find)
        for wrong in self._wrong_details():
            nurse.get("/ko/desk/emergency/")
            nurse.fill("reason", {"reason": stems.said("urgent"), **wrong})
            assert nurse.page.status == 422, sorted(wrong)
        office = self.known(self.house.staff_in("office.one"))
        office.get("/ko/desk/review/")
        name = next(n for form in office.page.forms for n in form.texts if n.startswith("note-"))
        office.fill(name, {name: stems.said("note") * 60})
        assert office.page.status == 422
        office.fill(name, {name: stems.said("note")})
        word = stems.word("entry")
        office.post("/ko/desk/review/", {"entry": word, "note": word})

    def _ways(self) -> Iterator[dict[str, str]]:
        yield from ({index: self.given[index]} for index in ALONE)
        born, called = self.given["date-of-birth"], self.given["personal-name"]
        yield {BORN: born, CALLED: called}
        yield {LAST_FOUR: self.stems.digits[-4:]}
        yield {LAST_FOUR: self.stems.digits[-4:], BORN: born, CALLED: called}

    def _wrong_details(self) -> Iterator[dict[str, str]]:
        yield {LAST_FOUR: self.stems.mobile}
        yield {BORN: self.stems.said("day"), CALLED: self.stems.said("name")}
