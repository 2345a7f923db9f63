"""Which provider makes new roots, as `KEEPWORD_ROOT` names it. It never holds a secret.

| value | roots are kept |
|---|---|
| `file` (default) | in the keys' folder |
| `pkcs11:<library>?token=<label>&pin-file=<path>` | under keys of a PKCS#11 token; without `pin-file` the PIN is read from `KEEPWORD_ROOT_PIN` |
| `kms:?region=<region>&endpoint=<URL>&waiting-days=<7–30>` | under keys of AWS KMS; every option may be left out |

Who can read this setting learns where the roots are, and nothing that opens them. Who can change it
decides where the next root goes: it is as worthy of protection as the program.
"""  # noqa: E501 (a table)

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from keepword.foundation.errors import Message
from keepword.vault import guarded, keyfile
from keepword.vault.errors import ProviderFailed, VaultError
from keepword.vault.providers import Provider
from keepword.vault.providers.keyfile import KeyFiles
from keepword.vault.providers.naming import can_name

PIN_VARIABLE = "KEEPWORD_ROOT_PIN"
INSTALLATION_FILE = "installation.id"
"""In the keys' folder: 32 random bytes that tell two installations on one device apart."""

_PIN_BYTES = 256
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class BadRootSetting(VaultError):
    """`KEEPWORD_ROOT` names no place. Its text is not repeated: a PIN may have got into it."""

    code = "bad-root-setting"
    way_out = Message(
        "Write KEEPWORD_ROOT=file, "
        "KEEPWORD_ROOT='pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=LABEL&pin-file=/PATH' or "
        "KEEPWORD_ROOT='kms:?region=ap-northeast-2&waiting-days=7'.",
        "KEEPWORD_ROOT=file, "
        "KEEPWORD_ROOT='pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=이름&pin-file=/경로', "
        "KEEPWORD_ROOT='kms:?region=ap-northeast-2&waiting-days=7' 중 하나로 쓰세요.",
    )

    def __init__(self, en: str, ko: str) -> None:
        super().__init__(f"KEEPWORD_ROOT: {en}", f"KEEPWORD_ROOT: {ko}")


def provider(text: str, folder: Path, tenant: str, environ: Mapping[str, str]) -> Provider:
    """The provider that `text` names; nothing is asked of it yet.

    Args:
        text: the value of `KEEPWORD_ROOT`; empty is `file`.
        folder: the keys' folder.
        tenant: whose roots these are.
        environ: where the PIN is, unless it is in a file.

    Raises:
        BadRootSetting: the value cannot be used; the error says how to write it.
        ProviderFailed: what this provider needs is not installed.
        UnsafeKeyFile, BrokenKeyFile, OSError: the keys' folder.
    """
    kind, _, rest = text.strip().partition(":")
    place, _, query = rest.partition("?")
    if kind in ("", "file") and not rest:
        return KeyFiles(folder)
    if kind == "pkcs11":
        options = _options(query, ("token", "pin-file"))
        return _pkcs11(place, options, folder, _named(tenant), environ)
    if kind == "kms" and not place:
        options = _options(query, ("region", "endpoint", "waiting-days"))
        return _kms(options, folder, _named(tenant))
    raise BadRootSetting("no such place for roots.", "이런 보관 장소는 없습니다.")


def _pkcs11(
    place: str,
    options: Mapping[str, str],
    folder: Path,
    tenant: str,
    environ: Mapping[str, str],
) -> Provider:
    if not place.startswith("/"):
        raise BadRootSetting(
            "the library needs its whole path.", "라이브러리의 전체 경로가 필요합니다."
        )
    if "token" not in options:
        raise BadRootSetting("'token' is missing.", "'token'이 없습니다.")
    pin_file = options.get("pin-file")
    if pin_file is None and PIN_VARIABLE not in environ:
        raise BadRootSetting(
            f"neither 'pin-file' nor the variable {PIN_VARIABLE} is there.",
            f"'pin-file'도 환경 변수 {PIN_VARIABLE}도 없습니다.",
        )
    if pin_file is not None and not pin_file.startswith("/"):
        raise BadRootSetting(
            "'pin-file' needs its whole path.", "'pin-file'에는 전체 경로를 쓰세요."
        )
    try:
        from keepword.vault.providers.pkcs11 import Pkcs11
        from keepword.vault.providers.token import Token
    except ImportError:
        raise _not_installed("pkcs11") from None
    read = partial(_pin_of, environ) if pin_file is None else partial(_pin_in, Path(pin_file))
    return Pkcs11(Token(Path(place), options["token"], read), tenant, _installation(folder))


