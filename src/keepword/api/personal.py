"""Personal values at the edge: a text of a body becomes `Personal` while it is read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from keepword.foundation.personal import Personal

LONGEST = 20_000
"""Characters of any value; each item's own format says less."""

LONGEST_REASON = 500


class _Read:
    """How a text is read as `Personal`; an error of it never shows what was given."""

    def __init__(self, longest: int, shortest: int = 0) -> None:
        self._text = core_schema.str_schema(
            min_length=shortest, max_length=longest, strip_whitespace=shortest > 0
        )

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(Personal, self._text)


PersonalText = Annotated[Personal, _Read(LONGEST)]
"""Any value of anybody's data."""

PersonalReason = Annotated[Personal, _Read(LONGEST_REASON, shortest=1)]
"""Why somebody looks: a sentence."""
