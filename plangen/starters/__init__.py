"""Starter plans: one text for each kind, with the comments of both languages in it.

`{title|标题}` is a key by its two names, `#en ` and `#zh ` begin comments, `{year}` is the year.
So the plans of both languages are the same but for keys and comments.
"""

import os
import re

from plangen.problems import Language, Words

KINDS: dict[str, Words] = {
    "annual": Words("年度工作计划", "a plan for a year"),
    "scheme": Words("实施方案", "an implementation scheme"),
    "activity": Words("活动方案", "a plan for an event"),
    "monthly": Words("逐月安排的计划", "a plan month by month"),
}
_KEY = re.compile(r"\{([a-z_]+)\|([^|}]+)\}")
_COMMENT = re.compile(r"^( *)#(zh|en)( .*)?\n", re.MULTILINE)
_FOLDER = os.path.dirname(__file__)


def source(kind: str) -> str:
    """The text that both languages are made from."""
    with open(os.path.join(_FOLDER, f"{kind}.txt"), encoding="utf-8") as file:
        return file.read()


def starter(kind: str, language: Language, year: int) -> str:
    """A plan file to fill in."""
    text = source("head") + source(kind)
    text = _COMMENT.sub(
        lambda found: f"{found[1]}#{found[3] or ''}\n" if found[2] == language else "", text
    )
    text = _KEY.sub(lambda found: found[2] if language == "zh" else found[1], text)
    return text.replace("{year}", str(year))
