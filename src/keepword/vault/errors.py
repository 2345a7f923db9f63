"""What can go wrong in the vault, each with a stable code and a way out.

    KeepwordError (foundation)
    └── VaultError
        ├── ErasedError      the unit was destroyed: nothing opens it any more (P66)
        ├── NoKey            a key that should be in the key store is not there
        ├── UnitHasKey       a unit gets its first key once
        ├── SealBroken       sealed bytes that this key does not open at this place
        ├── UnknownIndex     a blind index that does not exist
        ├── BadPageName      a month or a service name that no page can be called by
        ├── WrongRoot        the root key is not the one that the key store lies under
        │   └── WrongTenant      the key store is another tenant's
        ├── TooManyOpens     a process asks for more keys in a minute than it may have
        ├── NotForYou        a key that this process may never have
        ├── NoHolder         the process that holds the keys does not answer
        ├── ProviderFailed   the device or service that keeps the root does not do its part
        ├── BadRootSetting   `KEEPWORD_ROOT` cannot be read (providers.choosing)
        ├── BadQuorum        so many holders and so few of them make no escrow (shares)
        ├── BadShares        shares that open nothing, and why (shares)
        ├── UnsafeKeyFile    the root key's file is open to others, or not a plain file of ours
        └── BrokenKeyFile    the root key's file does not hold a key

No error carries a value, a key or a tag: ids, names of indexes and of files only.
"""

from __future__ import annotations

from pathlib import Path

from keepword.foundation.errors import KeepwordError, Message

_LOOK = Message(
    "Keep everything as it is and run `keepword doctor`.",
    "그대로 보존한 뒤 `keepword doctor`를 실행하세요.",
)


class VaultError(KeepwordError):
    """Root of this room's errors; `way_out` is what to do where nothing better is said."""

    code = "vault"
    way_out = _LOOK

    def __init__(self, en: str, ko: str, remedy: Message | None = None) -> None:
        super().__init__(Message(en=en, ko=ko), remedy or self.way_out)


class ErasedError(VaultError):
    """Destroyed; a backup brings back no key to it, and it never gets one again."""

    code = "erased"
    way_out = Message(
        "Erasing is final. If the data are needed again, ask the person for them again.",
        "파기는 되돌릴 수 없습니다. 다시 필요하면 정보주체에게 다시 요청하세요.",
    )

    def __init__(self) -> None:
        super().__init__("These data were erased.", "이 정보는 파기되었습니다.")


class NoKey(VaultError):
    """Neither a key nor an erasure is on file: the key store does not fit the data."""

    code = "no-key"
    way_out = Message(
        "Check that the key store belongs to this database; if it was restored, restore the "
        "newest keys.",
        "키 저장소가 이 데이터베이스의 것인지 확인하고, 복원했다면 가장 최근 키를 복원하세요.",
    )

    def __init__(self) -> None:
        super().__init__("The key store holds no key for this.", "키 저장소에 해당 키가 없습니다.")


class UnitHasKey(VaultError):
    """A first key for a unit that has one; a further key is a new generation."""

    code = "unit-has-key"
    way_out = Message("Renew its key instead.", "기존 키를 갱신하세요.")

    def __init__(self) -> None:
        super().__init__("This unit has a key already.", "이 단위에는 이미 키가 있습니다.")


class SealBroken(VaultError):
    """Changed, moved from another place, or sealed under another key: all look the same."""

    code = "seal-broken"

    def __init__(self) -> None:
        super().__init__(
            "A sealed value does not open: it was changed or moved, or the key is another.",
            "봉인된 값이 열리지 않습니다. 변경되거나 옮겨졌거나 키가 다릅니다.",
        )


class UnknownIndex(VaultError):
    """Nothing can be searched by this."""

    code = "unknown-index"
    way_out = Message(
        "Search by log-in id, e-mail, mobile number or hospital registration number.",
        "아이디, 이메일, 휴대전화번호, 병원등록번호로 찾으세요.",
    )

    def __init__(self, index: str) -> None:
        self.index = index
        super().__init__(f"There is no index '{index}'.", f"'{index}' 색인이 없습니다.")


class BadPageName(VaultError):
    """A programming error: a month that is none, or a service name that is no slug."""

    code = "bad-page-name"
    way_out = Message(
        "Months are written YYYYMM, services in lower-case letters, digits and hyphens.",
        "월은 YYYYMM, 서비스 이름은 영문 소문자·숫자·붙임표로 쓰세요.",
    )

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No page of keys can be called '{name}'.",
            f"키 페이지의 이름으로 '{name}'을(를) 쓸 수 없습니다.",
        )


