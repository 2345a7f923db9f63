"""Template tags: words of the catalogue, bilingual values, dates, and where things are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

from keepword.foundation.nodes import Language, Text, Verbatim
from keepword.policy.model.people import Way
from keepword.policy.prose.formats import format_date, format_way
from keepword.site import addresses, in_force, languages, words
from keepword.site.presenting import marks
from keepword.site.presenting.law import article_name

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> SafeString:
    """`{% say "processors.rows" count=5 %}`: the text of a key in the page's language, escaped."""
    return _said(key, context["language"], values)


@register.simple_tag(takes_context=True)
def say_of(context: Context, family: str, member: StrEnum | str) -> SafeString:
    """`{% say_of "way" way %}`: the text for a member of an enumeration."""
    return _said(f"{family}.{member}", context["language"], {})


@register.simple_tag(takes_context=True)
def say_other(context: Context, key: str, **values: Any) -> SafeString:
    """The text of `key` in the other language, for a reader of that one."""
    return _said(key, languages.other(context["language"]), values)


def _said(key: str, language: Language, values: dict[str, Any]) -> SafeString:
    text = escape(words.template(key, language, values))
    return SafeString(text.format(**{name: conditional_escape(v) for name, v in values.items()}))


@register.filter(name="in")
def in_language(value: Text | Verbatim, language: Language) -> str:
    """`{{ node.name|in:language }}`: a bilingual value in one language."""
    return value.say(language)


@register.filter
def day(value: date, language: Language) -> SafeString:
    """`{{ meta.effective|day:language }}`: a date as people write it, readable to machines."""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), format_date(value, language)
    )


@register.filter
def way(value: Way, language: Language) -> str:
    """A way of reaching the hospital in words."""
    return format_way(value, language)


@register.simple_tag(takes_context=True)
def cites(context: Context, ids: Iterable[str]) -> SafeString:
    """`{% cites clauses %}`: small links to clauses."""
    return marks.clause_links(filter(marks.is_clause, ids), context["language"])


@register.simple_tag(takes_context=True)
def shown_at(context: Context, cited: str) -> str:
    """`{% shown_at "P27" %}`: where a clause, datum, reading or article is shown."""
    return addresses.citation(context["language"], cited)


@register.simple_tag(takes_context=True)
def law_name(context: Context, article: str) -> str:
    """`{% law_name "PIPA 15(1)" %}`: the act's name and the article as people cite it."""
    return article_name(in_force.law(), article, context["language"])


@register.filter
def key(mapping: Mapping[str, str], name: str) -> str:
    """`{{ wrong|key:field.name }}`: the value under a name, or nothing."""
    return mapping.get(name, "")


@register.filter
def telephone(value: Verbatim) -> str:
    """A telephone number as its link has it (RFC 3966): digits only."""
    return "tel:" + "".join(sign for sign in value.value if sign.isdigit())
