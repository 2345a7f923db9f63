"""What can be wrong with a value, and how to mend it. No fault repeats the value (P82)."""

from __future__ import annotations

from dataclasses import dataclass

from keepword.foundation.errors import Message


@dataclass(frozen=True, slots=True)
class ValueFault:
    """Why a value will not do: a stable `code`, what is wrong, and how to mend it."""

    code: str
    message: Message
    remedy: Message


EMPTY = ValueFault(
    "empty",
    Message("Nothing is entered here.", "입력한 값이 없습니다."),
    Message("Enter a value.", "값을 입력하세요."),
)
CONTROL = ValueFault(
    "control-character",
    Message("There are signs in it that cannot be seen.", "보이지 않는 제어 문자가 있습니다."),
    Message("Type it again instead of pasting it.", "붙여 넣지 말고 직접 입력하세요."),
)
PILED_UP = ValueFault(
    "piled-up-marks",
    Message("Too many marks are piled up on one letter.", "한 글자에 부호가 너무 많이 붙었습니다."),
    Message("Type it again without those marks.", "부호를 빼고 다시 입력하세요."),
)
NO_LETTER = ValueFault(
    "not-a-name",
    Message("A name has letters.", "이름에는 글자가 있어야 합니다."),
    Message("Enter the name as it is written.", "이름을 쓰는 그대로 입력하세요."),
)
NOT_A_LOGIN = ValueFault(
    "not-a-login-id",
    Message("This cannot be an ID.", "아이디로 쓸 수 없습니다."),
    Message(
        "Use 4 to 30 lower-case letters, digits, dots, hyphens and underscores; start with a "
        "letter or digit.",
        "영문 소문자, 숫자, 점(.), 붙임표(-), 밑줄(_)로 4~30자를 쓰고, 영문자나 숫자로 시작하세요.",
    ),
)
TOO_COMMON = ValueFault(
    "too-common",
    Message(
        "This password is among the first that others would try.",
        "남이 쉽게 짐작할 수 있는 비밀번호입니다.",
    ),
    Message(
        "Choose another, for example three or four words that do not belong together.",
        "다른 비밀번호를 쓰세요. 서로 관련 없는 낱말 서너 개를 이어도 좋습니다.",
    ),
)
NOT_AN_EMAIL = ValueFault(
    "not-an-email",
    Message("This is not an e-mail address.", "이메일 주소의 형식이 아닙니다."),
    Message(
        "Enter an address like name@example.com.", "name@example.com과 같은 형식으로 입력하세요."
    ),
)
NOT_A_MOBILE = ValueFault(
    "not-a-mobile-phone",
    Message("This is not a Korean mobile number.", "휴대전화번호의 형식이 아닙니다."),
    Message(
        "Enter all 11 digits, beginning with 010: 010-1234-5678.",
        "010으로 시작하는 11자리를 모두 입력하세요. 예: 010-1234-5678",
    ),
)
NOT_A_TELEPHONE = ValueFault(
    "not-a-telephone",
    Message("This is not a complete telephone number.", "전화번호의 형식이 아닙니다."),
    Message(
        "Enter it with its area code, like 02-1234-5678; abroad with + and the country code.",
        "지역번호까지 입력하세요. 예: 02-1234-5678. 외국 번호는 +와 국가번호부터 입력하세요.",
    ),
)
NOT_A_DATE = ValueFault(
    "not-a-date",
    Message("This is not written as a date.", "날짜의 형식이 아닙니다."),
    Message(
        "Write year, month and day with digits: 2001-02-03.",
        "연·월·일을 숫자로 쓰세요. 예: 2001-02-03",
    ),
)
NO_SUCH_DAY = ValueFault(
    "no-such-day",
    Message("There is no such day in the calendar.", "달력에 없는 날짜입니다."),
    Message("Check the month and the day.", "월과 일을 확인하세요."),
)
IN_THE_FUTURE = ValueFault(
    "in-the-future",
    Message("This day has not come yet.", "아직 오지 않은 날짜입니다."),
    Message(
        "Check the year, and enter a day up to today.",
        "연도를 확인하고 오늘까지의 날짜를 입력하세요.",
    ),
)
TOO_LONG_AGO = ValueFault(
    "too-long-ago",
    Message("This day is more than 150 years ago.", "150년보다 오래전의 날짜입니다."),
    Message("Check the year: four digits.", "연도 네 자리를 확인하세요."),
)
TOO_FAR_AHEAD = ValueFault(
    "too-far-ahead",
    Message("This day is more than 150 years ahead.", "150년보다 먼 뒤의 날짜입니다."),
    Message("Check the year: four digits.", "연도 네 자리를 확인하세요."),
)
NOT_A_CHOICE = ValueFault(
    "not-a-choice",
    Message("This is none of the answers offered.", "고를 수 있는 값이 아닙니다."),
    Message("Choose one of those that are shown.", "보이는 것 가운데 하나를 고르세요."),
)
NOT_YES_OR_NO = ValueFault(
    "not-yes-or-no",
    Message("This is neither yes nor no.", "예 또는 아니요가 아닙니다."),
    Message('Answer "yes" or "no".', "yes(예) 또는 no(아니요)로 답하세요."),
)
NOT_A_NUMBER = ValueFault(
    "not-a-number",
    Message("This is not a number.", "숫자가 아닙니다."),
    Message(
        "Write digits, with a point for decimals: 36.5.",
        "숫자로 쓰고, 소수는 점으로 나누세요. 예: 36.5",
    ),
)
NOT_A_RESIDENT_NUMBER = ValueFault(
    "not-a-resident-number",
    Message(
        "This is not a resident or alien registration number.",
        "주민등록번호(외국인등록번호)의 형식이 아닙니다.",
    ),
    Message(
        "Enter its 13 digits as they stand on the card.", "신분증에 있는 13자리를 모두 입력하세요."
    ),
)
NOT_AN_EMPLOYEE_NUMBER = ValueFault(
    "not-an-employee-number",
    Message("This is not an employee number.", "직원번호의 형식이 아닙니다."),
    Message(
        "Use letters, digits and hyphens, as on the staff card.",
        "직원증에 있는 대로 영문자, 숫자, 붙임표로 입력하세요.",
    ),
)


def too_long(longest: int) -> ValueFault:
    """More than `longest` characters."""
    return ValueFault(
        "too-long",
        Message(f"This is longer than {longest} characters.", f"{longest}자보다 깁니다."),
        Message(f"Shorten it to {longest} characters.", f"{longest}자 이하로 줄이세요."),
    )


def too_short(shortest: int) -> ValueFault:
    """Fewer than `shortest` characters."""
    return ValueFault(
        "too-short",
        Message(f"This is shorter than {shortest} characters.", f"{shortest}자보다 짧습니다."),
        Message(f"Use at least {shortest} characters.", f"{shortest}자 이상으로 쓰세요."),
    )


def not_digits(shortest: int, longest: int) -> ValueFault:
    """Not a number of `shortest` to `longest` digits."""
    span = f"{shortest}" if shortest == longest else f"{shortest} to {longest}"
    span_ko = f"{shortest}" if shortest == longest else f"{shortest}~{longest}"
    return ValueFault(
        "not-digits",
        Message(f"This is not a number of {span} digits.", f"{span_ko}자리 숫자가 아닙니다."),
        Message(
            f"Enter all {span} digits." if shortest == longest else f"Enter {span} digits.",
            f"숫자 {span_ko}자리를 입력하세요.",
        ),
    )
