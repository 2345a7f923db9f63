"""Roots under keys of AWS KMS: refused elsewhere, gone on a date (P66, P82). KMS is moto's server.

moto still decrypts with a key that waits for its deletion, which AWS does not: so the provider asks
for the key's state first, and these tests see that it does.
"""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from moto.server import ThreadedMotoServer

from keepword.vault.errors import NoKey, ProviderFailed, SealBroken
from keepword.vault.providers import Kept, Provider
from keepword.vault.providers import kms as kms_module
from keepword.vault.providers.kms import Kms

if TYPE_CHECKING:
    from mypy_boto3_kms.client import KMSClient

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HERE, ELSEWHERE = bytes(range(32)), bytes(range(32, 64))
REGION = "ap-northeast-2"
SECRET = "the-secret-access-key"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A KMS of these tests' own; nothing leaves this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_CONFIG_FILE", "/dev/null")
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("NO_PROXY", "127.0.0.1")
        patch.setenv("no_proxy", "127.0.0.1")
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server.start()
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


@pytest.fixture(scope="module")
def client(endpoint: str) -> Iterator[KMSClient]:
    made = kms_module.client(REGION, endpoint)
    yield made
    made.close()


@pytest.fixture
def aws(client: KMSClient, endpoint: str) -> KMSClient:
    """KMS asked beside the provider, without any key."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(f"{endpoint}/moto-api/reset", data=b"").close()
    return client


@pytest.fixture
def provider(aws: KMSClient) -> Kms:
    return Kms(lambda: aws, "meadow", HERE)


def _key_id(kept: Kept) -> str:
    """moto takes an ARN for some requests only."""
    return kept.handle.rpartition("/")[2]


def test_a_root_comes_back_after_a_restart(aws: KMSClient, provider: Provider) -> None:
    kept = provider.create(1)
    root = provider.secret(kept)
    assert Kms(lambda: aws, "meadow", HERE).secret(kept) == root
    assert len(root) == 32
    assert root not in kept.sealed
    assert (provider.name, provider.finality) == ("kms", "dated")


def test_each_generation_has_a_key_that_says_what_it_is_for(
    aws: KMSClient, provider: Provider
) -> None:
    kept = [provider.create(generation) for generation in (1, 2)]
    assert len({provider.secret(each) for each in kept}) == 2
    assert len(aws.list_keys()["Keys"]) == 2
    for generation in (1, 2):
        key = aws.describe_key(KeyId=f"alias/keepword-meadow-{generation}")["KeyMetadata"]
        tags = aws.list_resource_tags(KeyId=key["KeyId"])["Tags"]
        named = {tag["TagKey"]: tag["TagValue"] for tag in tags}
        assert named["keepword-tenant"] == "meadow"
        assert named["keepword-generation"] == str(generation)
        assert f"root {generation} of meadow" in key["Description"]
        assert HERE.hex() not in str(named)


def test_a_create_that_was_cut_short_leaves_no_copies(aws: KMSClient, provider: Provider) -> None:
    lost, again = provider.create(1), provider.create(1)
    assert again.handle == lost.handle
    assert len(aws.list_keys()["Keys"]) == 1
    assert len(provider.secret(again)) == 32


def test_the_root_is_bound_to_tenant_and_generation(aws: KMSClient, provider: Provider) -> None:
    """P82: KMS itself refuses what was moved, whoever asks."""
    kept = provider.create(2)
    arn = kept.handle.partition(":")[2]
    root = aws.decrypt(
        KeyId=arn,
        CiphertextBlob=kept.sealed,
        EncryptionContext={"tenant": "meadow", "generation": "2"},
    )["Plaintext"]
    assert root == provider.secret(kept)
    for handle in (f"alias/keepword-meadow-1:{arn}", f"alias/keepword-meadow-22:{arn}"):
        with pytest.raises(SealBroken):
            provider.secret(Kept(handle, kept.sealed))
    with pytest.raises(SealBroken):
        Kms(lambda: aws, "forest", HERE).secret(Kept(f"alias/keepword-forest-2:{arn}", kept.sealed))


def _changed(kept: Kept) -> Kept:
    return Kept(kept.handle, kept.sealed[:-1] + bytes([kept.sealed[-1] ^ 1]))


def _shorter(kept: Kept) -> Kept:
    return Kept(kept.handle, kept.sealed[:-1])


def _empty(kept: Kept) -> Kept:
    return Kept(kept.handle, b"")


def _another(kept: Kept) -> Kept:
    return Kept(kept.handle, b"another thing altogether")


def _no_handle(kept: Kept) -> Kept:
    return Kept("", kept.sealed)


def _a_files_handle(kept: Kept) -> Kept:
    return Kept("root-1.key", kept.sealed)


def _no_key(kept: Kept) -> Kept:
    return Kept("alias/keepword-meadow-1:", kept.sealed)


def _anothers_tenant(kept: Kept) -> Kept:
    return Kept(kept.handle.replace("meadow", "forest"), kept.sealed)


@pytest.mark.parametrize(
    "spoil",
    [_changed, _shorter, _empty, _another, _no_handle, _a_files_handle, _no_key, _anothers_tenant],
)
def test_what_was_not_kept_does_not_open(provider: Kms, spoil: Callable[[Kept], Kept]) -> None:
    kept = provider.create(1)
    with pytest.raises(SealBroken):
        provider.secret(spoil(kept))


@pytest.mark.parametrize("days", [7, 30])
def test_destroying_gives_the_date_that_kms_gives(aws: KMSClient, days: int) -> None:
    """P66: final on a date, and that date is KMS's own."""
    provider = Kms(lambda: aws, "meadow", HERE, days)
    kept, next_one = provider.create(1), provider.create(2)
    root = provider.secret(next_one)
    assert provider.deletion(kept) is None
    asked = datetime.now(UTC)
    final = provider.destroy(kept, NOW)
    assert final is not None
    assert final.tzinfo is UTC
    assert abs(final - asked - timedelta(days=days)) < timedelta(hours=1)
    key = aws.describe_key(KeyId="alias/keepword-meadow-1")["KeyMetadata"]
    assert (key["KeyState"], key["DeletionDate"]) == ("PendingDeletion", final)
    assert provider.deletion(kept) == final
    with pytest.raises(NoKey):
        provider.secret(kept)
    assert provider.secret(next_one) == root


