"""What every node is made of: frozen nodes, bilingual text, durations."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


class Node(BaseModel):
    """A frozen, self-validating piece of a policy: an illegal value cannot be built."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_min_length=1)


class AsPrinted(Node):
    """A slip of the published document, kept for its wording and corrected in the label.

    `is` stands in the document where the clean value `of` is meant. It holds only while the
    clean value is `of`: change the datum and the new value is what gets printed.
    """

    of: str
    is_: str = Field(alias="is")


class Text(Node):
    """A label or sentence in both languages, with the published document's own slip if any."""

    en: str
    ko: str
    as_printed: AsPrinted | None = None

    def say(self, language: Language, *, printed: bool = False) -> str:
        """The text in `language`; with `printed`, as the source document has it (English)."""
        clean = self.ko if language == "ko" else self.en
        if printed and language == "en" and self.as_printed and self.as_printed.of == clean:
            return self.as_printed.is_
        return clean


class Verbatim(Node):
    """A value that reads the same in every language: a telephone number, an address on a page.

    Written in YAML as a plain string, or as `{value, as_printed}`.
    """

    value: str
    as_printed: AsPrinted | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, data: Any) -> Any:
        return {"value": data} if isinstance(data, str) else data

    def say(self, language: Language, *, printed: bool = False) -> str:
        """The value; with `printed`, as the source document has it (English)."""
        if printed and language == "en" and self.as_printed and self.as_printed.of == self.value:
            return self.as_printed.is_
        return self.value


class Unit(StrEnum):
    """Calendar units a policy counts in (Civil Act art. 160)."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


_DURATION = re.compile(r"(\d+) (day|month|year)s?")


class Duration(Node):
    """A calendar period such as `6 months`; months and years go by the calendar."""

    count: Annotated[int, Field(gt=0)]
    unit: Unit

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, data: Any) -> Any:
        if not isinstance(data, str):
            return data
        match = _DURATION.fullmatch(data)
        if match is None:
            raise ValueError("a period is written like '30 days', '6 months' or '3 years'")
        return {"count": int(match[1]), "unit": f"{match[2]}s"}

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" if self.count != 1 else f"1 {self.unit[:-1]}"


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
