"""Roots on a PKCS#11 token: sealed there, bound to their place, gone when it says so (P66, P82).

The token is SoftHSM2, asked beside the provider through python-pkcs11 itself.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, Mechanism
from pkcs11.types import DecryptMixin, Session

from keepword.vault.errors import NoKey, ProviderFailed, SealBroken, UnsafeKeyFile, VaultError
from keepword.vault.providers import Kept, Provider
from keepword.vault.providers.pkcs11 import Pkcs11
from keepword.vault.providers.token import Token
from tests.vault.softhsm import PIN, SoftHsm, running

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LABEL = "keepword test"
HERE, ELSEWHERE = bytes(range(32)), bytes(range(32, 64))

_tenants = (f"meadow-{count}" for count in itertools.count())


@pytest.fixture(scope="module")
def hsm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftHsm]:
    with running(tmp_path_factory.mktemp("hsm") / "softhsm") as found:
        found.add_token(LABEL)
        yield found


@pytest.fixture
def tenant() -> str:
    """A name of this test's own on the token."""
    return next(_tenants)


def _provider(
    hsm: SoftHsm,
    tenant: str,
    *,
    installation: bytes = HERE,
    label: str = LABEL,
    pin: Callable[[], str] = lambda: PIN,
) -> Pkcs11:
    return Pkcs11(Token(hsm.module, label, pin), tenant, installation)


def _session(hsm: SoftHsm) -> Session:
    """The token, asked beside the provider."""
    token = pkcs11.lib(str(hsm.module)).get_token(token_label=LABEL)
    return token.open(rw=True, user_pin=PIN)


def _object_id(kept: Kept) -> bytes:
    return bytes.fromhex(kept.handle.partition(":")[2].partition("-")[0])


def _keys(hsm: SoftHsm, tenant: str, generation: int = 1) -> list[dict[Attribute, object]]:
    """What the token has under this name, by asking it directly."""
    wanted = (
        Attribute.LABEL, Attribute.KEY_TYPE, Attribute.VALUE_LEN, Attribute.SENSITIVE,
        Attribute.EXTRACTABLE, Attribute.ALWAYS_SENSITIVE, Attribute.NEVER_EXTRACTABLE,
        Attribute.TOKEN, Attribute.PRIVATE, Attribute.MODIFIABLE,
    )  # fmt: skip
    with _session(hsm) as session:
        label = {Attribute.LABEL: f"keepword-root-{tenant}-{generation}"}
        return [
            {attribute: key[attribute] for attribute in wanted}
            for key in list(session.get_objects(label))
        ]


def test_a_root_comes_back_after_a_restart(hsm: SoftHsm, tenant: str) -> None:
    first: Provider = _provider(hsm, tenant)
    kept = first.create(1)
    root = first.secret(kept)
    pkcs11.unload(str(hsm.module))
    assert _provider(hsm, tenant).secret(kept) == root
    assert len(root) == 32
    assert root not in kept.sealed
    assert (first.name, first.finality) == ("pkcs11", "immediate")


def test_every_root_is_another(hsm: SoftHsm, tenant: str) -> None:
    provider = _provider(hsm, tenant)
    kept = [provider.create(generation) for generation in (1, 2, 3)]
    assert len({provider.secret(each) for each in kept}) == 3
    assert len({each.handle for each in kept}) == 3


def test_the_key_never_leaves_the_token(hsm: SoftHsm, tenant: str) -> None:
    """P82: not even whoever has the PIN copies it out."""
    _provider(hsm, tenant).create(1)
    (key,) = _keys(hsm, tenant)
    assert key == {
        Attribute.LABEL: f"keepword-root-{tenant}-1",
        Attribute.KEY_TYPE: KeyType.AES,
        Attribute.VALUE_LEN: 32,
        Attribute.SENSITIVE: True,
        Attribute.EXTRACTABLE: False,
        Attribute.ALWAYS_SENSITIVE: True,
        Attribute.NEVER_EXTRACTABLE: True,
        Attribute.TOKEN: True,
        Attribute.PRIVATE: True,
        Attribute.MODIFIABLE: False,
    }


def test_a_create_that_was_cut_short_leaves_no_copies(hsm: SoftHsm, tenant: str) -> None:
    """The key store never heard of the first; the second uses the same key object."""
    lost = _provider(hsm, tenant).create(1)
    again = _provider(hsm, tenant).create(1)
    assert len(_keys(hsm, tenant)) == 1
    assert again.handle == lost.handle
    assert _provider(hsm, tenant).secret(again) != _provider(hsm, tenant).secret(lost)


