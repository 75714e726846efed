"""`plangen validate` in this process, in a folder of its own, with few rules or made-up ones."""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, chdir
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from plangen import checker, cli
from plangen.commands import shared
from plangen.problems import Language, Words
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.settings import Settings
from plangen.subject import Subject

PLAN = "title: 计划\ntasks: [{heading: 甲。, text: 乙。}]\ngoals: [丙。]\n"
# One error, of the rule for placeholders.
XX = "title: 计划\ntasks: [{heading: 甲。, text: xx社区。}]\ngoals: [丙。]\n"
# A warning of the reading.
WARNED = PLAN + "leadership: {groups: [{name: 组, roles: {组长: }}]}\n"
BROKEN = "title: 计划\ntaks: [甲]\n"
_CI = ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR")


def _placeholders(subject: Subject, settings: Settings) -> Iterator[Finding]:
    del settings
    words = Words("“xx”没有填写", "“xx” was not filled in")
    for hit in subject.find(re.compile("xx")):
        yield at_hit(hit, words, Words("请写上", "fill it in"))


# In the place of the rule of that name, whose wording is not the subject here.
PLACEHOLDER = Rule("placeholder", "error", Words("占位符", "a placeholder"), "", _placeholders)


class Done(NamedTuple):
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def lines(self) -> list[str]:
        """`file:line:column: level [rule]` of each problem."""
        return [
            re.sub(r"(: \w+): .* (\[[^ ]+\])$", r"\1 \2", one) for one in self.text.splitlines()
        ]


class Folder:
    """A folder of plans, in which the command line runs."""

    def __init__(self, path: Path, *rules: Rule) -> None:
        self.path = path
        self.rules = rules or (PLACEHOLDER,)

    def put(self, name: str, text: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def data(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def run(
        self, *arguments: str, given: bytes = b"", language: Language = "en", **variables: str
    ) -> Done:
        kept = {name: value for name, value in os.environ.items() if name not in _CI}
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with ExitStack() as stack:
            stack.enter_context(chdir(self.path))
            stack.enter_context(patch.dict(os.environ, {**kept, **variables}, clear=True))
            stack.enter_context(patch.object(shared, "LANGUAGE", language))
            stack.enter_context(patch.object(sys, "argv", ["plangen", *arguments]))
            stack.enter_context(patch.object(checker, "rules", lambda: self.rules))
            stdin = io.TextIOWrapper(io.BytesIO(given), "utf-8")
            for name, stream in (("stdin", stdin), ("stdout", out), ("stderr", err)):
                stack.enter_context(patch.object(sys, name, stream))
            code = cli.command()
        done = Done(code, out.buffer.getvalue(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]
        assert "Traceback" not in done.err
        return done

    def validate(
        self, *arguments: str, given: bytes = b"", language: Language = "en", **variables: str
    ) -> Done:
        return self.run("validate", *arguments, given=given, language=language, **variables)


def replacing(name: str, **changes: str) -> Rule:
    """A rule that replaces signs; `_` stands for nothing."""
    pattern = re.compile("|".join(map(re.escape, changes)))

    def check(subject: Subject, settings: Settings) -> Iterator[Finding]:
        del settings
        for hit in subject.find(pattern):
            new = changes[hit.match[0]].replace("_", "")
            yield at_hit(hit, Words("有错", f"“{hit.match[0]}” is wrong"), None, new)

    return Rule(name, "warning", Words(name, name), "", check)
