"""Reading a policy folder. Reading from disk is the caller's: files come in as texts.

Faults are found in two steps, so that no fault is reported that only follows from another:
those of form (YAML, missing and unknown fields, wrong values) and, where the data have none,
those of sense (unknown ids, data that mean nothing, prose that does not follow the data).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from keepword.foundation.building import build
from keepword.foundation.errors import Fault, PolicyNotLoadable
from keepword.foundation.nodes import Language
from keepword.law.model import LawPack
from keepword.policy.loading.chapters import Chapters, explainer, read_chapters
from keepword.policy.loading.coherence import incoherences
from keepword.policy.loading.places import Places
from keepword.policy.loading.prose_coherence import prose_incoherences
from keepword.policy.loading.prose_reading import read_prose
from keepword.policy.model.policy import Policy
from keepword.policy.prose.template import ProseTemplate


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A coherent policy, its prose in each language, and where every datum stands."""

    policy: Policy
    prose: Mapping[Language, ProseTemplate]
    places: Places


def load(files: Mapping[str, str], laws: Mapping[str, LawPack]) -> LoadedPolicy:
    """Build a policy from `files` (name to text) under one of `laws` (id to pack).

    Raises `PolicyNotLoadable` with every fault found: file, line, what is wrong, how to mend it.
    """
    places = Places()
    chapters = read_chapters(files, places)
    prose, faults = read_prose(files, places)
    faults.extend(chapters.faults)
    policy = _policy(chapters, places)
    if not isinstance(policy, Policy):
        _refuse([*faults, *policy])
    if not chapters.faults:
        faults.extend(incoherences(policy, laws.get(policy.meta.law), laws, places))
        faults.extend(prose_incoherences(policy, prose, places))
    if faults:
        _refuse(faults)
    return LoadedPolicy(policy, prose, places)


def _policy(chapters: Chapters, places: Places) -> Policy | tuple[Fault, ...]:
    """The policy, or what keeps its data from being one.

    While a file cannot be read, the chapters it may hold are not called missing.
    """
    built = build(Policy, chapters.values, places.where, explainer(chapters))
    if isinstance(built, Policy) or not chapters.faults:
        return built
    return tuple(fault for fault in built if fault.code != "missing-chapter")


def _refuse(faults: Iterable[Fault]) -> NoReturn:
    """Refuse with each fault once, by file and line."""
    order = sorted(set(faults), key=lambda f: (f.file, f.line, f.code, f.message.en, f.remedy.en))
    raise PolicyNotLoadable(tuple(order))