def test_destroying_again_is_once(aws: KMSClient, provider: Kms) -> None:
    """The date does not move, whatever the waiting time is set to since."""
    kept = provider.create(1)
    final = provider.destroy(kept, NOW)
    assert Kms(lambda: aws, "meadow", HERE, 30).destroy(kept, NOW) == final


def test_a_deletion_that_was_called_off_shows_and_is_ordered_again(
    aws: KMSClient, provider: Kms
) -> None:
    kept = provider.create(1)
    assert provider.destroy(kept, NOW) is not None
    aws.cancel_key_deletion(KeyId=_key_id(kept))
    assert provider.deletion(kept) is None
    assert provider.destroy(kept, NOW) is not None
    assert provider.deletion(kept) is not None


def test_a_key_that_kms_does_not_know_proves_nothing(aws: KMSClient, provider: Kms) -> None:
    """Gone, or in another account: KMS says the same."""
    kept = provider.create(1)
    label, _, arn = kept.handle.partition(":")
    elsewhere = Kept(f"{label}:{arn[:-12]}000000000000", kept.sealed)
    with pytest.raises(NoKey):
        provider.secret(elsewhere)
    assert provider.destroy(elsewhere, NOW) is None
    assert provider.deletion(elsewhere) is None


def test_two_installations_in_one_account_do_not_share_a_key(aws: KMSClient, provider: Kms) -> None:
    """A trial house's turn must not end the real one's root."""
    kept = provider.create(1)
    with pytest.raises(ProviderFailed, match="another installation's"):
        Kms(lambda: aws, "meadow", ELSEWHERE).create(1)
    assert len(aws.list_keys()["Keys"]) == 1
    assert len(provider.secret(kept)) == 32


