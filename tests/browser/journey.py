"""The whole path and its byways, state by state; tests examine them, screens photograph them."""

from __future__ import annotations

from pathlib import Path

from tests.browser.walking import PASSWORD, Staff, Walker, apply
from tests.whole.canary_house import DemoHouse


def join(walker: Walker, demo: DemoHouse, login: str) -> None:
    """Become a member, by way of the mistakes one can make."""
    walker.go("join/")
    walker.look("join")
    walker.send()
    walker.look("join-no-type")
    walker.choose("member-type", "medical-practitioner")
    walker.send()
    walker.look("join-form")
    walker.send("check")
    walker.look("join-mistakes")
    boxes = walker.page.locator("main [type=checkbox]")
    assert [box.is_checked() for box in boxes.all()] == [False] * boxes.count()
    apply(walker, login)
    walker.send("check")
    walker.look("join-check")
    assert PASSWORD not in walker.page.content()
    code = demo.code_by(lambda: walker.send("send"))
    walker.look("join-code")
    walker.fill({"code": "000000" if code != "000000" else "000001"})
    walker.send("confirm")
    walker.look("join-code-wrong")
    walker.fill({"code": code})
    walker.send("confirm")
    walker.look("joined")


def look_up(desk: Walker, task: str, login: str, *, opens: bool) -> None:
    """A member of staff looks somebody up by e-mail address."""
    desk.go(f"desk/look-up/?task={task}")
    desk.look("look-up")
    desk.fill({"email": f"{login}@example.com"})
    desk.send()
    desk.look("looked" if opens else "look-refused")
    assert (f"{login}@example.com" in desk.text) == opens


def sees(walker: Walker, login: str, name: str) -> None:
    """Sign in, and see what is held and who looked; `name` is the staff member’s."""
    walker.sign_in(login, "not the password at all")
    walker.look("sign-in-wrong")
    walker.sign_in(login, PASSWORD)
    walker.go("me/")
    walker.look("me")
    assert f"{login}@example.com" in walker.text
    walker.go("me/looks/")
    walker.look("looks")
    plain = {"ko": "회원 이용을 도와", "en": "to help you with your website membership"}
    assert plain[walker.language] in walker.text
    assert name not in walker.page.content()
    walker.go("me/edit/")
    walker.look("edit")
    walker.go("me/receipts/")
    walker.look("receipts")


def withdraws(walker: Walker) -> None:
    """End the consent to receive mail."""
    walker.go("me/consents/")
    walker.look("consents")
    walker.page.locator("[data-item='mail-consent'] button[value=ask]").first.click()
    walker.look("withdraw")
    walker.send("withdraw")
    walker.look("withdrawn")


def leaves(walker: Walker, folder: Path) -> Path:
    """End the membership; the certificate."""
    walker.go("me/leave/")
    walker.look("leave")
    walker.page.locator(f"main a[href='/{walker.language}/me/leave/confirm/']").first.click()
    walker.look("leave-confirm")
    walker.fill({"password": "not the password at all"})
    walker.send()
    walker.look("leave-wrong-password")
    walker.fill({"password": PASSWORD})
    walker.send()
    walker.look("left")
    return walker.download("main a[download]", folder / "certificate.json")


def byways(walker: Walker, staff: Staff, demo: DemoHouse, width: int) -> None:
    """States that one meets off the path: refusals, dead ends, mishaps."""
    for public in ("sign-in", "ledger"):
        walker.go(f"{public}/")
        walker.look(public)
    _of_applicants(walker)
    _of_members(walker, demo)
    _of_passwords(walker)
    _of_staff(staff, walker, width)


def _of_applicants(walker: Walker) -> None:
    for name, changed in (
        ("join-child", {"date-of-birth": "2020-05-23"}),
        ("join-taken", {"login-id": "mireu001"}),
        ("join-nonsense", {"date-of-birth": "2024-02-30", "mobile-phone": "12", "email": "a@b"}),
    ):
        walker.go("join/")
        walker.choose("member-type", "medical-practitioner")
        walker.send()
        apply(walker, "by.the.way")
        walker.fill(changed)
        walker.send("check")
        walker.look(name)
    walker.plant("employee-number", "E-20417")  # which is asked of others (P47)
    walker.send("check")
    walker.look("join-strange")


def _of_members(walker: Walker, demo: DemoHouse) -> None:
    known = next(one for one in demo.logins if one["role"] == "member")
    walker.sign_in(known["login"], known["password"])
    walker.go("me/password/")
    walker.look("me-password")
    walker.go("me/edit/")
    walker.fill({"personal-name": "한누리"})
    walker.page.context.add_cookies([{"name": "sessionid", "value": "past", "url": walker.origin}])
    walker.send()
    walker.look("session-expired")
    assert walker.page.locator("main .notice").is_visible()
    walker.fill({"login-id": known["login"], "password": known["password"]})
    walker.send()
    assert "/me/edit/" in walker.page.url
    walker.fill({"personal-name": "한누리"})
    walker.page.context.clear_cookies()
    walker.send()
    walker.look("session-over")
    assert "/sign-in/" in walker.page.url or walker.page.locator("main a").count()


def _of_passwords(walker: Walker) -> None:
    walker.go("password/forgotten/")
    walker.look("password-forgotten")
    walker.fill({"login-id": "nobody.at.all"})
    walker.send()
    walker.look("password-new")


def _of_staff(staff: Staff, walker: Walker, width: int) -> None:
    desk = staff.walker("reception.lead", walker.language, width)
    desk.take = walker.take
    desk.go("desk/")
    desk.look("desk")
    desk.go("desk/look-up/?task=membership")
    desk.send()
    desk.look("look-up-mistakes")
    desk.fill({"email": "nobody@example.com"})
    desk.send()
    desk.look("look-nobody")
    nurse = staff.walker("emergency.one", walker.language, width)
    nurse.take = walker.take
    nurse.go("desk/emergency/")
    nurse.look("emergency")
    nurse.fill({"login-id": "uju002"})
    nurse.send()
    nurse.look("emergency-no-reason")
    nurse.fill({"reason": "의식 없음", "login-id": "uju002"})
    nurse.send()
    nurse.look("emergency-looked")
    officer = staff.walker("officer", walker.language, width)
    officer.take = walker.take
    officer.go("desk/review/")
    officer.look("review")
    officer.send()
    officer.look("review-mistakes")
    for one in (desk, nurse, officer):
        one.tab.close()
