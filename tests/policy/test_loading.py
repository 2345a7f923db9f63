"""The loader refuses what is incoherent: file, line, what is wrong, how to mend it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import keepword.policies
from keepword.foundation.errors import Fault, PolicyNotLoadable
from keepword.policies import library
from keepword.policy.loading import LoadedPolicy, load
from tests.policy.broken import CASES, Case, Expected, broken, place

ASAN = Path(keepword.policies.__file__).parent / "asan" / "2021-01-14"
TEXTS = library.folder_texts(ASAN)

_HANGUL = re.compile(r"[가-힣]")
_GIVEN = re.compile(r"'[^']*'|\"[^\"]*\"|\{[^}]*\}|\[\[[^|]*\||\([^)]*\)")
_ENGLISH_SENTENCE = re.compile(r"(?:\b[A-Za-z]+ ){2,}[A-Za-z]+\b")
# A particle whose form hangs on the last sound of what stands before it.
_PARTICLE = re.compile(r"['\"}](?:은|는|이|가|을|를|과|와|으로|로|나|이나)(?=[\s.,])")
_UNDECIDED = re.compile(r"이\(가\)|을\(를\)|은\(는\)|와\(과\)|\(으\)로")
_MACHINERY = re.compile(r"pydantic|Input should|None\b|tuple|dict\b|\bstr\b|regex|Traceback")


@cache
def faults_of(case: Case) -> tuple[Fault, ...]:
    with pytest.raises(PolicyNotLoadable) as refused:
        load(broken(TEXTS, case), library.laws())
    return refused.value.faults


def test_the_policy_itself_is_coherent() -> None:
    assert isinstance(load(TEXTS, library.laws()), LoadedPolicy)


def test_every_case_is_another() -> None:
    assert len(CASES) >= 45
    assert len({case.name + case.file for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_policy_is_refused_at_its_line_with_its_remedy(case: Case) -> None:
    files = broken(TEXTS, case)
    faults = faults_of(case)
    wanted = Counter((*place(files, case, e), e.code) for e in case.faults)
    assert Counter((f.file, f.line, f.code) for f in faults) == wanted, _said(faults)
    for expected in case.faults:
        at = (*place(files, case, expected), expected.code)
        told = [f for f in faults if (f.file, f.line, f.code) == at]
        assert any(_tells(fault, expected) for fault in told), _said(faults)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_refusal_speaks_plain_korean_and_english(case: Case) -> None:
    for fault in faults_of(case):
        for message in (fault.message, fault.remedy):
            assert _HANGUL.search(message.ko), message.ko
            assert not _HANGUL.search(_GIVEN.sub("", message.en)), message.en
            assert not _ENGLISH_SENTENCE.search(_GIVEN.sub("", message.ko)), message.ko
            assert not _PARTICLE.search(message.ko), message.ko
            assert not _UNDECIDED.search(message.ko), message.ko
            for text in (message.en, message.ko):
                assert not _MACHINERY.search(_GIVEN.sub("", text)), text
                assert len(text) <= 260, text


def _tells(fault: Fault, expected: Expected) -> bool:
    for message, wanted in ((fault.message, expected.says), (fault.remedy, expected.mend)):
        for words in wanted:
            english, korean = (words, words) if isinstance(words, str) else words
            if english not in message.en or korean not in message.ko:
                return False
    return True


def _said(faults: tuple[Fault, ...]) -> str:
    return "\n".join(f"[{f.code}] {f.say('en')} | {f.say('ko')}" for f in faults)
