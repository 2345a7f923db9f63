"""Every address of the site, out of the resolver, and what may be sent there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

API = "api/"
"""Where the addresses begin that are described in `openapi.json` and are called by systems."""


@dataclass(frozen=True)
class Route:
    """One pattern: its name, the whole pattern, and the names of its parameters."""

    name: str
    pattern: str
    parameters: tuple[str, ...]

    def address(self, given: Mapping[str, str]) -> str:
        """The address for these parameters.

        Raises:
            KeyError: a parameter that nobody knows a value for.
        """
        if self.pattern.startswith("^"):
            return f"/{given['language']}/policy/{given['entry']}/"
        found = self.pattern
        for part in self.pattern.split("<")[1:]:
            place = part.split(">")[0]
            found = found.replace(f"<{place}>", given[place.rpartition(":")[2]])
        return f"/{found}"


def routes() -> tuple[Route, ...]:
    """All of them, in the order of the resolver."""
    return tuple(_within(get_resolver(), ""))


def _within(resolver: URLResolver, before: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = f"{before}{each.pattern}"
        if isinstance(each, URLPattern):
            yield Route(each.name or pattern, pattern, _parameters(each))
        else:
            yield from _within(each, pattern)


def _parameters(pattern: URLPattern) -> tuple[str, ...]:
    how = pattern.pattern
    if isinstance(how, RoutePattern):
        return tuple(how.converters)
    assert isinstance(how, RegexPattern)
    return tuple(how.regex.groupindex)