def test_destroying_is_at_once_and_for_ever(hsm: SoftHsm, tenant: str) -> None:
    """P66: the old row, sealed root and all, opens nothing any more."""
    provider = _provider(hsm, tenant)
    old, new = provider.create(1), provider.create(2)
    root = provider.secret(new)
    assert provider.destroy(old, NOW) == NOW
    assert _keys(hsm, tenant) == []
    with pytest.raises(NoKey):
        provider.secret(old)
    with pytest.raises(NoKey):
        _provider(hsm, tenant).secret(old)
    assert provider.secret(new) == root


def test_destroying_again_is_once(hsm: SoftHsm, tenant: str) -> None:
    provider = _provider(hsm, tenant)
    kept = provider.create(1)
    assert provider.destroy(kept, NOW) == NOW
    assert provider.destroy(kept, NOW) == NOW


def test_a_new_key_of_the_same_name_does_not_open_what_the_old_one_sealed(
    hsm: SoftHsm, tenant: str
) -> None:
    provider = _provider(hsm, tenant)
    old = provider.create(1)
    provider.destroy(old, NOW)
    new = provider.create(1)
    with pytest.raises(SealBroken):
        provider.secret(old)
    assert len(provider.secret(new)) == 32


def test_two_installations_on_one_token_leave_each_other_alone(hsm: SoftHsm, tenant: str) -> None:
    """A trial house beside the real one: its turn must not end the real one's root."""
    real, trial = _provider(hsm, tenant), _provider(hsm, tenant, installation=ELSEWHERE)
    kept, tried = real.create(1), trial.create(1)
    root = real.secret(kept)
    assert trial.destroy(tried, NOW) == NOW
    assert real.secret(kept) == root


def test_any_changed_byte_is_noticed(hsm: SoftHsm, tenant: str) -> None:
    provider = _provider(hsm, tenant)
    kept = provider.create(1)
    for at in range(len(kept.sealed)):
        changed = bytearray(kept.sealed)
        changed[at] ^= 1
        with pytest.raises(SealBroken):
            provider.secret(Kept(kept.handle, bytes(changed)))


def _shorter(kept: Kept, other: Kept) -> Kept:
    return Kept(kept.handle, kept.sealed[:-1])


def _longer(kept: Kept, other: Kept) -> Kept:
    return Kept(kept.handle, kept.sealed + b"\0")


def _empty(kept: Kept, other: Kept) -> Kept:
    return Kept(kept.handle, b"")


def _anothers_seal(kept: Kept, other: Kept) -> Kept:
    return Kept(kept.handle, other.sealed)


def _anothers_one_time_key(kept: Kept, other: Kept) -> Kept:
    return Kept(kept.handle, other.sealed[:49] + kept.sealed[49:])


def _no_handle(kept: Kept, other: Kept) -> Kept:
    return Kept("", kept.sealed)


def _a_files_handle(kept: Kept, other: Kept) -> Kept:
    return Kept("root-1.key", kept.sealed)


def _no_object(kept: Kept, other: Kept) -> Kept:
    return Kept(kept.handle.partition(":")[0] + ":-", kept.sealed)


def _anothers_tenant(kept: Kept, other: Kept) -> Kept:
    return Kept("keepword-root-forest-1:" + kept.handle.partition(":")[2], kept.sealed)


@pytest.mark.parametrize(
    "spoil",
    [
        _shorter, _longer, _empty, _anothers_seal, _anothers_one_time_key, _no_handle,
        _a_files_handle, _no_object, _anothers_tenant,
    ],
)  # fmt: skip
def test_what_was_not_kept_does_not_open(
    hsm: SoftHsm, tenant: str, spoil: Callable[[Kept, Kept], Kept]
) -> None:
    provider = _provider(hsm, tenant)
    kept, other = provider.create(1), provider.create(2)
    with pytest.raises(SealBroken):
        provider.secret(spoil(kept, other))