def test_a_disabled_key_is_no_lost_key(aws: KMSClient, provider: Kms) -> None:
    """Someone switched it off; switched on again, everything is there."""
    kept = provider.create(1)
    root = provider.secret(kept)
    key_id = _key_id(kept)
    aws.disable_key(KeyId=key_id)
    with pytest.raises(ProviderFailed, match="'Disabled'"):
        provider.secret(kept)
    with pytest.raises(ProviderFailed, match="'Disabled'"):
        provider.create(1)
    aws.enable_key(KeyId=key_id)
    assert provider.secret(kept) == root


def test_without_an_answer_it_fails_typed_and_shows_nothing(endpoint: str, aws: KMSClient) -> None:
    kept = Kms(lambda: aws, "meadow", HERE).create(1)
    dead = Kms(partial(kms_module.client, REGION, "http://127.0.0.1:9"), "meadow", HERE)
    for attempt in (
        lambda: dead.create(2),
        lambda: dead.secret(kept),
        lambda: dead.destroy(kept, NOW),
        lambda: dead.deletion(kept),
        dead.check,
    ):
        with pytest.raises(ProviderFailed, match="EndpointConnectionError") as raised:
            attempt()
        said = f"{raised.value.message} {raised.value.remedy} {raised.value.__cause__!r}"
        assert SECRET not in said
        assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("region", "address", "kind"),
    [
        (None, None, "NoRegionError"),
        (REGION, "no address", "not well-formed"),
        ("not a region!", None, "not well-formed"),
    ],
)
def test_an_address_that_is_none_fails_typed(
    aws: KMSClient, region: str | None, address: str | None, kind: str
) -> None:
    with pytest.raises(ProviderFailed, match=kind):
        Kms(partial(kms_module.client, region, address), "meadow", HERE).create(1)


def test_refused_it_names_the_code_and_no_account(
    aws: KMSClient, provider: Kms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AccessDenied carries the whole ARN of who asked."""
    from botocore.exceptions import ClientError

    def refuse(**_: object) -> None:
        raise ClientError(
            {"Error": {"Code": "AccessDeniedException", "Message": "arn:aws:iam::123456789012"}},
            "CreateKey",
        )

    monkeypatch.setattr(aws, "create_key", refuse)
    with pytest.raises(ProviderFailed, match="AccessDeniedException") as raised:
        provider.create(1)
    assert "123456789012" not in f"{raised.value.message} {raised.value.__cause__!r}"


def test_a_name_taken_meanwhile_fails_typed_and_the_next_try_uses_the_key_there(
    aws: KMSClient, provider: Kms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between making and naming: the key without a name is left without use."""
    from botocore.exceptions import EndpointConnectionError

    def killed(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="nowhere")

    with monkeypatch.context() as patch:
        patch.setattr(aws, "create_alias", killed)
        with pytest.raises(ProviderFailed):
            provider.create(1)
    kept = provider.create(1)
    assert len(provider.secret(kept)) == 32
    unnamed = {key["KeyArn"] for key in aws.list_keys()["Keys"]} - {kept.handle.partition(":")[2]}
    (arn,) = unnamed
    description = aws.describe_key(KeyId=arn)["KeyMetadata"]["Description"]
    assert "without an alias it is not in use" in description


def test_the_client_is_made_once_and_when_it_is_needed(aws: KMSClient) -> None:
    made: list[int] = []

    def factory() -> KMSClient:
        made.append(1)
        return aws

    provider = Kms(factory, "meadow", HERE)
    assert made == []
    kept = provider.create(1)
    with ThreadPoolExecutor(4) as pool:
        roots = set(pool.map(provider.secret, [kept] * 8))
    assert (len(roots), made) == (1, [1])


def test_it_says_what_answers_and_shows_nothing_else(provider: Kms, endpoint: str) -> None:
    assert provider.check() == endpoint
    assert repr(provider) == "Kms(tenant='meadow', waiting_days=7)"
    assert HERE.hex() not in str(vars(provider))
    assert repr(HERE) not in str(vars(provider))
