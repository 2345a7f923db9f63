"""A plain HTTP client of the house: one connection a request, and a count of what is under way."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 60.0
"""Seconds after which a request that nobody answers counts as broken."""


class Unanswered(Exception):
    """The connection could not be made, or broke before the whole answer was there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the headers that matter, and the body."""

    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def header(self, name: str) -> str:
        """The one value of a header; empty if it is not there."""
        return next(iter(self.headers.get(name.lower(), ())), "")


@dataclass
class Flights:
    """The requests that are under way: sent in full, their answer not yet read to the end."""

    paths: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def one(self, path: str) -> Iterator[None]:
        """A request is under way for the length of the block."""
        with self._changed:
            self.paths.append(path)
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self.paths.remove(path)

    def strike(self, do: Callable[[], object], part: str, after: float) -> int:
        """Do something while a request is under way whose path has `part` in it.

        It is done `after` seconds or more after such a request was seen; how many requests were
        under way at that moment, 0 if there was none in good time and nothing was done.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self._changed:
                self._changed.wait_for(lambda: self._has(part), 1.0)
            time.sleep(after)
            with self._changed:
                if self._has(part):
                    do()
                    return len(self.paths)
        return 0

    def _has(self, part: str) -> bool:
        return any(part in path for path in self.paths)


@dataclass
class Wire:
    """Requests to the house on a port of the loopback address."""

    port: int
    flights: Flights = field(default_factory=Flights)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own.

        Raises:
            Unanswered: there is no answer, or not all of one.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, dict(headers or {}))
            with self.flights.one(path):
                answer = connection.getresponse()
                content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(type(error).__name__) from error
        finally:
            connection.close()
        found: dict[str, tuple[str, ...]] = {}
        for name, value in answer.getheaders():
            found[name.lower()] = (*found.get(name.lower(), ()), value)
        return Answer(answer.status, found, content)
