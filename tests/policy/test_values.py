"""Values are kept in one form each; what is wrong is said in both languages, never repeated."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from keepword.foundation.nodes import Text
from keepword.foundation.personal import Personal
from keepword.policy.values import (
    ChoiceOption,
    Format,
    ItemFormat,
    ValueFault,
    canonical,
    faults,
    prepared_password,
)

TODAY = date(2026, 5, 23)
LONGEST = {Format.LONG_TEXT: 2000, Format.EMAIL: 254, Format.PASSWORD: 128}
SHORTEST = {Format.REGISTRATION_NUMBER: 8, Format.EMPLOYEE_NUMBER: 4}
EXACTLY_EIGHT = {Format.REGISTRATION_NUMBER, Format.LICENSE_NUMBER}
CHOICES = tuple(
    ChoiceOption(id=name, label=Text(en=name, ko="선택"))
    for name in ("general", "hospital-employee")
)


def made(kind: Format, *, future: bool = False) -> ItemFormat:
    return ItemFormat(
        item="item",
        format=kind,
        shortest=SHORTEST.get(kind, 1),
        longest=8 if kind in EXACTLY_EIGHT else LONGEST.get(kind, 100),
        choices=CHOICES if kind is Format.CHOICE else (),
        future=future,
    )


def form(kind: Format, raw: str, *, future: bool = False) -> str:
    """The canonical form, or the code of the fault in brackets."""
    found = canonical(made(kind, future=future), raw, TODAY)
    return f"[{found.code}]" if isinstance(found, ValueFault) else found.reveal()


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        # one line of text
        (Format.TEXT, "  mother \u3000 in law ", "mother in law"),
        (Format.TEXT, "e\u0301", "é"),
        (Format.TEXT, "½ ㎖", "½ ㎖"),  # not taken apart: NFC
        (Format.TEXT, "a\u200b\ufeffb", "ab"),
        (Format.TEXT, "a\nb", "[control-character]"),
        (Format.TEXT, "a\x00b", "[control-character]"),
        (Format.TEXT, "a\u202eb", "[control-character]"),
        (Format.TEXT, "a\ud800", "[control-character]"),
        (Format.TEXT, "가" * 100, "가" * 100),
        (Format.TEXT, "가" * 101, "[too-long]"),
        (Format.TEXT, "가" * 100_000, "[too-long]"),
        (Format.TEXT, "a" + "\u0327\u0301" * 15, "á" + "\u0327" * 15 + "\u0301" * 14),
        (Format.TEXT, "a" + "\u0301\u0327" * 16, "[piled-up-marks]"),
        (Format.TEXT, "a" + "\u0301\u200b\u0327" * 16, "[piled-up-marks]"),
        (Format.TEXT, "a" + "\u0344" * 20, "[piled-up-marks]"),  # each is two marks
        (Format.PASSWORD, "a" + "\u0301\u0327" * 30, "[piled-up-marks]"),
        # several lines
        (Format.LONG_TEXT, " one \r\ntwo\rthree\n\n", "one\ntwo\nthree"),
        (Format.LONG_TEXT, "a\tb", "a b"),
        (Format.LONG_TEXT, "a\x07", "[control-character]"),
        # names
        (Format.NAME, " 김  하늘 ", "김 하늘"),
        (Format.NAME, unicodedata.normalize("NFD", "김하늘"), "김하늘"),
        (Format.NAME, "Ｊａｎｅ O’Hara-Lee", "Jane O’Hara-Lee"),
        (Format.NAME, "1234", "[not-a-name]"),
        (Format.NAME, "\u3164\u3164", "[empty]"),  # a letter that is drawn as nothing
        # log-in ids
        (Format.LOGIN_ID, "Haneul.01", "haneul.01"),
        (Format.LOGIN_ID, "ｈａｎｅｕｌ", "haneul"),
        (Format.LOGIN_ID, "abc", "[not-a-login-id]"),
        (Format.LOGIN_ID, "a" * 30, "a" * 30),
        (Format.LOGIN_ID, "a" * 31, "[not-a-login-id]"),
        (Format.LOGIN_ID, ".abcd", "[not-a-login-id]"),
        (Format.LOGIN_ID, "하늘하늘", "[not-a-login-id]"),
        (Format.LOGIN_ID, "ha neul", "[not-a-login-id]"),
        # e-mail (RFC 5321)
        (Format.EMAIL, " Haneul.Kim@EXAMPLE.Com ", "Haneul.Kim@example.com"),
        (Format.EMAIL, "a+b@mail.example.co.kr", "a+b@mail.example.co.kr"),
        (Format.EMAIL, "haneul＠example.com", "haneul@example.com"),
        (Format.EMAIL, "a@xn--3e0b707e.example", "a@xn--3e0b707e.example"),
        (Format.EMAIL, "haneul", "[not-an-email]"),
        (Format.EMAIL, "a@b@example.com", "[not-an-email]"),
        (Format.EMAIL, "@example.com", "[not-an-email]"),
        (Format.EMAIL, "a@example", "[not-an-email]"),
        (Format.EMAIL, "a..b@example.com", "[not-an-email]"),
        (Format.EMAIL, ".a@example.com", "[not-an-email]"),
        (Format.EMAIL, "a@-example.com", "[not-an-email]"),
        (Format.EMAIL, "a@example..com", "[not-an-email]"),
        (Format.EMAIL, "a@192.0.2.1", "[not-an-email]"),
        (Format.EMAIL, "a b@example.com", "[not-an-email]"),
        (Format.EMAIL, f"{'a' * 64}@example.com", f"{'a' * 64}@example.com"),
        (Format.EMAIL, f"{'a' * 65}@example.com", "[not-an-email]"),
        (Format.EMAIL, f"a@{'b' * 63}.com", f"a@{'b' * 63}.com"),
        (Format.EMAIL, f"a@{'b' * 64}.com", "[not-an-email]"),
        (Format.EMAIL, f"a@{'b.' * 126}", "[not-an-email]"),
        (Format.EMAIL, f"a@{'b.' * 126}c", "[too-long]"),
        # mobile numbers
        (Format.PHONE, "010-0123-4567", "01001234567"),
        (Format.PHONE, "01001234567", "01001234567"),
        (Format.PHONE, "010.0123.4567", "01001234567"),
        (Format.PHONE, "０１０ ０１２３ ４５６７", "01001234567"),
        (Format.PHONE, "010–0123–4567", "01001234567"),
        (Format.PHONE, "+82 10 0123 4567", "01001234567"),
        (Format.PHONE, "+82 (0)10-0123-4567", "01001234567"),
        (Format.PHONE, "010-123-4567", "[not-a-mobile-phone]"),
        (Format.PHONE, "02-1234-5678", "[not-a-mobile-phone]"),
        (Format.PHONE, "+1 202 555 0100", "[not-a-mobile-phone]"),
        (Format.PHONE, "010-0123-456a", "[not-a-mobile-phone]"),
        (Format.PHONE, "٠١٠٠١٢٣٤٥٦٧", "[not-a-mobile-phone]"),
        # any telephone
        (Format.TELEPHONE, "02-300-0123", "023000123"),
        (Format.TELEPHONE, "+82 2 3000 0123", "0230000123"),
        (Format.TELEPHONE, "031) 300-0123", "0313000123"),
        (Format.TELEPHONE, "010-0123-4567", "01001234567"),
        (Format.TELEPHONE, "1588-0123", "15880123"),
        (Format.TELEPHONE, "+1 (202) 555-0100", "+12025550100"),
        (Format.TELEPHONE, "+82 12", "[not-a-telephone]"),
        (Format.TELEPHONE, "300-0123", "[not-a-telephone]"),
        (Format.TELEPHONE, "call me", "[not-a-telephone]"),
        # dates
        (Format.DATE, "2001-02-03", "2001-02-03"),
        (Format.DATE, "2001.2.3", "2001-02-03"),
        (Format.DATE, "2001. 2. 3.", "2001-02-03"),
        (Format.DATE, "2001/02/03", "2001-02-03"),
        (Format.DATE, "20010203", "2001-02-03"),
        (Format.DATE, "2001년 2월 3일", "2001-02-03"),
        (Format.DATE, "2024-02-29", "2024-02-29"),
        (Format.DATE, "2024-02-30", "[no-such-day]"),
        (Format.DATE, "2023-02-29", "[no-such-day]"),
        (Format.DATE, "2001-13-01", "[no-such-day]"),
        (Format.DATE, "0000-01-01", "[no-such-day]"),
        (Format.DATE, "2001-2.3", "[not-a-date]"),
        (Format.DATE, "01-02-03", "[not-a-date]"),
        (Format.DATE, "3 February 2001", "[not-a-date]"),
        (Format.DATE, "2026-05-23", "2026-05-23"),
        (Format.DATE, "2026-05-24", "[in-the-future]"),
        (Format.DATE, "1876-05-23", "1876-05-23"),
        (Format.DATE, "1876-05-22", "[too-long-ago]"),
        # choices and flags
        (Format.CHOICE, "hospital-employee", "hospital-employee"),
        (Format.CHOICE, "Hospital-Employee", "[not-a-choice]"),
        (Format.CHOICE, "nobody", "[not-a-choice]"),
        (Format.FLAG, "yes", "yes"),
        (Format.FLAG, "NO", "no"),
        (Format.FLAG, "maybe", "[not-yes-or-no]"),
        (Format.FLAG, "true", "[not-yes-or-no]"),
        # numbers
        (Format.NUMBER, "036.50", "36.5"),
        (Format.NUMBER, "0", "0"),
        (Format.NUMBER, "120.000", "120"),
        (Format.NUMBER, "-1", "[not-a-number]"),
        (Format.NUMBER, "1e5", "[not-a-number]"),
        (Format.NUMBER, "1,5", "[not-a-number]"),
        (Format.REGISTRATION_NUMBER, "0123 4567", "01234567"),
        (Format.REGISTRATION_NUMBER, "0123-4567", "01234567"),
        (Format.REGISTRATION_NUMBER, "1234567", "[not-digits]"),
        (Format.REGISTRATION_NUMBER, "123456789", "[not-digits]"),
        (Format.REGISTRATION_NUMBER, "1234567x", "[not-digits]"),
        (Format.LICENSE_NUMBER, "12345", "12345"),
        (Format.LICENSE_NUMBER, "123456789", "[not-digits]"),
        (Format.EMPLOYEE_NUMBER, "a-12345", "A-12345"),
        (Format.EMPLOYEE_NUMBER, "12", "[too-short]"),
        (Format.EMPLOYEE_NUMBER, "12--345", "[not-an-employee-number]"),
        # resident registration numbers; these fail the check digit and belong to nobody
        (Format.RESIDENT_NUMBER, "900101-1234560", "9001011234560"),
        (Format.RESIDENT_NUMBER, "0102033234560", "0102033234560"),
        (Format.RESIDENT_NUMBER, "900230-1234560", "[not-a-resident-number]"),
        (Format.RESIDENT_NUMBER, "270101-3234560", "[not-a-resident-number]"),  # not born yet
        (Format.RESIDENT_NUMBER, "900101", "[not-a-resident-number]"),
        # passwords
        (Format.PASSWORD, "four odd words", "four odd words"),
        (Format.PASSWORD, " spaces count ", " spaces count "),
        (Format.PASSWORD, "하늘바다보람새봄서우", "하늘바다보람새봄서우"),
        (Format.PASSWORD, "ninechars", "[too-short]"),
        (Format.PASSWORD, "password123", "[too-common]"),
        (Format.PASSWORD, "PassWord123", "[too-common]"),
        (Format.PASSWORD, "1234567890", "[too-common]"),
        (Format.PASSWORD, "abababababab", "[too-common]"),
        (Format.PASSWORD, "q" * 129, "[too-long]"),
        (Format.PASSWORD, "with\x00control", "[control-character]"),
        (Format.PASSWORD, " " * 12, "[empty]"),
    ],
)
def test_a_value_has_one_form_or_a_fault(kind: Format, raw: str, expected: str) -> None:
    assert form(kind, raw) == expected


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("raw", ["", " ", "\n\t\u3000", "\u200b"])
def test_nothing_is_empty(kind: Format, raw: str) -> None:
    assert form(kind, raw) == "[empty]"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("2026-05-24", "2026-05-24"), ("2176-05-23", "2176-05-23"), ("2176-05-24", "[too-far-ahead]")],
)
def test_a_date_may_lie_ahead_where_the_format_says_so(raw: str, expected: str) -> None:
    assert form(Format.DATE, raw, future=True) == expected


@pytest.mark.parametrize(
    "spelt",
    [
        "{0:%Y-%m-%d}",
        "{0:%Y%m%d}",
        "{0.year}.{0.month}.{0.day}",
        "{0.year}. {0.month}. {0.day}.",
        "{0.year}/{0.month}/{0.day}",
        "{0.year}년 {0.month}월 {0.day}일",
    ],
)
def test_every_day_of_a_leap_year_is_read_in_every_spelling(spelt: str) -> None:
    for n in range(366):
        day = date(2024, 1, 1) + timedelta(days=n)
        assert form(Format.DATE, spelt.format(day)) == day.isoformat()


def test_born_on_a_leap_day_150_years_before_another() -> None:
    fmt = made(Format.DATE)
    found = canonical(fmt, "1874-03-01", date(2024, 2, 29))
    assert isinstance(found, Personal)
    assert isinstance(canonical(fmt, "1874-02-28", date(2024, 2, 29)), ValueFault)


TYPED = st.text(st.characters() | st.sampled_from("010-+82@.년월일 yesno\u200b\u3164\u0301\r\n"))


@given(kind=st.sampled_from(Format), raw=TYPED)
@example(kind=Format.NAME, raw="´a")  # NFKC begins with a space
@example(kind=Format.LONG_TEXT, raw="a\u2028 \u200b\n")
@example(kind=Format.TEXT, raw="a \u200b b")
def test_the_form_is_stable_short_enough_and_can_be_stored(kind: Format, raw: str) -> None:
    fmt = made(kind)
    found = canonical(fmt, raw, TODAY)
    if isinstance(found, Personal):
        value = found.reveal()
        assert value
        assert fmt.shortest <= len(value) <= fmt.longest
        assert value.encode("utf-8")
        assert "\x00" not in value
        assert canonical(fmt, value, TODAY) == found


MARK = "vqzk7"


@given(kind=st.sampled_from(Format), around=st.text(max_size=20))
def test_a_fault_never_repeats_the_value(kind: Format, around: str) -> None:
    """P82: what is wrong is said in a page, a log or an API answer without the value."""
    found = canonical(made(kind), around + MARK + "\x00", TODAY)
    assert isinstance(found, ValueFault)
    assert MARK not in repr(found)


FAULTS = [
    *(fault for fault in vars(faults).values() if isinstance(fault, ValueFault)),
    faults.too_long(5),
    faults.too_short(5),
    faults.not_digits(8, 8),
    faults.not_digits(4, 8),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_says_what_is_wrong_and_how_to_mend_it_in_both_languages(fault: ValueFault) -> None:
    for message in (fault.message, fault.remedy):
        assert re.search(r"[가-힣]", message.ko)
        assert not re.search(r"[가-힣]", message.en)
        assert message.en[0].isupper()
    assert re.search(r"(니다\.)$", fault.message.ko)
    assert re.search(r"세요", fault.remedy.ko)


def test_codes_of_faults_are_stable_names() -> None:
    codes = [fault.code for fault in FAULTS]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)
    assert len(set(codes)) == len(codes) - 1  # the two ways to say not-digits


def test_a_password_is_compared_as_it_was_hashed() -> None:
    """RFC 8265: composed, spaces of any kind alike, and nothing trimmed."""
    assert prepared_password("cafe\u0301\u3000au lait ") == "café au lait "


def test_what_is_far_too_long_for_a_password_is_left_alone() -> None:
    """Sorting a million marks would keep a sign-in page busy for hours."""
    piled = "a" + "\u0301\u0327" * 500_000
    assert prepared_password(piled) == piled
