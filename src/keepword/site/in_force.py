"""The policy this site publishes, its law, and its prose, each read once a process.

All of it is public and frozen, so it is kept for as long as the process lives.
"""

from __future__ import annotations

from functools import cache

from django.conf import settings

from keepword.foundation.nodes import Language
from keepword.law.model import LawPack
from keepword.policies import library
from keepword.policy.loading import LoadedPolicy
from keepword.policy.model import Policy
from keepword.policy.prose.document import Document
from keepword.policy.prose.render import render


def loaded() -> LoadedPolicy:
    """The policy in force with its prose."""
    return library.load(settings.KEEPWORD.policy)


def policy() -> Policy:
    """The policy in force."""
    return loaded().policy


def law() -> LawPack:
    """The law pack under which the policy stands."""
    return library.laws()[policy().meta.law]


@cache
def document(language: Language) -> Document:
    """The policy's prose in `language`, with clean labels."""
    return render(policy(), loaded().prose[language])


@cache
def printed(language: Language) -> Document:
    """The policy's prose as it was published, slips included."""
    return render(policy(), loaded().prose[language], printed=True)
