"""Which language the terminal speaks, and how a line is said in it.

Korean is the hospital's language and comes first. A terminal that asks for Korean or English
(`LC_ALL`, `LC_MESSAGES`, `LANG`, in that order, as POSIX has it) gets that one; a terminal that
asks for nothing (`C`, `POSIX`, unset) or for a language we do not speak gets both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from keepword.foundation.errors import KeepwordError, Message
from keepword.foundation.nodes import LANGUAGES, Language


def languages(environ: Mapping[str, str]) -> tuple[Language, ...]:
    """The languages to speak on this terminal, the first one first."""
    wanted = next(
        (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    tongue = wanted.split(".")[0].split("_")[0].lower()
    return tuple(known for known in LANGUAGES if known == tongue) or LANGUAGES


def in_one_line(message: Message, spoken: tuple[Language, ...]) -> str:
    """A short sentence, each language after the other on one line."""
    return " · ".join(message.say(language) for language in spoken)


def refusal_lines(error: KeepwordError, spoken: tuple[Language, ...]) -> Iterator[str]:
    """An error as the terminal shows it: what happened, then what to do, per language."""
    for language in spoken:
        yield error.message.say(language)
        yield f"  → {error.remedy.say(language)}"
