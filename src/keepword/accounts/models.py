"""The staff account: who may sign in to the hospital's side of the house."""

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


def canonical_login(text: str) -> str:
    """The one spelling of a login name: NFKC, case folded, no spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


class StaffManager(BaseUserManager["Staff"]):
    """Finds and makes accounts."""

    def get_by_natural_key(self, username: str | None) -> Staff:
        """The account with this login name, however it was typed."""
        return self.get(login=canonical_login(username or ""))

    def create_officer(self, *, login: str, name: str, password: str) -> Staff:
        """Make an officer account.

        Raises:
            django.core.exceptions.ValidationError: a login name that is taken or malformed, or
                an empty name. The password is the caller's to validate.
        """
        officer = self.model(login=canonical_login(login), name=name.strip(), role=Role.OFFICER)
        officer.set_password(password)
        officer.full_clean()
        officer.save(using=self._db, force_insert=True)
        return officer


class Staff(AbstractBaseUser):
    """One member of staff. The id is random and says nothing; the password is an argon2 hash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{2,63}\Z", code="login")],
    )
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=16, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

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
