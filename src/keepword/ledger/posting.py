"""One POST to a party outside (a witness, a timestamp authority), answered in time or not at all.

What is sent is public and what comes back is signed, so plain HTTP harms nothing but availability;
no redirect is followed, no proxy asked.
"""

from __future__ import annotations

import http.client
import queue
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from keepword.foundation.errors import Message
from keepword.ledger.errors import LedgerError

SECONDS = 5.0
"""How long an answer is waited for, all in all."""

LARGEST = 65_536
"""Bytes of an answer that are looked at."""

_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")


class NotReached(LedgerError):
    """A party outside did not answer, not in time, or at too great a length."""

    code = "not-reached"
    way_out = Message(
        "It is tried again. Check the address and the network if this goes on.",
        "다시 시도합니다. 계속되면 주소와 통신망을 확인하세요.",
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


Post = Callable[[str, bytes, str], Answer]
"""`post(url, body, content type)`; raises NotReached."""


def is_address(url: str) -> bool:
    """Whether it can be posted to: http or https, a host, no log-in, no question, no fragment."""
    if not url.isascii() or _ADDRESS.fullmatch(url) is None:
        return False
    try:
        return bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        return False


def post(url: str, body: bytes, kind: str, *, seconds: float = SECONDS) -> Answer:
    """Send `body` to `url` (see `is_address`) as content type `kind`.

    Raises:
        NotReached: no answer within `seconds`, or a longer one than is looked at.
    """
    answers = queue.SimpleQueue[Answer | None]()
    # A thread that may be left behind: neither a name server nor a drip of bytes has a time limit.
    asking = (urlsplit(url), body, kind, seconds, answers)
    threading.Thread(target=_ask, args=asking, daemon=True, name="post").start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        answer = None
    if answer is None or len(answer.body) > LARGEST:
        host = urlsplit(url).hostname
        raise NotReached(f"{host} gave no answer.", f"{host}에서 응답이 없습니다.")
    return answer


def _ask(
    url: SplitResult,
    body: bytes,
    kind: str,
    seconds: float,
    answers: queue.SimpleQueue[Answer | None],
) -> None:
    """Put the answer, or None where there is none."""
    https = url.scheme == "https"
    make = http.client.HTTPSConnection if https else http.client.HTTPConnection
    connection = make(url.hostname or "", url.port, timeout=seconds)
    try:
        headers = {"Content-Type": kind, "Connection": "close"}
        connection.request("POST", url.path or "/", body, headers)
        response = connection.getresponse()
        answers.put(Answer(response.status, response.read(LARGEST + 1)))
    except (OSError, http.client.HTTPException, ValueError):
        answers.put(None)
    finally:
        connection.close()