def _kms(options: Mapping[str, str], folder: Path, tenant: str) -> Provider:
    try:
        from keepword.vault.providers import kms
    except ImportError:
        raise _not_installed("kms") from None
    days = options.get("waiting-days", str(kms.MIN_WAITING_DAYS))
    allowed = range(kms.MIN_WAITING_DAYS, kms.MAX_WAITING_DAYS + 1)
    if days not in {str(each) for each in allowed}:
        raise BadRootSetting(
            f"'waiting-days' is a number from {allowed[0]} to {allowed[-1]}.",
            f"'waiting-days'는 {allowed[0]}부터 {allowed[-1]}까지의 수입니다.",
        )
    endpoint = options.get("endpoint")
    if endpoint is not None:
        _check_endpoint(endpoint)
    make = partial(kms.client, options.get("region"), endpoint)
    return kms.Kms(make, tenant, _installation(folder), int(days))


def _options(query: str, known: tuple[str, ...]) -> dict[str, str]:
    try:
        pairs = (
            parse_qsl(query, keep_blank_values=True, strict_parsing=True, max_num_fields=8)
            if query
            else []
        )
    except ValueError:
        raise BadRootSetting(
            "options are written name=value, with & between them.",
            "옵션은 이름=값으로 쓰고 &로 잇습니다.",
        ) from None
    found = dict(pairs)
    if not set(found) <= set(known) or len(found) != len(pairs) or not all(found.values()):
        listed = ", ".join(f"'{name}'" for name in known)
        raise BadRootSetting(
            f"the options are {listed}, each at most once and with a value.",
            f"옵션은 {listed}이며 각각 한 번만, 값과 함께 쓰세요.",
        )
    return found


def _check_endpoint(endpoint: str) -> None:
    """Roots go there: over TLS, unless it is this machine."""
    try:
        parts = urlsplit(endpoint)
        host, named = parts.hostname, parts.username or parts.password
    except ValueError:
        host, named, parts = None, None, urlsplit("")
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not host or not safe or named:
        raise BadRootSetting(
            "'endpoint' is an https address without a user.",
            "'endpoint'는 사용자 이름이 없는 https 주소입니다.",
        )


def _named(tenant: str) -> str:
    if not can_name(tenant):
        raise BadRootSetting(
            f"no key of a device can be called after the policy '{tenant}'.",
            f"방침 이름 '{tenant}'은(는) 장치의 키 이름으로 쓸 수 없습니다.",
        )
    return tenant


def _installation(folder: Path) -> bytes:
    return keyfile.make_or_read(folder / INSTALLATION_FILE)


def _pin_of(environ: Mapping[str, str]) -> str:
    return _usable(environ.get(PIN_VARIABLE, ""))


def _pin_in(path: Path) -> str:
    raw = guarded.read(path, _PIN_BYTES)
    # What is no UTF-8 becomes a sign that no PIN has, and is refused below without being shown.
    return _usable(raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r"))


def _usable(pin: str) -> str:
    if not pin or len(pin) > _PIN_BYTES or not pin.isprintable() or "\ufffd" in pin:
        raise ProviderFailed(
            "pkcs11",
            "the PIN is missing or is no line of text.",
            "PIN이 없거나 한 줄의 글이 아닙니다.",
        )
    return pin


def _not_installed(extra: str) -> ProviderFailed:
    return ProviderFailed(
        extra,
        f"not installed here; install 'keepword[{extra}]'.",
        f"설치되어 있지 않습니다. 'keepword[{extra}]'를 설치하세요.",
    )
