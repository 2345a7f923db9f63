"""`KEEPWORD_ROOT` names one place, says how to be written, and never repeats a secret (P82)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from keepword.vault.errors import BrokenKeyFile, ProviderFailed, UnsafeKeyFile
from keepword.vault.providers import choosing
from keepword.vault.providers.choosing import INSTALLATION_FILE, BadRootSetting, provider
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.providers.kms import Kms
from keepword.vault.providers.pkcs11 import Pkcs11
from tests.vault.softhsm import PIN, running

NO_PIN: dict[str, str] = {}
WITH_PIN = {"KEEPWORD_ROOT_PIN": PIN}
TOKEN = "pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=keepword"


@pytest.mark.parametrize("text", ["", "file", "file:", " file\n"])
def test_the_keys_folder_is_the_default(tmp_path: Path, text: str) -> None:
    found = provider(text, tmp_path, "meadow", NO_PIN)
    assert isinstance(found, KeyFiles)
    kept = found.create(1)
    assert [path.name for path in tmp_path.iterdir()] == [kept.handle]


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        (TOKEN, Pkcs11, "Pkcs11(module='/usr/lib/softhsm/libsofthsm2.so', token='keepword')"),
        ("pkcs11:/a/b.so?token=a%20b%2Bc", Pkcs11, "Pkcs11(module='/a/b.so', token='a b+c')"),
        ("kms", Kms, "Kms(tenant='meadow', waiting_days=7)"),
        ("kms:", Kms, "Kms(tenant='meadow', waiting_days=7)"),
        ("kms:?region=ap-northeast-2", Kms, "Kms(tenant='meadow', waiting_days=7)"),
        ("kms:?waiting-days=30", Kms, "Kms(tenant='meadow', waiting_days=30)"),
        (
            "kms:?region=x&endpoint=https%3A%2F%2Fkms.example.org&waiting-days=8",
            Kms,
            "Kms(tenant='meadow', waiting_days=8)",
        ),
        ("kms:?endpoint=http://127.0.0.1:5000", Kms, "Kms(tenant='meadow', waiting_days=7)"),
        ("kms:?endpoint=http://[::1]:5000", Kms, "Kms(tenant='meadow', waiting_days=7)"),
    ],
)
def test_devices_and_services_are_named(tmp_path: Path, text: str, kind: type, shown: str) -> None:
    """Nothing is asked of them yet: no token of this name is there, and no network."""
    found = provider(text, tmp_path, "meadow", WITH_PIN)
    assert isinstance(found, kind)
    assert repr(found) == shown
    assert PIN not in str(vars(found))


BAD = [
    "vault", "vault:", "FILE", "file:/etc/keys", "file?x=1", "pkcs11", "pkcs11:", "pkcs11:?token=a",
    "pkcs11:lib.so?token=a", "pkcs11:/lib.so", "pkcs11:/lib.so?", "pkcs11:/lib.so?token=",
    "pkcs11:/lib.so?token", f"pkcs11:/lib.so?token=a&pin={PIN}",
    "pkcs11:/lib.so?token=a&token=b", "pkcs11:/lib.so?token=a&pin-file=pin",
    "pkcs11:/lib.so?token=a&pin-file=", "kms:eu", "kms:?zone=a", "kms:?waiting-days=6",
    "kms:?waiting-days=31", "kms:?waiting-days=7.0", "kms:?waiting-days=07", "kms:?waiting-days=",
    "kms:?waiting-days=٧", "kms:?region=a&region=b", "kms:?endpoint=",
    "kms:?endpoint=kms.example.org",
    "kms:?endpoint=http://kms.example.org", f"kms:?endpoint=https://user:{PIN}@kms.example.org",
    "kms:?endpoint=https://", "kms:?endpoint=https://[", "kms:?endpoint=file:///etc/passwd",
    "kms:?" + "&".join(f"a{count}=1" for count in range(20)), "kms:?region=",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_be_used_says_how_to_write_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadRootSetting) as raised:
        provider(text, tmp_path, "meadow", WITH_PIN)
    error = raised.value
    assert error.code == "bad-root-setting"
    assert "kms:?region=" in error.remedy.en
    assert "pkcs11:/" in error.remedy.ko
    assert PIN not in f"{error!r} {error.message} {error.remedy} {error.__cause__!r}"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("tenant", ["", "a b", "a/b", "a:b", "가", "a" * 65, "a\n"])
@pytest.mark.parametrize("text", [TOKEN, "kms:"])
def test_a_tenant_that_no_key_can_be_called_after(tmp_path: Path, tenant: str, text: str) -> None:
    with pytest.raises(BadRootSetting):
        provider(text, tmp_path, tenant, WITH_PIN)


def test_a_token_wants_a_pin(tmp_path: Path) -> None:
    with pytest.raises(BadRootSetting, match="KEEPWORD_ROOT_PIN"):
        provider(TOKEN, tmp_path, "meadow", NO_PIN)
    assert provider(f"{TOKEN}&pin-file=/run/pin", tmp_path, "meadow", NO_PIN).name == "pkcs11"


@pytest.mark.parametrize(
    ("text", "module", "extra"),
    [
        (TOKEN, "pkcs11", "keepword[pkcs11]"),
        ("kms:", "kms", "keepword[kms]"),
    ],
)
def test_what_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, module: str, extra: str
) -> None:
    """As where the optional package is missing: the import fails."""
    name = f"keepword.vault.providers.{module}"
    monkeypatch.delitem(sys.modules, name)
    # `from package import module` looks at the package's attribute first.
    monkeypatch.delattr(sys.modules["keepword.vault.providers"], module)
    monkeypatch.setitem(sys.modules, {"pkcs11": "pkcs11.constants", "kms": "boto3"}[module], None)
    with pytest.raises(ProviderFailed) as raised:
        provider(text, tmp_path, "meadow", WITH_PIN)
    assert extra in raised.value.message.en
    assert extra in raised.value.message.ko


def test_an_installation_keeps_its_mark(tmp_path: Path) -> None:
    """So it finds its own keys again, and none of another's."""
    provider(TOKEN, tmp_path, "meadow", WITH_PIN)
    before = (tmp_path / INSTALLATION_FILE).read_bytes()
    provider("kms:", tmp_path, "meadow", NO_PIN)
    assert (tmp_path / INSTALLATION_FILE).read_bytes() == before
    assert (tmp_path / INSTALLATION_FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / INSTALLATION_FILE).write_text("half", encoding="ascii")
    with pytest.raises(BrokenKeyFile):
        provider(TOKEN, tmp_path, "meadow", WITH_PIN)


