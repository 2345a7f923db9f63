"""Made-up staff, and what they do at the door."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pyotp

from keepword.accounts.models import Role, Staff
from keepword.custody.acting import Acting
from keepword.foundation.personal import Personal
from keepword.policy.decisions.question import Actor

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
REAL = datetime(2026, 11, 24, 3, 0, 7, tzinfo=UTC)
PASSWORD = "seven quiet herons at dawn"
SEED = Personal("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

OFFICER = Acting(Actor.STAFF, UUID(int=9), source="192.0.2.1", role="officer")
ANYBODY = Acting(Actor.PERSON, UUID(int=0), source="192.0.2.7")


def made(login: str = "kim.narae", role: Role = Role.STAFF) -> Staff:
    """Somebody at the reception."""
    return Staff.objects.create_staff(
        login=login,
        name="김나래",
        password=PASSWORD,
        role=role,
        department="outpatient-reception",
        employee_number="A1024",
    )


def code(at: datetime, seed: Personal = SEED) -> str:
    """What the device shows at a moment."""
    return pyotp.TOTP(seed.reveal()).at(at)
