"""A key as SLIP-39 shares: lists of 33 words, any K of N of which give the key back.

SLIP-0039 (Shamir over GF(256), RS1024 checksum), one group, no passphrase. Its checksum tells up to
three mistyped words of a share for sure; its digest tells shares that do not belong together. Any
SLIP-39 tool puts them together.

    KeepwordError (foundation)
    └── VaultError
        ├── BadQuorum             so many holders, or so small a quorum, cannot be had
        └── BadShares
            ├── MistypedShare     this share is not what was written down
            ├── TooFewShares      no quorum yet
            ├── MixedShares       not all of one set
            └── WrongShares       a quorum of another set than was wanted

No error repeats a word of a share: fewer words are then missing to whoever reads the log.
"""

from __future__ import annotations

from collections.abc import Sequence

from shamir_mnemonic import (  # type: ignore[import-untyped]  # ships no types
    MnemonicError,
    combine_mnemonics,
    generate_mnemonics,
)
from shamir_mnemonic.share import Share  # type: ignore[import-untyped]
from shamir_mnemonic.wordlist import WORD_INDEX_MAP  # type: ignore[import-untyped]

from keepword.foundation.errors import Message
from keepword.vault.errors import VaultError

WORDS = 33
"""Words in a share of a 32-byte key."""

MOST_HOLDERS = 16
"""SLIP-0039: a share's number has four bits."""

LEAST_QUORUM = 2
"""One person alone is no quorum."""

_STRETCH = 0
"""SLIP-0039's iteration exponent. The key is random: stretching it gains nothing."""


class BadQuorum(VaultError):
    """Nothing was made."""

    code = "bad-quorum"
    way_out = Message(
        f"Name 2 to {MOST_HOLDERS} holders and a quorum of 2 up to all of them, such as 3 of 5.",
        f"보관자는 2~{MOST_HOLDERS}명, 정족수는 2명부터 전원까지입니다. 예: 5명 중 3명.",
    )

    def __init__(self, holders: int, quorum: int) -> None:
        super().__init__(
            f"{quorum} of {holders} is no quorum that shares can be made for.",
            f"{holders}명 중 {quorum}명으로는 조각을 만들 수 없습니다.",
        )


class BadShares(VaultError):
    """These shares give no key; nothing was changed or used up by trying."""

    code = "bad-shares"


class MistypedShare(BadShares):
    """`share` counts from 1 in the order given."""

    code = "mistyped-share"
    way_out = Message(
        "Compare this share with the paper word by word; capital letters and line breaks do not "
        "matter.",
        "이 조각을 종이와 한 단어씩 비교하세요. 대소문자와 줄바꿈은 상관없습니다.",
    )

    def __init__(self, share: int, en: str, ko: str) -> None:
        self.share = share
        super().__init__(f"Share {share}: {en}", f"{share}번째 조각: {ko}")


class TooFewShares(BadShares):
    """The same share twice counts once."""

    code = "too-few-shares"
    way_out = Message(
        "Ask further holders for their shares.", "다른 보관자에게 조각을 더 받으세요."
    )

    def __init__(self, given: int, needed: int) -> None:
        self.given, self.needed = given, needed
        super().__init__(
            f"{given} different shares were given, {needed} are needed.",
            f"서로 다른 조각이 {given}개입니다. {needed}개가 필요합니다.",
        )


class MixedShares(BadShares):
    """Each is a good share, of something."""

    code = "mixed-shares"
    way_out = Message(
        "Take shares of one escrow only: they begin with the same three words.",
        "같은 에스크로의 조각만 쓰세요. 첫 세 단어가 서로 같습니다.",
    )

    def __init__(self) -> None:
        super().__init__("These shares do not belong together.", "이 조각들은 한 묶음이 아닙니다.")


class WrongShares(BadShares):
    """A quorum, of another escrow: an earlier one, another house's, or something else's."""

    code = "wrong-shares"
    way_out = Message(
        "Compare the fingerprint on the holders' sheets with that of `escrow.pub` in the folder "
        "the sealed file came from.",
        "보관자 서류의 지문을 봉인 파일이 있던 폴더의 `escrow.pub` 지문과 비교하세요.",
    )

    def __init__(self) -> None:
        super().__init__(
            "These shares are of another escrow than this file was sealed to.",
            "이 조각들은 이 파일을 봉인한 에스크로의 것이 아닙니다.",
        )


def split(key: bytes, holders: int, quorum: int) -> list[str]:
    """One share (33 words) for each holder; any `quorum` of them give `key` (32 bytes) back.

    Raises:
        BadQuorum: not two to sixteen holders, or not two of them to all.
    """
    if not LEAST_QUORUM <= quorum <= holders <= MOST_HOLDERS:
        raise BadQuorum(holders, quorum)
    groups: list[list[str]] = generate_mnemonics(
        1, [(quorum, holders)], key, iteration_exponent=_STRETCH
    )
    return groups[0]


def combine(given: Sequence[str]) -> bytes:
    """The key that these shares were made of. More than enough are as good as enough.

    Raises:
        MistypedShare: the first that is not what was written down.
        MixedShares: not all of one set.
        TooFewShares: no quorum.
        WrongShares: shares of something that is no escrow of ours.
    """
    read = list(dict.fromkeys(_read(at, text) for at, text in enumerate(given, 1)))
    if len({share.group_parameters() for share in read}) > 1:
        raise MixedShares
    needed = read[0].member_threshold if read else LEAST_QUORUM
    if len(read) < needed:
        raise TooFewShares(len(read), needed)
    try:
        key: bytes = combine_mnemonics([share.mnemonic() for share in read[:needed]])
    except MnemonicError:  # two sets by chance of one number, or two shares with one
        raise MixedShares from None
    return key


def _read(at: int, text: str) -> Share:
    """A share as people type it."""
    words = text.lower().split()
    if len(words) != WORDS:
        raise MistypedShare(
            at,
            f"it has {len(words)} words and not {WORDS}.",
            f"{WORDS}단어가 아니라 {len(words)}단어입니다.",
        )
    for place, word in enumerate(words, 1):
        if word not in WORD_INDEX_MAP:
            raise MistypedShare(
                at,
                f"word {place} is not on the list of words.",
                f"{place}번째 단어가 단어 목록에 없습니다.",
            )
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:  # its text repeats words
        raise MistypedShare(
            at,
            "a word is not the right one, or two changed places.",
            "틀린 단어가 있거나 두 단어의 순서가 바뀌었습니다.",
        ) from None
    if share.group_count != 1 or share.iteration_exponent != _STRETCH or not share.extendable:
        raise WrongShares
    return share
