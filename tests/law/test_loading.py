"""A law pack that is incoherent is refused with file, line and remedy."""

from __future__ import annotations

import pytest

from keepword.foundation.errors import PolicyNotLoadable
from keepword.law.loading import load_pack

GOOD = {
    "pack.yaml": """\
id: xx
name: {en: Somewhere, ko: 어딘가}
acts:
- {id: ACT, name: {en: An act, ko: 어떤 법}, version: {en: first, ko: 첫 판}}
articles:
- id: ACT 1
  title: {en: One, ko: 하나}
  gist: {en: Keep it., ko: 지킵니다.}
  sure: read
""",
    "rules.yaml": """\
rules:
- id: keep
  force: floor
  articles: [ACT 1]
  since: 2020-01-01
  sure: read
  says: {en: Keep it., ko: 지킵니다.}
  remedy: {en: Keep it., ko: 지키세요.}
schedules:
- id: table
  article: ACT 1
  sure: read
  records:
  - {id: paper, label: {en: Paper, ko: 종이}, period: 1 year}
bodies:
- {id: body, name: {en: Body, ko: 기관}, phone: "1", article: ACT 1}
grounds:
  use: [ACT 1]
""",
}


def test_a_coherent_pack_is_built() -> None:
    pack = load_pack({**GOOD, "readme.txt": "not read"})
    assert pack.article("ACT 1").act == "ACT"
    assert pack.rule("keep").test is None


# file, what stands there, what is put in its place, then the place and the code of the fault
BROKEN = [
    ("pack.yaml", "id: ACT,", "id: OTHER,", "pack.yaml:6", "unknown-act"),
    ("pack.yaml", "id: ACT 1", "id: act one", "pack.yaml:6", "bad-id"),
    ("pack.yaml", "articles:", "articles: [", "pack.yaml:6", "bad-yaml"),
    ("pack.yaml", "acts:\n", "rules: []\nacts:\n", "rules.yaml:1", "chapter-twice"),
    ("pack.yaml", GOOD["pack.yaml"], "- one\n- two\n", "pack.yaml:1", "no-chapters"),
    ("pack.yaml", "sure: read", "sure: perhaps", "pack.yaml:9", "not-a-choice"),
    ("rules.yaml", "articles: [ACT 1]", "articles: [ACT 1, ACT 2]", "rules.yaml:4",
     "unknown-article"),
    ("rules.yaml", "  article: ACT 1\n", "  article: ACT 3\n", "rules.yaml:11", "unknown-article"),
    ("rules.yaml", "article: ACT 1}", "article: ACT 4}", "rules.yaml:16", "unknown-article"),
    ("rules.yaml", "use: [ACT 1]", "use: [ACT 5]", "rules.yaml:18", "unknown-article"),
    ("rules.yaml", "since: 2020-01-01", "since: 2020-01-01\n  until: 2020-01-01", "rules.yaml:6",
     "dates-out-of-order"),
    ("rules.yaml", "  - {id: paper", "  - {id: paper, label: {en: P, ko: 종}, period: 1 day}\n"
     "  - {id: paper", "rules.yaml:15", "doubled-id"),
    ("rules.yaml", "bodies:\n", "bodies:\n- {id: body, name: {en: B, ko: 기}, phone: '2'}\n",
     "rules.yaml:17", "doubled-id"),
    ("rules.yaml", "force: floor", "forse: floor", "rules.yaml:3", "unknown-field"),
    ("rules.yaml", "period: 1 year", "period: a while", "rules.yaml:14", "bad-period"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "place", "code"), BROKEN)
def test_an_incoherent_pack_is_refused(
    file: str, old: str, new: str, place: str, code: str
) -> None:
    assert GOOD[file].count(old) == 1
    with pytest.raises(PolicyNotLoadable) as refusal:
        load_pack({**GOOD, file: GOOD[file].replace(old, new)})
    faults = refusal.value.faults
    assert (place, code) in {(f"{fault.file}:{fault.line}", fault.code) for fault in faults}
    assert all(fault.remedy.en and fault.remedy.ko for fault in faults)
