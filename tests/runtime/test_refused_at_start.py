"""Settings that do not fit the house are refused before anything serves, with what to do.

A term of the log below the law's (P87), and a root that is kept elsewhere than the setting says
(P66): from a file to a token, back, and never into nothing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from keepword.cli.exits import Exit
from keepword.runtime import config, database, relay
from keepword.runtime.layout import Layout
from keepword.runtime.postgres.embedded import EmbeddedPostgres
from keepword.runtime.relay import Relayed
from tests.runtime.house import PATIENCE, House
from tests.vault import softhsm
from tests.vault.softhsm import SoftHsm

TOKEN = "refusals"


@pytest.fixture(scope="module")
def hsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    with softhsm.running(tmp_path_factory.mktemp("hsm")) as found:
        found.add_token(TOKEN)
        yield found


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that began with its root in a file; its database runs, nothing serves."""
    house = House(tmp_path_factory.mktemp("begun").resolve() / "var")
    with EmbeddedPostgres(Layout(house.var)).hold():
        assert _prepared(house)["applied"] > 0
        yield house


def _prepared(house: House, **environ: str) -> dict[str, int]:
    """The step before the services.

    Raises:
        Relayed: it refused.
    """
    done = subprocess.run(
        [sys.executable, "-m", "keepword.runtime.prepare"],
        env={**house.env, "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings", **environ},
        check=False, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return relay.read(done.stdout)


def test_a_term_of_the_log_below_the_laws_is_refused_with_the_article(begun: House) -> None:
    with pytest.raises(Relayed) as refused:
        _prepared(begun, KEEPWORD_LOG_TERM="23 months")
    error = refused.value
    assert error.code == "config"
    for text in (error.message.en, error.message.ko):
        assert text.startswith("KEEPWORD_LOG_TERM: ")
        assert "SMN 8(1)" in text
    assert "2년" in error.remedy.ko
    assert "2 years" in error.remedy.en
    assert _prepared(begun, KEEPWORD_LOG_TERM="3 years") == {"applied": 0, "new": 0}


def test_the_verb_refuses_the_same_whatever_is_asked_of_it(begun: House) -> None:
    begun.environment = {"KEEPWORD_LOG_TERM": "1 years"}
    done = begun.command("ledger", "prune", "--dry-run", "--keep", "5 years")
    begun.environment = {}
    assert done.returncode == Exit.USAGE
    assert "SMN 8(1)" in done.stderr


def test_a_root_goes_from_place_to_place_by_a_turn(begun: House, hsm: SoftHsm) -> None:
    device = f"pkcs11:{hsm.module}?token={TOKEN}"
    pin = {"KEEPWORD_ROOT_PIN": softhsm.PIN}

    assert _standing(begun) == "file"
    assert _turned(begun, KEEPWORD_ROOT=device, **pin) == "pkcs11"

    with pytest.raises(Relayed) as refused:
        _prepared(begun, KEEPWORD_ROOT="file")
    assert refused.value.code == "root-elsewhere"
    assert "pkcs11" in refused.value.message.ko
    assert "KEEPWORD_ROOT_BEFORE" in refused.value.remedy.en

    another = f"pkcs11:{hsm.module}?token=another"
    with pytest.raises(Relayed) as refused:
        _prepared(begun, KEEPWORD_ROOT=another, KEEPWORD_ROOT_BEFORE=device, **pin)
    assert refused.value.code == "root-same-kind"
    assert softhsm.PIN not in str(refused.value)

    assert _turned(begun, KEEPWORD_ROOT="file", KEEPWORD_ROOT_BEFORE=device, **pin) == "file"
    assert _prepared(begun) == {"applied": 0, "new": 0}


def _turned(house: House, **environ: str) -> str:
    """Who keeps the root after a turn with these settings."""
    house.environment = environ
    done = house.command("keys", "turn")
    assert done.returncode == 0, done.stderr
    provider = _standing(house)
    house.environment = {}
    return provider


def _standing(house: House) -> str:
    """Who keeps the root in force."""
    with database.connect(config.load({"KEEPWORD_VAR": str(house.var)})) as owner:
        rows = owner.execute("SELECT provider FROM keystore.root WHERE destroyed_at IS NULL")
        (found,) = rows.fetchall()
    return str(found[0])


def test_as_many_people_at_once_as_the_house_says(begun: House) -> None:
    """`KEEPWORD_MASS_SIZE`: above it two officers approve (P64)."""
    script = (
        "import django; django.setup(); from keepword.runtime.mass_erasure import LIMITS; "
        "print(LIMITS.at_once)"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True,
        env={**begun.env, "DJANGO_SETTINGS_MODULE": "keepword.runtime.settings",
             "KEEPWORD_MASS_SIZE": "7"},
        timeout=PATIENCE,
    )  # fmt: skip
    assert said.stdout.strip() == "7"
    assert config.load({"KEEPWORD_VAR": str(begun.var)}).mass_size == 100
