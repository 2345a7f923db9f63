"""Every page of the public site, and every state of it that looks different."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from keepword.policies import library
from keepword.site.asking.presets import presets

LANGUAGES = ("ko", "en")
WIDTHS = (1280, 360)


@dataclass(frozen=True, slots=True)
class Page:
    """A page by name: its path behind the language, and the status it answers with."""

    name: str
    path: str
    status: int = 200

    def address(self, language: str) -> str:
        """Its path in a language."""
        return f"/{language}{self.path}"


_ASKED = {preset.key: preset.question.query() for preset in presets(library.load("asan").policy)}
_BROKEN = urlencode({"who": "", "act": "fly", "at": "C8"})

PAGES = (
    Page("home", "/"),
    Page("policy", "/policy/"),
    Page("processors", "/policy/processors/"),
    Page("processors-found", "/policy/processors/?q=kit&sort=organisation"),
    Page("processors-none", "/policy/processors/?q=zzz"),
    Page("clause", "/policy/P28/"),
    Page("reading", "/policy/G25/"),
    Page("article", "/law/PIPA-24-2(1)/"),
    Page("may-i", "/may-i/"),
    Page("may-i-allowed", f"/may-i/?{_ASKED['chart']}"),
    Page("may-i-partly", f"/may-i/?{_ASKED['erase']}"),
    Page("may-i-denied", f"/may-i/?{_ASKED['police']}"),
    Page("may-i-child", f"/may-i/?{_ASKED['child']}"),
    Page("may-i-mistakes", f"/may-i/?{_BROKEN}"),
    Page("not-found", "/nowhere/", status=404),
)
