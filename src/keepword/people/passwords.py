"""What a member may take as a password, and how it is kept: one way (P81).

Which ones will do is the policy room's to say (`policy.values.passwords`); here they are also held
against the log-in id (NIST SP 800-63B: nothing that is told by the context), hashed and compared.
"""

from __future__ import annotations

from typing import Final

from django.contrib.auth.hashers import check_password, make_password

from keepword.foundation.errors import Message
from keepword.foundation.personal import Personal
from keepword.policy.values import ValueFault, prepared_password
from keepword.policy.values.passwords import LONGEST, SHORTEST, fault_of

__all__ = ["LIKE_LOGIN", "LONGEST", "SHORTEST", "fault", "hashed", "matches"]

LIKE_LOGIN: Final = ValueFault(
    "like-login",
    Message("The password has your ID in it.", "비밀번호에 아이디가 들어 있습니다."),
    Message("Choose one without it.", "아이디가 들어가지 않게 정하세요."),
)

_NOBODYS: Final = "nobody signs in with this"


def fault(password: Personal, login_id: Personal | None = None) -> ValueFault | None:
    """What is wrong with a new password; None if it will do."""
    text = prepared_password(password.reveal())
    login = login_id.reveal().casefold() if login_id else ""
    if login and login in text.casefold():
        return LIKE_LOGIN
    return fault_of(text)


def hashed(password: Personal) -> str:
    """The argon2id hash to keep, with its parameters and salt."""
    return make_password(prepared_password(password.reveal()))


def matches(password: Personal, kept: str | None) -> bool:
    """Whether this is the password behind `kept`; the same work where nothing is kept."""
    if kept is None:
        make_password(_NOBODYS)
        return False
    return check_password(prepared_password(password.reveal()), kept)
