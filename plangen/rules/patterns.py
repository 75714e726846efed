"""Patterns that are compiled when they are first used.

There are some two hundred of them, a clean plan needs few, and to compile them all takes as long as
everything else that a run on one file does before its first rule.
"""

import re
from typing import Any, cast

# A letter that is no Latin one: in a plan, a 汉字. The range of all 汉字 takes forty times as long to
# compile.
LETTER = r"[^\W\da-zA-Z_]"


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a pattern's attributes are of any type
        compiled = re.compile(self.pattern, self._flags)
        for method in ("finditer", "findall", "search", "match", "fullmatch", "sub", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern; a mistake in it is raised at its first use."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