# ── the PIN ─────────────────────────────────────────────────────────────────────────────────


def _pin_file(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "pin"
    file.write_bytes(content)
    file.chmod(0o600)
    return file


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_the_pin_comes_from_its_file_or_the_environment(tmp_path: Path, ending: bytes) -> None:
    """All the way: the token opens with it."""
    file = _pin_file(tmp_path, PIN.encode() + ending)
    with running(tmp_path / "softhsm") as hsm:
        hsm.add_token("keepword")
        named = f"pkcs11:{hsm.module}?token=keepword"
        first = provider(f"{named}&pin-file={file}", tmp_path / "keys", "meadow", NO_PIN)
        kept = first.create(1)
        second = provider(named, tmp_path / "keys", "meadow", WITH_PIN)
        assert second.secret(kept) == first.secret(kept)


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"two\nlines", b"\xff\xfe" + PIN.encode(), PIN.encode() * 20, b"a\0b"]
)
def test_a_pin_file_without_a_pin_is_refused_and_not_shown(tmp_path: Path, content: bytes) -> None:
    file = _pin_file(tmp_path, content)
    found = provider(f"{TOKEN}&pin-file={file}", tmp_path / "keys", "meadow", NO_PIN)
    with pytest.raises(ProviderFailed, match="PIN") as raised:
        found.create(1)
    said = f"{raised.value!r} {raised.value.message} {raised.value.__cause__!r}"
    assert PIN not in said


@pytest.mark.parametrize("pin", ["", "a\nb", "\udcff" + PIN, PIN * 20])
def test_an_environment_without_a_pin_is_refused_and_not_shown(tmp_path: Path, pin: str) -> None:
    found = provider(TOKEN, tmp_path / "keys", "meadow", {choosing.PIN_VARIABLE: pin})
    with pytest.raises(ProviderFailed, match="PIN") as raised:
        found.create(1)
    assert PIN not in f"{raised.value!r} {raised.value.message} {raised.value.__cause__!r}"


def _readable(file: Path) -> None:
    file.chmod(0o640)


def _link(file: Path) -> None:
    file.rename(file.with_suffix(".real"))
    file.symlink_to(file.with_suffix(".real"))


def _missing(file: Path) -> None:
    file.unlink()


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir(0o700)


@pytest.mark.parametrize("spoil", [_readable, _link, _missing, _folder])
def test_a_pin_file_that_is_open_to_others_is_refused(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    """P82, P86: fail closed."""
    file = _pin_file(tmp_path, PIN.encode())
    found = provider(f"{TOKEN}&pin-file={file}", tmp_path / "keys", "meadow", NO_PIN)
    spoil(file)
    with pytest.raises(UnsafeKeyFile) as raised:
        found.create(1)
    assert "chmod 600" in raised.value.remedy.en