class WrongRoot(VaultError):
    """Nothing is sealed or opened under a root that the key store does not know."""

    code = "wrong-root"
    way_out = Message(
        "Put back the root key that belongs to this database; do not start without it.",
        "이 데이터베이스의 최상위 키를 되돌려 놓으세요. 그 키 없이 시작하지 마세요.",
    )

    def __init__(self, en: str = "", ko: str = "") -> None:
        super().__init__(
            en or "The root key is not the one that this database's keys lie under.",
            ko or "최상위 키가 이 데이터베이스의 키를 보호하는 키와 다릅니다.",
        )


class WrongTenant(WrongRoot):
    """The key store was made for somebody else."""

    code = "wrong-tenant"
    way_out = Message(
        "Name the policy that this database was set up with, or use a database of its own.",
        "이 데이터베이스를 만들 때의 방침을 지정하거나 별도의 데이터베이스를 쓰세요.",
    )

    def __init__(self, tenant: str) -> None:
        super().__init__(
            f"This database's keys belong to '{tenant}'.",
            f"이 데이터베이스의 키는 '{tenant}'의 것입니다.",
        )


class TooManyOpens(VaultError):
    """Whoever took this process over does not empty the vault (P82)."""

    code = "too-many-opens"
    way_out = Message(
        "Wait a minute. If nobody does anything unusual, raise KEEPWORD_OPENS_A_MINUTE; if you "
        "cannot explain it, stop the web server and call the data protection officer.",
        "1분 뒤 다시 시도하세요. 평소 업무라면 KEEPWORD_OPENS_A_MINUTE를 올리고, 이유를 알 수 "
        "없다면 웹 서버를 멈추고 개인정보 보호책임자에게 알리세요.",
    )

    def __init__(self) -> None:
        super().__init__(
            "More keys were asked for than this process may have in a minute.",
            "이 프로세스가 1분 동안 받을 수 있는 키 수를 넘었습니다.",
        )


class NotForYou(VaultError):
    """The separate store's keys, the root: not for the web server."""

    code = "key-not-for-you"

    def __init__(self) -> None:
        super().__init__(
            "This process may not have this key.", "이 프로세스는 이 키를 받을 수 없습니다."
        )


class NoHolder(VaultError):
    """Nothing opens until it is back; the supervisor starts it again."""

    code = "no-key-holder"
    way_out = Message(
        "Wait a moment; if it stays so, see `keys.log` and run `keepword doctor`.",
        "잠시 뒤 다시 시도하고, 계속되면 `keys.log`를 보고 `keepword doctor`를 실행하세요.",
    )

    def __init__(self) -> None:
        super().__init__(
            "The process that holds the keys does not answer.",
            "키를 보관하는 프로세스가 응답하지 않습니다.",
        )


class ProviderFailed(VaultError):
    """Not there, not ours to use, or its answer is not what was asked for; nothing was lost."""

    code = "key-provider-failed"
    way_out = Message(
        "Check its address, account and state, then start again; `keepword doctor` asks it anew.",
        "주소, 계정, 상태를 확인한 뒤 다시 시작하세요. `keepword doctor`로 확인할 수 있습니다.",
    )

    def __init__(self, provider: str, en: str, ko: str) -> None:
        super().__init__(f"Key provider '{provider}': {en}", f"키 제공자 '{provider}': {ko}")


class UnsafeKeyFile(VaultError):
    """Others may have read the root key, or could put another in its place."""

    code = "unsafe-key-file"
    way_out = Message(
        "Find out who could have read it; then give it to the account that runs Keepword, "
        "`chmod 600` the file and `chmod 700` its folder.",
        "누가 읽을 수 있었는지 확인한 뒤 Keepword 실행 계정의 소유로 하고 "
        "파일 권한은 600, 폴더 권한은 700으로 바꾸세요.",
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"'{path}' is open to others, or not a plain file of this account.",
            f"'{path}'이(가) 다른 계정에 열려 있거나 이 계정의 일반 파일이 아닙니다.",
        )


class BrokenKeyFile(VaultError):
    """Cut short or overwritten."""

    code = "broken-key-file"
    way_out = Message(
        "Put back the file from your copy of the keys.", "보관해 둔 키 사본에서 되돌려 놓으세요."
    )

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"'{path}' does not hold a root key.", f"'{path}'에 최상위 키가 들어 있지 않습니다."
        )
