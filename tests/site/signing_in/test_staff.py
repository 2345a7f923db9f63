"""Staff: a password and a code (P81, P85)."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from keepword.accounts import credentials as staff_credentials
from keepword.accounts.models import Staff
from keepword.custody.door import Door
from keepword.foundation.personal import Personal
from tests.accounts import scene
from tests.accounts.scene import code
from tests.custody.scene import NOW
from tests.site.signing_in.walk import (
    LOGIN,
    MINUTE,
    NEW,
    Time,
    sign_in,
    staff_in,
    text,
    there,
)


def test_staff_need_password_and_code(client: Client, staff: Staff) -> None:
    first = sign_in(client, "KIM.narae", scene.PASSWORD, next="/ko/desk/look-up/")
    assert first["Location"] == "/ko/sign-in/code/?next=%2Fko%2Fdesk%2Flook-up%2F"
    assert there(client) == ""
    digits = {"totp": code(scene.REAL), "next": "/ko/desk/look-up/"}
    assert client.post("/ko/sign-in/code/", digits)["Location"] == "/ko/desk/look-up/"
    assert there(client) == "staff"


def test_a_code_that_was_used_lets_nobody_in_again(client: Client, staff: Staff) -> None:
    staff_in(client)
    client.post("/ko/sign-out/")
    page = staff_in(client)
    assert page.status_code == 422
    assert "이미 쓴 코드" in text(page)
    assert there(client) == ""


def test_between_the_factors_there_are_ten_minutes(
    client: Client, staff: Staff, time: Time
) -> None:
    sign_in(client, "kim.narae", scene.PASSWORD)
    time.now += 10 * MINUTE
    late = client.post("/ko/sign-in/code/", {"totp": code(scene.REAL)})
    assert late["Location"] == "/ko/sign-in/?said=half"


@pytest.mark.parametrize("step", ["code", "device"])
def test_nobody_begins_with_the_second_factor(client: Client, staff: Staff, step: str) -> None:
    sent = client.post(f"/ko/sign-in/{step}/", {"totp": code(scene.REAL)})
    assert sent["Location"] == "/ko/sign-in/?said=half"


def test_a_device_that_is_set_up_is_not_replaced_by_whoever_has_the_password(
    client: Client, staff: Staff
) -> None:
    sign_in(client, "kim.narae", scene.PASSWORD)
    assert client.get("/ko/sign-in/device/")["Location"] == "/ko/sign-in/?said=half"


def test_the_first_sign_in_sets_up_the_device(client: Client, door: Door, time: Time) -> None:
    scene.made()
    first = sign_in(client, "kim.narae", scene.PASSWORD)
    assert first["Location"] == "/ko/sign-in/device/"
    page = client.get("/ko/sign-in/device/").content.decode()
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    assert "<svg" in page
    assert not re.search(r"<svg[^>]*style=|<style|<script(?! type=\"module\")", page)
    seed = Personal(found[1].replace(" ", ""))
    wrong = client.post("/ko/sign-in/device/", {"totp": "000000"})
    assert (wrong.status_code, found[1] in wrong.content.decode()) == (422, True)
    done = client.post("/ko/sign-in/device/", {"totp": code(time.real, seed)})
    assert done["Location"] == "/ko/desk/"
    assert there(client) == "staff"


def test_a_log_in_name_that_is_both_a_members_and_a_staffs_serves_both(
    client: Client, member: UUID, staff: Staff
) -> None:
    Staff.objects.filter(id=staff.id).update(login=LOGIN)
    assert sign_in(client)["Location"] == "/ko/me/"
    client.post("/ko/sign-out/")
    assert sign_in(client, password=scene.PASSWORD)["Location"] == "/ko/sign-in/code/"


def test_closed_accounts_and_new_passwords_end_sessions_of_staff(
    client: Client, staff: Staff, door: Door
) -> None:
    staff_in(client)
    with door.act(scene.OFFICER, NOW) as act:
        staff_credentials.change(act, staff.id, Personal(NEW))
    assert there(client) == ""
