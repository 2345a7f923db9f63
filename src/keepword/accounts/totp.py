"""The second factor: one-time codes by time (RFC 6238), six digits, thirty seconds.

The seed lies sealed under a key of the vault's, bound to the account. A code works once: the step
of the last one used is kept, and no older one is taken (RFC 6238 §5.2). Devices count by the real
time; whoever calls gives it as `real`, which is not the house's time where the demo's clock was
moved.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp

from keepword.accounts import lockout
from keepword.accounts.errors import AlreadyEnrolled, NotEnrolled
from keepword.accounts.models import Staff
from keepword.accounts.refusals import Refused
from keepword.custody.act import Act
from keepword.foundation.personal import Personal
from keepword.storage.sql import Cursor
from keepword.vault.sealing import framed, seal_personal, unseal_personal
from keepword.vault.vault import Vault

STEP: Final = 30
"""Seconds."""

DRIFT: Final = 1
"""Steps by which a device's clock may be off."""

_COLUMNS = ("totp_seed", "totp_made_at", "totp_enrolled_at", "totp_last_step")


def offer(act: Act, staff_id: UUID, since: datetime) -> Personal:
    """The seed to enrol a device with: a fresh one for each sign-in that began at `since`.

    A seed that an earlier, unfinished sign-in was shown is never offered again: who knows the
    password alone may have seen it.

    Raises:
        AlreadyEnrolled: the account has a device.
    """
    staff = Staff.objects.select_for_update().get(id=staff_id)
    if staff.totp_enrolled_at:
        raise AlreadyEnrolled
    if staff.totp_seed is None or staff.totp_made_at is None or staff.totp_made_at < since:
        _put(act.cursor, act.vault, staff, Personal(pyotp.random_base32()), act.now)
    return _seed(act.cursor, act.vault, staff)


def confirm(act: Act, staff_id: UUID, code: str, real: datetime) -> int | Refused:
    """Enrol the device that shows the right code; the session epoch.

    Raises:
        AlreadyEnrolled: the account has a device.
        NotEnrolled: no seed was offered.
    """
    staff = Staff.objects.select_for_update().get(id=staff_id, is_active=True)
    if staff.totp_enrolled_at:
        raise AlreadyEnrolled
    found = _try(act, staff, code, real)
    if isinstance(found, Refused):
        return found
    staff.totp_enrolled_at = act.now
    staff.save(update_fields=["totp_enrolled_at"])
    act.note("second-factor", staff=str(staff_id))
    return _enter(act, staff)


def check(act: Act, staff_id: UUID, code: str, real: datetime) -> int | Refused:
    """Let in who shows the right code; the session epoch.

    Raises:
        NotEnrolled: the account has no device yet.
    """
    staff = Staff.objects.select_for_update().get(id=staff_id, is_active=True)
    if not staff.totp_enrolled_at:
        raise NotEnrolled
    found = _try(act, staff, code, real)
    return found if isinstance(found, Refused) else _enter(act, staff)


def enrol(cur: Cursor, vault: Vault, staff_id: UUID, seed: Personal, now: datetime) -> None:
    """Give an account the seed of a device that is known already (the demo's)."""
    staff = Staff.objects.select_for_update().get(id=staff_id)
    staff.totp_enrolled_at = now
    _put(cur, vault, staff, seed, now)


def forget(act: Act, staff_id: UUID) -> None:
    """The device is lost: the next sign-in enrols another; sessions end (Safety Measures 5)."""
    staff = Staff.objects.select_for_update().get(id=staff_id)
    staff.totp_seed = staff.totp_made_at = staff.totp_enrolled_at = staff.totp_last_step = None
    staff.session_epoch += 1
    staff.save(update_fields=[*_COLUMNS, "session_epoch"])
    act.note("second-factor-forgotten", staff=str(staff_id))


def address(seed: Personal, login: str, issuer: str) -> Personal:
    """The `otpauth://` address that a device reads from the QR code."""
    return Personal(pyotp.TOTP(seed.reveal()).provisioning_uri(name=login, issuer_name=issuer))


def _try(act: Act, staff: Staff, code: str, real: datetime) -> int | Refused:
    resting = lockout.resting(staff, act.now)
    if resting:
        return lockout.still_resting(act, "sign-in", staff, resting, factor="code")
    step = _matching(_seed(act.cursor, act.vault, staff), code, real)
    if step is None or step <= (staff.totp_last_step or 0):
        return lockout.count(act, "sign-in", staff, factor="code")
    staff.totp_last_step = step
    staff.save(update_fields=["totp_last_step"])
    return step


def _matching(seed: Personal, code: str, real: datetime) -> int | None:
    """The step whose code this is; every one is compared, whichever it is."""
    digits = "".join(code.split())
    codes = pyotp.TOTP(seed.reveal(), interval=STEP)
    now = int(real.timestamp()) // STEP
    near = range(now - DRIFT, now + DRIFT + 1)
    right = [
        step
        for step in near
        if hmac.compare_digest(codes.generate_otp(step).encode(), digits.encode())
    ]
    return max(right, default=None)


def _enter(act: Act, staff: Staff) -> int:
    lockout.clear(staff)
    staff.last_login = act.now
    staff.save(update_fields=["last_login"])
    act.note("sign-in", factor="code", staff=str(staff.id))
    return staff.session_epoch


def _put(cur: Cursor, vault: Vault, staff: Staff, seed: Personal, now: datetime) -> None:
    key = vault.secret_key("totp")
    staff.totp_seed = seal_personal(key, seed, _place(staff.id))
    staff.totp_made_at, staff.totp_last_step = now, None
    staff.save(update_fields=_COLUMNS)


def _seed(cur: Cursor, vault: Vault, staff: Staff) -> Personal:
    if staff.totp_seed is None:
        raise NotEnrolled
    return unseal_personal(vault.secret_key("totp"), bytes(staff.totp_seed), _place(staff.id))


def _place(staff_id: UUID) -> bytes:
    return framed("keepword/totp", staff_id.bytes)
