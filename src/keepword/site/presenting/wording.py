"""Small manners of wording that the data leave to the page."""

from __future__ import annotations


def capitalised(words: str) -> str:
    """`words` with a capital first letter, the rest as it is: labels that begin a line."""
    return words[:1].upper() + words[1:]
