"""Articles of the law, named as people cite them."""

from __future__ import annotations

import re

from keepword.foundation.nodes import Language
from keepword.law.model import LawPack

_NUMBER = re.compile(r"(?P<article>\d+)(?:-(?P<branch>\d+))?(?:\((?P<para>\d+)\))?(?P<item>\d+)?")


def act_name(law: LawPack, article: str, language: Language) -> str:
    """The act of `article`: `PIPA 15(1)` is of the Personal Information Protection Act."""
    act_id = article.partition(" ")[0]
    act = next((act for act in law.acts if act.id == act_id), None)
    return act.name.say(language) if act else act_id


def article_number(article: str, language: Language) -> str:
    """`art. 24-2(1)`; `제24조의2제1항`. What is no number (`addenda`) is left as it is."""
    number = article.partition(" ")[2]
    match = _NUMBER.fullmatch(number)
    if match is None:
        return {"addenda": "부칙"}.get(number, number) if language == "ko" else number
    if language == "en":
        return f"art. {number}"
    branch = f"의{match['branch']}" if match["branch"] else ""
    para = f"제{match['para']}항" if match["para"] else ""
    item = f"제{match['item']}호" if match["item"] else ""
    return f"제{match['article']}조{branch}{para}{item}"


def article_name(law: LawPack, article: str, language: Language) -> str:
    """Act and article: `개인정보 보호법 제15조제1항`."""
    return f"{act_name(law, article, language)} {article_number(article, language)}"
