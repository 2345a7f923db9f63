"""Made-up people, the same ones every time. Nobody here exists.

Telephone numbers begin with 010-0, which no Korean operator assigns; mail goes to example.com
(RFC 2606); resident registration numbers fail the check digit.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

_FAMILY = "김이박최정강조윤장임한오서신권황안송류홍"
_GIVEN = (
    "가람", "나래", "다온", "라온", "마루", "바다", "보람", "새봄", "서우", "소담", "슬기", "아라",
    "여울", "예솔", "온유", "우주", "유담", "이든", "자람", "조은", "지온", "차윤", "하늘", "하람",
    "한결", "한별", "해솔", "해온", "혜윰", "호수", "희원", "은별", "시온", "태오", "도담", "미르",
)  # fmt: skip
_ROMAN = (
    "garam", "narae", "daon", "raon", "maru", "bada", "boram", "saebom", "seou", "sodam", "seulgi",
    "ara", "yeoul", "yesol", "onyu", "uju", "yudam", "ideun", "jaram", "joeun", "jion", "chayun",
    "haneul", "haram", "hangyeol", "hanbyeol", "haesol", "haeon", "hyeyum", "hosu", "huiwon",
    "eunbyeol", "sion", "taeo", "dodam", "mireu",
)  # fmt: skip
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_OLDEST, _YOUNGEST = date(1940, 1, 1), date(2009, 12, 31)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One invented person, as they would fill in the form."""

    number: int
    name: str
    login: str
    gender: str
    born: date
    phone: str
    email: str
    member_type: str
    licence: str
    employee: str
    registration: str
    wants_mail: bool

    @property
    def resident_number(self) -> str:
        """Thirteen digits that fail the check digit (and so are nobody's)."""
        century = 1 if self.born.year < 2000 else 3
        head = f"{self.born:%y%m%d}{century + (self.gender == 'female')}{self.number:05d}"
        right = (11 - sum(int(d) * w for d, w in zip(head, _WEIGHTS, strict=True)) % 11) % 10
        return head + str((right + 5) % 10)


def make_people(count: int, seed: int) -> tuple[MadeUp, ...]:
    """`count` people; the same ones for the same seed."""
    lots = random.Random(seed)
    return tuple(_one(number, lots) for number in range(1, count + 1))


def _one(number: int, lots: random.Random) -> MadeUp:
    given = lots.randrange(len(_GIVEN))
    member_type = lots.choices(_TYPES, weights=(70, 6, 6, 18))[0]
    login = f"{_ROMAN[given]}{number:03d}"
    return MadeUp(
        number=number,
        name=lots.choice(_FAMILY) + _GIVEN[given],
        login=login,
        gender=lots.choice(("female", "male")),
        born=_OLDEST + timedelta(days=lots.randrange((_YOUNGEST - _OLDEST).days)),
        phone=f"0100{number:07d}",
        email=f"{login}@example.com",
        member_type=member_type,
        licence=f"{lots.randrange(10_000, 99_999)}" if member_type == PRACTITIONER else "",
        employee=f"{lots.randrange(100_000, 999_999)}" if member_type == EMPLOYEE else "",
        registration=f"{30_000_000 + number:08d}" if member_type == PATIENT else "",
        wants_mail=lots.random() < 0.55,
    )


GENERAL, PRACTITIONER, EMPLOYEE, PATIENT = (
    "general",
    "medical-practitioner",
    "hospital-employee",
    "registered-patient",
)
_TYPES = (GENERAL, PRACTITIONER, EMPLOYEE, PATIENT)
