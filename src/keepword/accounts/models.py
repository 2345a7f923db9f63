"""The staff account: who may sign in to the hospital's side of the house, and for which tasks."""

from __future__ import annotations

import unicodedata
import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models


class Role(models.TextChoices):
    """What an account is for."""

    OFFICER = "officer", "privacy officer"
    OFFICE = "office", "privacy office"
    AUDITOR = "auditor", "auditor"
    CLERK = "clerk", "clerk of the rights desk"
    STAFF = "staff", "member of staff"


def canonical_login(text: str) -> str:
    """The one spelling of a login name: NFKC, case folded, no spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class StaffManager(BaseUserManager["Staff"]):
    """Finds and makes accounts."""

    def get_by_natural_key(self, username: str | None) -> Staff:
        """The account with this login name, however it was typed."""
        return self.get(login=canonical_login(username or ""))

    def create_staff(
        self,
        *,
        login: str,
        name: str,
        password: str,
        role: Role,
        department: str = "",
        employee_number: str = "",
    ) -> Staff:
        """Make an account.

        Raises:
            django.core.exceptions.ValidationError: a login name that is taken or malformed, or
                an empty name. The password is the caller's to validate.
        """
        staff = self.model(
            login=canonical_login(login),
            name=name.strip(),
            role=role,
            department=department,
            employee_number=employee_number,
        )
        staff.set_password(password)
        staff.full_clean()
        staff.save(using=self._db, force_insert=True)
        return staff


class Staff(AbstractBaseUser):
    """One member of staff. The id is random and says nothing; the password is an argon2 hash.

    Staff identities come from the hospital's directory and stand here and nowhere else: what the
    ledger, the grants and the sessions hold is the random id.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{2,63}\Z", code="login")],
    )
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=16, choices=Role.choices)
    department = models.CharField(max_length=64, blank=True, default="")
    employee_number = models.CharField(max_length=32, blank=True, default="")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    session_epoch = models.PositiveIntegerField(default=1)
    """Sessions of an older epoch are over."""
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    totp_seed = models.BinaryField(null=True, blank=True)
    """The seed of the one-time codes, sealed; see `totp`."""
    totp_made_at = models.DateTimeField(null=True, blank=True)
    totp_enrolled_at = models.DateTimeField(null=True, blank=True)
    totp_last_step = models.BigIntegerField(null=True, blank=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = StaffManager()

    class Meta:
        """Named in the singular: it is one body of people."""

        db_table = "staff"
        verbose_name = "staff account"

    def __str__(self) -> str:
        """The login name."""
        return self.login


class Grant(models.Model):
    """The right to do one task, from one moment to another (P85; Safety Measures notice art. 5).

    A row is written once. Ending it fills in the three columns of the revocation, also once; the
    database refuses anything else, deletion included.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="task_grants")
    task = models.CharField(max_length=64)
    reason = models.TextField()
    granted_by = models.UUIDField()
    granted_at = models.DateTimeField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.UUIDField(null=True, blank=True)
    revoked_because = models.TextField(blank=True, default="")

    class Meta:
        """Rows of a register."""

        db_table = "staff_grant"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["staff", "task"], name="staff_grant_of")
        ]

    def __str__(self) -> str:
        """The task."""
        return self.task
