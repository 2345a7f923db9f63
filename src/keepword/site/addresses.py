"""Where everything that can be cited is shown."""

from __future__ import annotations

import re

from django.urls import reverse

from keepword.foundation.nodes import Language

_PAGE = re.compile(r"[PG][1-9]\d*")  # clauses and readings have pages of their own
_ROW = re.compile(r"T[1-9]\d*")  # processors are rows of their table
_PLACE = re.compile(r"(PU|CK|CV|C|R)[1-9]\d*")  # everything else is a place in the policy


def home(language: Language) -> str:
    """The first page."""
    return reverse("home", args=[language])


def policy_page(language: Language, anchor: str = "") -> str:
    """The policy, or a place in it."""
    page = reverse("policy", args=[language])
    return f"{page}#{anchor}" if anchor else page


def section(language: Language, number: int) -> str:
    """A section of the policy; the preamble is the policy itself."""
    return policy_page(language, f"section-{number}" if number else "")


def entry(language: Language, clause_or_reading: str) -> str:
    """The page of a clause (P…) or of one of our readings (G…)."""
    return reverse("entry", args=[language, clause_or_reading])


def article(language: Language, article_id: str) -> str:
    """The page of a law article; `PIPA 15(1)` stands in the address as `PIPA-15(1)`."""
    return reverse("article", args=[language, article_slug(article_id)])


def article_slug(article_id: str) -> str:
    """An article's id as one step of a path."""
    return article_id.replace(" ", "-")


def citation(language: Language, cited: str) -> str:
    """Where the thing that a decision cites is shown."""
    if _PAGE.fullmatch(cited):
        return entry(language, cited)
    if _ROW.fullmatch(cited):
        return f"{reverse('processors', args=[language])}#{cited}"
    if _PLACE.fullmatch(cited):
        return policy_page(language, cited)
    return article(language, cited)
