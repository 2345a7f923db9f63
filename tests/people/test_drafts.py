"""Drafts: what was typed, sealed into the page and nowhere else (P82)."""

from __future__ import annotations

import base64
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keepword.foundation.personal import Personal
from keepword.people import drafts
from keepword.people.errors import DraftBroken, DraftExpired
from tests.custody.scene import NOW, VALUES

KEY, OTHER = bytes(range(32)), bytes(32)
SUBMISSION = uuid4()
TYPED = {item: Personal(value) for item, value in VALUES.items()}


def _token() -> str:
    return drafts.seal_draft(KEY, "join", TYPED, SUBMISSION, NOW)


@given(st.dictionaries(st.text(), st.text()))
def test_what_was_typed_comes_back_whatever_it_was(typed: dict[str, str]) -> None:
    values = {name: Personal(value) for name, value in typed.items()}
    token = drafts.seal_draft(KEY, "join", values, SUBMISSION, NOW)
    draft = drafts.open_draft(KEY, "join", token, NOW + timedelta(minutes=5))
    assert draft.values == values
    assert (draft.submission, draft.sealed_at) == (SUBMISSION, NOW)


def test_nothing_of_it_can_be_read_in_the_page() -> None:
    held = base64.urlsafe_b64decode(_token())
    assert not any(value.encode() in held for value in VALUES.values())
    assert "가온누리" not in repr(drafts.open_draft(KEY, "join", _token(), NOW))


@pytest.mark.parametrize("after", [timedelta(hours=1), timedelta(days=9), -timedelta(minutes=1)])
def test_after_an_hour_it_is_gone(after: timedelta) -> None:
    with pytest.raises(DraftExpired):
        drafts.open_draft(KEY, "join", _token(), NOW + after)


@pytest.mark.parametrize(
    ("key", "purpose", "token"),
    [
        (OTHER, "join", _token()),
        (KEY, "leave", _token()),
        (KEY, "join", _token()[:-8]),
        (KEY, "join", _token()[4:]),
        (KEY, "join", ""),
        (KEY, "join", "가나다"),
        (KEY, "join", "%%%%"),
    ],
)
def test_another_key_form_or_byte_opens_nothing(key: bytes, purpose: str, token: str) -> None:
    with pytest.raises(DraftBroken):
        drafts.open_draft(key, purpose, token, NOW)