def test_a_seal_is_bound_to_its_generation(hsm: SoftHsm, tenant: str) -> None:
    """Moved with its very key to another generation's name, it still does not open."""
    provider = _provider(hsm, tenant)
    object_id = _object_id(provider.create(1))
    provider.destroy(provider.create(1), NOW)
    names = [f"keepword-root-{tenant}-{generation}" for generation in (1, 2)]
    with _session(hsm) as session:
        session.generate_key(
            KeyType.AES, 256, id=object_id, label=names[0], store=True,
            template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )  # fmt: skip
    kept = provider.create(1)
    assert len(provider.secret(kept)) == 32
    with _session(hsm) as session:
        (key,) = list(session.get_objects({Attribute.LABEL: names[0]}))
        key[Attribute.LABEL] = names[1]
    with pytest.raises(SealBroken):
        provider.secret(Kept(kept.handle.replace("-1:", "-2:"), kept.sealed))


def test_copies_on_the_token_end_with_the_key(hsm: SoftHsm, tenant: str) -> None:
    """P66: whoever has the PIN may copy a key on the token, but under no other name."""
    provider = _provider(hsm, tenant)
    kept = provider.create(1)
    with _session(hsm) as session:
        (key,) = list(session.get_objects({Attribute.ID: _object_id(kept)}))
        with pytest.raises(pkcs11.PKCS11Error):
            key.copy({Attribute.LABEL: "a copy"})
        with pytest.raises(pkcs11.PKCS11Error):
            key[Attribute.LABEL] = "another name"
        key.copy({})
    assert len(_keys(hsm, tenant)) == 2
    assert provider.destroy(kept, NOW) == NOW
    assert _keys(hsm, tenant) == []


def test_a_key_that_could_leave_the_token_is_not_used(hsm: SoftHsm, tenant: str) -> None:
    """P82: somebody put a key of this name there beforehand, and knows it."""
    provider = _provider(hsm, tenant)
    kept = provider.create(1)
    provider.destroy(kept, NOW)
    with _session(hsm) as session:
        session.create_object(
            {
                Attribute.CLASS: pkcs11.ObjectClass.SECRET_KEY,
                Attribute.KEY_TYPE: KeyType.AES,
                Attribute.LABEL: f"keepword-root-{tenant}-1",
                Attribute.ID: _object_id(kept),
                Attribute.VALUE: bytes(32),
                Attribute.TOKEN: True,
                Attribute.ENCRYPT: True,
                Attribute.DECRYPT: True,
            }
        )
    with pytest.raises(ProviderFailed, match="remove it"):
        provider.create(1)


def test_a_key_for_another_use_is_refused_with_a_typed_error(hsm: SoftHsm, tenant: str) -> None:
    provider = _provider(hsm, tenant)
    kept = provider.create(1)
    provider.destroy(kept, NOW)
    with _session(hsm) as session:
        session.generate_key(
            KeyType.AES, 256, id=_object_id(kept), label=f"keepword-root-{tenant}-1", store=True,
            capabilities=pkcs11.MechanismFlag.WRAP,
            template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
        )  # fmt: skip
    with pytest.raises(ProviderFailed):
        provider.create(1)
    with pytest.raises(ProviderFailed):
        provider.secret(kept)


