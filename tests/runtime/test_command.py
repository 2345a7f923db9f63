"""The `keepword` command: verbs loaded one at a time, both languages, four exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from keepword.cli.exits import Exit, status_of
from keepword.cli.main import VERBS, Verb, cli
from keepword.foundation.errors import KeepwordError, Message, PolicyNotLoadable, UnknownId
from keepword.runtime import relay
from keepword.runtime.errors import AlreadyRunning, ConfigError, OfficerExists, PortBusy
from keepword.runtime.wording import in_one_line, languages, refusal_lines
from tests.runtime.house import PATIENCE, House

WORDS = Message(en="Words.", ko="말.")


def test_help_names_every_verb_without_loading_any() -> None:
    script = (
        "import sys; from keepword.cli.main import main\n"
        "sys.argv = ['keepword', '--help']\n"
        "try: main()\n"
        "finally: print([m for m in sys.modules if m.split('.')[0] in ('django', 'pydantic_core')"
        " or m.startswith('keepword.cli.') and m not in ('keepword.cli.main',"
        " 'keepword.cli.exits')], file=sys.stderr)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=PATIENCE
    )
    assert all(name in said.stdout for name in VERBS)
    loaded = [m for m in json.loads(said.stderr.replace("'", '"')) if m.startswith("keepword")]
    assert loaded == []


def test_a_verb_that_cannot_be_loaded_does_not_break_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(VERBS, "broken", Verb("keepword.cli.no_such_module:x", WORDS))
    with cli.make_context("keepword", ["--", "up"]) as context:
        assert "broken" in cli.list_commands(context)
        assert cli.get_command(context, "up") is not None
        assert cli.get_command(context, "unknown") is None
        with pytest.raises(ModuleNotFoundError):
            cli.get_command(context, "broken")


@pytest.mark.parametrize("arguments", [["nonsense"], ["up", "--port", "x"], ["admin", "nothing"]])
def test_wrong_usage_ends_with_2(house: House, arguments: list[str]) -> None:
    assert house.command(*arguments).returncode == 2


def test_a_setting_that_cannot_be_read_ends_with_2_and_says_so(house: House) -> None:
    house.environment["KEEPWORD_DEMO"] = "perhaps"
    done = house.command("up")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("KEEPWORD_DEMO: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConfigError("PORT", WORDS, WORDS), 2),
        (PortBusy(8000, 8001), 2),
        (PolicyNotLoadable(()), 2),
        (UnknownId("P999"), 2),
        (relay.Relayed("policy-not-loadable", WORDS, WORDS), 2),
        (AlreadyRunning(None, Path("var")), 1),
        (OfficerExists(), 1),
        (relay.Relayed("proof-broken", WORDS, WORDS), 3),
        (KeepwordError(WORDS, WORDS), 1),
    ],
)
def test_every_error_has_its_exit_status(error: KeepwordError, status: int) -> None:
    assert status_of(error) == status
    assert set(Exit) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("environ", "spoken"),
    [
        ({}, ("ko", "en")),
        ({"LANG": "C.UTF-8"}, ("ko", "en")),
        ({"LANG": "fr_FR.UTF-8"}, ("ko", "en")),
        ({"LANG": "ko_KR.UTF-8"}, ("ko",)),
        ({"LANG": "en_GB.UTF-8"}, ("en",)),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "en_US"}, ("en",)),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en", "LC_ALL": ""}, ("en",)),
    ],
)
def test_the_terminals_language_is_spoken_korean_first(
    environ: dict[str, str], spoken: tuple[str, ...]
) -> None:
    assert languages(environ) == spoken


def test_an_error_is_what_happened_and_what_to_do() -> None:
    error = OfficerExists()
    lines = list(refusal_lines(error, ("ko", "en")))
    assert lines[0] == error.message.ko
    assert lines[3] == f"  → {error.remedy.en}"
    assert in_one_line(WORDS, ("ko", "en")) == "말. · Words."


def test_an_error_crosses_from_a_child_whole() -> None:
    error = PortBusy(8000, 8001)
    with pytest.raises(relay.Relayed) as caught:
        relay.read(relay.failure(error))
    assert (caught.value.code, caught.value.message) == (error.code, error.message)
    assert caught.value.remedy == error.remedy
    assert relay.read(relay.success(applied=3)) == {"applied": 3}
