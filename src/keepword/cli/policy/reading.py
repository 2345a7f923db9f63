"""What the verbs of `keepword policy` share: which policy is meant, and in which language."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from keepword.foundation.nodes import LANGUAGES, Language
from keepword.policies import library
from keepword.policy.loading import LoadedPolicy
from keepword.runtime.wording import languages

DEFAULT_POLICY = "asan"

_NAME = re.compile(r"([a-z][a-z0-9-]*)(?:/(\d{4}-\d{2}-\d{2}))?")
_Command = TypeVar("_Command", bound=Callable[..., object])


def find_policy(named: str) -> LoadedPolicy:
    """The policy of the package called `asan` or `asan/2021-01-14`, else the folder `named`.

    `PolicyNotLoadable` if there is none or it is incoherent.
    """
    match = _NAME.fullmatch(named)
    if match is not None and library.versions(match[1]):
        return library.load(match[1], match[2])
    return library.load_folder(Path(named))


def spoken(chosen: Language | None) -> Language:
    """The language chosen, else the terminal's, else Korean."""
    return chosen or languages(os.environ)[0]


def language_option(command: _Command) -> _Command:
    """`--lang`, whose absence leaves the choice to the terminal."""
    option = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        help="Language; default: the terminal's. · 언어(기본: 터미널의 언어).",
    )
    return option(command)


def policy_option(command: _Command) -> _Command:
    """`--policy`, a name of the package or a folder."""
    option = click.option(
        "--policy",
        "named",
        default=DEFAULT_POLICY,
        show_default=True,
        metavar="NAME|DIR",
        help="A policy of the package, or a folder. · 내장된 방침의 이름이나 폴더.",
    )
    return option(command)