def test_the_sealed_form_is_the_documented_one(hsm: SoftHsm, tenant: str) -> None:
    """Opened by hand: CBC on the token, then GCM with the associated data spelt out."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    provider = _provider(hsm, tenant)
    kept = provider.create(1)
    version, iv, wrapped, inner = (
        kept.sealed[:1], kept.sealed[1:17], kept.sealed[17:49], kept.sealed[49:],
    )  # fmt: skip
    with _session(hsm) as session:
        key = session.get_key(label=f"keepword-root-{tenant}-1")
        assert isinstance(key, DecryptMixin)
        one_time = key.decrypt(wrapped, mechanism=Mechanism.AES_CBC, mechanism_param=iv)
    assert isinstance(one_time, bytes)
    parts = (b"keepword/root/pkcs11", tenant.encode(), bytes(7) + b"\x01")
    aad = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert (version, inner[:1]) == (b"\x01", b"\x01")
    assert AESGCM(one_time).decrypt(inner[1:13], inner[13:], aad) == provider.secret(kept)


def test_a_library_that_was_started_anew_is_met_again(hsm: SoftHsm, tenant: str) -> None:
    provider = _provider(hsm, tenant)
    kept = provider.create(1)
    root = provider.secret(kept)
    pkcs11.lib(str(hsm.module)).reinitialize()
    assert provider.secret(kept) == root
    pkcs11.lib(str(hsm.module)).finalize()
    assert provider.secret(kept) == root


def test_a_token_that_goes_and_comes_back(hsm: SoftHsm, tenant: str, tmp_path: Path) -> None:
    """Pulled out, it fails typed and loses nothing; put back, it goes on without a restart."""
    hsm.add_token(tenant)
    provider = _provider(hsm, tenant, label=tenant)
    kept = provider.create(1)
    root = provider.secret(kept)
    before = hsm.tokens.rename(tmp_path / "away")
    hsm.tokens.mkdir()
    try:
        for attempt in (
            lambda: provider.secret(kept),
            lambda: provider.create(2),
            lambda: provider.destroy(kept, NOW),
            provider.check,
        ):
            with pytest.raises(ProviderFailed, match=f"there is no token '{tenant}'"):
                attempt()
    finally:
        shutil.rmtree(hsm.tokens)
        before.rename(hsm.tokens)
    assert provider.secret(kept) == root


def test_another_token_of_the_same_label_proves_nothing(
    hsm: SoftHsm, tenant: str, tmp_path: Path
) -> None:
    """P66: the key may still be on the one that was taken away."""
    hsm.add_token(tenant)
    provider = _provider(hsm, tenant, label=tenant)
    kept = provider.create(1)
    before = hsm.tokens.rename(tmp_path / "away")
    hsm.tokens.mkdir()
    try:
        hsm.add_token(tenant)
        pkcs11.lib(str(hsm.module)).reinitialize()
        with pytest.raises(NoKey):
            provider.secret(kept)
        assert provider.destroy(kept, NOW) is None
    finally:
        shutil.rmtree(hsm.tokens)
        before.rename(hsm.tokens)
        pkcs11.lib(str(hsm.module)).reinitialize()
    assert provider.destroy(kept, NOW) == NOW


WRONG = "not-the-pin-0000"


def test_a_refused_pin_is_not_shown_and_not_tried_again(hsm: SoftHsm, tenant: str) -> None:
    """Tokens lock after a few wrong ones."""
    asked: list[str] = []

    def wrong() -> str:
        asked.append(WRONG)
        return WRONG

    provider = _provider(hsm, tenant, pin=wrong)
    for _ in range(3):
        with pytest.raises(ProviderFailed, match="refuses the PIN") as raised:
            provider.create(1)
        _says_nothing_of(WRONG, raised.value)
    assert asked == [WRONG]
    assert len(_provider(hsm, tenant).secret(_provider(hsm, tenant).create(1))) == 32


def test_what_keeps_the_pin_from_being_read_is_said_as_it_is(hsm: SoftHsm, tenant: str) -> None:
    def unsafe() -> str:
        raise UnsafeKeyFile(Path("/pin"))

    with pytest.raises(UnsafeKeyFile):
        _provider(hsm, tenant, pin=unsafe).create(1)


@pytest.mark.parametrize("library", ["/nowhere/lib.so", os.devnull, "/proc/self/exe", __file__])
def test_a_library_that_is_none_fails_typed(hsm: SoftHsm, tenant: str, library: str) -> None:
    provider = Pkcs11(Token(Path(library), LABEL, lambda: PIN), tenant, HERE)
    with pytest.raises(ProviderFailed, match="does not load") as raised:
        provider.create(1)
    _says_nothing_of(PIN, raised.value)


def _says_nothing_of(pin: str, error: VaultError) -> None:
    said = f"{error!r} {error} {error.message} {error.remedy} {error.__cause__!r}"
    assert pin not in said
    assert error.__cause__ is None


def test_it_does_not_show_its_secrets(hsm: SoftHsm, tenant: str) -> None:
    provider = _provider(hsm, tenant)
    provider.create(1)
    assert repr(provider) == f"Pkcs11(module={str(hsm.module)!r}, token={LABEL!r})"
    shown = str(vars(provider)) + str(vars(vars(provider)["_token"]))
    assert PIN not in shown


def test_threads_take_turns(hsm: SoftHsm, tenant: str) -> None:
    """Two providers of one process too: who is logged in is one state for all."""
    first, second = _provider(hsm, tenant), _provider(hsm, tenant)
    kept = [first.create(generation) for generation in (1, 2)]
    roots = [first.secret(each) for each in kept]
    asked = list(itertools.product((first, second), (0, 1))) * 6
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: each[0].secret(kept[each[1]]), asked))
    assert found == [roots[which] for _, which in asked]


def test_it_says_what_answers(hsm: SoftHsm, tenant: str) -> None:
    assert "SoftHSM" in _provider(hsm, tenant).check()
