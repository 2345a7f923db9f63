"""`keepword decide`: a question on standard input, the answer and an exit status out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from keepword.cli.decide import decide
from keepword.cli.exits import Exit, status_of
from keepword.foundation.errors import KeepwordError

LOOK_UP = {
    "act": "use",
    "actor": "staff",
    "point": "C8",
    "purpose": "PU1",
    "items": ["patient-name"],
    "facts": {"grants": ["PU1"]},
}
MEADOW = Path(__file__).parents[1] / "policies" / "meadow"


def ask(question: str | bytes, *words: str, lang: str = "C") -> Result:
    """Run the verb; its return value is the exit status, as `keepword` makes it."""
    runner = CliRunner(env={"LANG": lang, "LC_ALL": None})
    return runner.invoke(decide, list(words), input=question, standalone_mode=False)


@pytest.mark.parametrize(
    ("change", "decision", "status"),
    [({}, "allowed", Exit.GOOD), ({"purpose": None}, "denied", Exit.REFUSED)],
)
def test_the_answer_is_json_and_the_status_says_which(
    change: dict[str, object], decision: str, status: Exit
) -> None:
    result = ask(json.dumps({**LOOK_UP, **change}), "--json")
    answer = json.loads(result.output)
    assert result.return_value == status
    assert answer["decision"] == decision
    assert {"items", "citations", "duties", "reason", "remedy"} <= set(answer)
    assert answer["citations"]


@pytest.mark.parametrize("question", ["", "no", "[]", b"\xff", '{"act": "sell"}', "1" * 1_000_001])
def test_what_cannot_be_read_is_a_usage_error(question: str | bytes) -> None:
    error = ask(question, "--json").exception
    assert isinstance(error, KeepwordError)
    assert status_of(error) == Exit.USAGE
    assert error.message.ko
    assert error.remedy.en


@pytest.mark.parametrize(
    ("lang", "words", "said"),
    [
        ("en_US.UTF-8", (), "Allowed"),
        ("ko_KR.UTF-8", (), "허용"),
        ("en_US.UTF-8", ("--lang", "ko"), "허용"),
    ],
)
def test_it_speaks_the_language_of_the_terminal(
    lang: str, words: tuple[str, ...], said: str
) -> None:
    assert ask(json.dumps(LOOK_UP), *words, lang=lang).output.startswith(said)


def test_another_policy_has_other_answers() -> None:
    result = ask(json.dumps(LOOK_UP), "--json", "--policy", str(MEADOW))
    assert json.loads(result.output)["reason"]["code"] == "unknown-point"
