"""Editors: a YAML language server with the schema completes keys and marks what the loader marks.

Runs where `yaml-language-server` is installed (`npm install yaml-language-server`): on the path,
or named by PLANGEN_YAML_LANGUAGE_SERVER.
"""

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from plangen import schema
from plangen.keys import KEYS
from plangen.loader import loads
from plangen.starters import KINDS, starter

VARIABLE = "PLANGEN_YAML_LANGUAGE_SERVER"
SERVER = os.environ.get(VARIABLE) or shutil.which("yaml-language-server") or ""
SECONDS = 30
EXAMPLES = Path(__file__).parent.parent / "examples"
MODELINE = "# yaml-language-server: $schema=plan.schema.json\n"
Message = dict[str, Any]

pytestmark = pytest.mark.skipif(
    not SERVER or not shutil.which("node"),
    reason=f"needs node and yaml-language-server, on the path or named by {VARIABLE}",
)


class Mark(NamedTuple):
    """What an editor underlines, counted from 1 as the loader counts."""

    line: int
    column: int
    words: str


class Editor:
    """The client's side of the protocol: requests, notifications and what the server pushes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            ["node", os.path.realpath(SERVER), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.number = self.files = 0
        self.uri = ""
        self.came: queue.Queue[Message] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            capabilities={
                "textDocument": {
                    "completion": {"completionItem": {"snippetSupport": True}},
                    "publishDiagnostics": {},
                }
            },
        )
        self.tell("initialized")
        options = {"validate": True, "completion": True, "hover": True}
        options |= {"schemaStore": {"enable": False}}
        self.tell("workspace/didChangeConfiguration", settings={"yaml": options})

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while line := stream.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while stream.readline().strip():
                    pass
                self.came.put(json.loads(stream.read(length)))

    def _send(self, message: Message) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:  # noqa: ANN401 - JSON
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:  # noqa: ANN401 - JSON
        self.number += 1
        number = self.number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message.get("result")

    def _next(self) -> Message:
        """The next message; what the server asks for is answered with nothing."""
        message = self.came.get(timeout=SECONDS)
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": None})
        return message

    def open(self, text: str) -> list[Mark]:
        """Open a new file of the folder; what is marked in it."""
        self.files += 1
        path = self.folder / f"{self.files}.yaml"
        path.write_text(text, encoding="utf-8")
        self.uri = path.as_uri()
        document = {"uri": self.uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        while True:
            message = self._next()
            if message.get("method") != "textDocument/publishDiagnostics":
                continue
            if message["params"]["uri"] == self.uri:
                return [_mark(entry) for entry in message["params"]["diagnostics"]]

    def complete(self, text: str) -> dict[str, Message]:
        """What is offered where `|` stands in a text, by its label."""
        before, _, after = text.partition("|")
        self.open(before + after)
        found = self.at("completion", before.count("\n"), len(before.rpartition("\n")[2]))
        return {entry["label"]: entry for entry in found["items"]}

    def at(self, what: str, line: int, character: int) -> Any:  # noqa: ANN401 - JSON
        """Ask about a place of the file that was opened last."""
        place = {"line": line, "character": character}
        return self.ask(f"textDocument/{what}", textDocument={"uri": self.uri}, position=place)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


def _mark(entry: Message) -> Mark:
    start = entry["range"]["start"]
    return Mark(start["line"] + 1, start["character"] + 1, entry["message"])


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("editor")
    (folder / "plan.schema.json").write_text(schema.dumps(), encoding="utf-8")
    opened = Editor(folder)
    yield opened
    opened.close()


def names(table: str) -> set[str]:
    """Every name of every key of a table."""
    return {name for key in KEYS[table] for name in key.names}


@pytest.mark.parametrize(
    ("text", "table", "used"),
    [
        ("|\n", "plan", set()),
        ("title: 甲\n|\n", "plan", {"title"}),
        ("标题: 甲\n工作任务: [乙]\n|\n", "plan", {"标题", "工作任务"}),
        ("title: 甲\ntasks:\n  - |\n", "item", set()),
        ("标题: 甲\n工作任务:\n  - 标题: 乙\n    |\n", "item", {"标题"}),
        ("title: 甲\ngoals:\n  items:\n    - text: 乙\n      |\n", "item", {"text"}),
        ("title: 甲\nleadership:\n  groups:\n    - |\n", "group", set()),
        ("标题: 甲\n落款:\n  |\n", "signature", set()),
        ("title: 甲\nlayout:\n  |\n", "layout", set()),
    ],
)
def test_keys_of_both_languages_are_completed(
    editor: Editor, text: str, table: str, used: set[str]
) -> None:
    found = editor.complete(MODELINE + text)
    assert found.keys() == names(table) - used
    for name, entry in found.items():
        assert entry["textEdit"]["newText"].lstrip("\\").startswith(f"{name}: ")
        about = next(key for key in KEYS[table] if name in key.names)
        assert entry["documentation"] == f"{about.about_zh}\n{about.about_en}"


def test_choices_are_completed(editor: Editor) -> None:
    found = editor.complete(MODELINE + "title: 甲\nlayout:\n  months: |\n")
    assert found.keys() >= {"list", "table", "列表", "表格"}


def test_a_key_is_explained(editor: Editor) -> None:
    editor.open(MODELINE + "title: 甲\n工作任务: [乙]\n")
    assert "the tasks" in editor.at("hover", 2, 2)["contents"]["value"]


BROKEN = """\
title: 甲
organisation: 乙
year: 二七
guiding_ideas: [{heading: 甲, txt: 乙}]
goals:
  - text: 丙
    indicator: 95
  - itmes: [丁]
tasks:
  heading: 戊
  items:
    - heading: 己
      leads: 庚
      items:
        - {heading: 辛, dew: 2027-01}
        - [壬]
schedule:
  stages:
    - name: 一
      form: 2027-01
    - 二
  months: 三
leadership:
  groups:
    - name: 组
      rolls: {组长: 甲}
    - 组
attachments: {title: 附}
signature: [甲]
layout: {colour: red, page_numbers: middle}
"""
BROKEN_ZH = """\
标题: 甲
制订单位: 乙
年度: 二七
工作目标:
  - 内容: 丙
    指标: 95
  - 条目们: [丁]
时间安排:
  月份:
    3: {内客: 戊}
工作任务:
  条目:
    - 标题: 己
      牵头者: 庚
      条目:
        - {标题: 辛, 时间: 2027-01}
        - [壬]
落款: [甲]
"""


@pytest.mark.parametrize(
    ("text", "least"),
    [(BROKEN, 17), (BROKEN_ZH, 9), ("goals: [甲]\n", 1), ("工作目标: [甲]\ntitel: 乙\n", 2)],
    ids=["english", "chinese", "no-title", "misspelt-title"],
)
def test_editors_mark_what_the_loader_marks(editor: Editor, text: str, least: int) -> None:
    marks = editor.open(MODELINE + text)
    problems = loads((MODELINE + text).encode()).problems
    assert {(m.line, m.column) for m in marks} == {(p.line, p.column) for p in problems}
    assert len({(p.line, p.column, p.rule) for p in problems}) >= least
    for problem in problems:
        there = [m.words for m in marks if (m.line, m.column) == (problem.line, problem.column)]
        said = {
            "unknown-key": "is not allowed",
            "missing-key": "Missing property",
            "wrong-kind": "Incorrect type",
            "year": "Incorrect type",
            "choice": "Value is not accepted",
        }[problem.rule]
        assert any(said in words for words in there), (problem, there)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("[!.]*.yaml")), ids=lambda path: path.stem)
def test_nothing_is_marked_in_the_examples(editor: Editor, path: Path) -> None:
    assert editor.open(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_marked_in_the_starters(editor: Editor, kind: str) -> None:
    assert editor.open(starter(kind, "en", 2027)) == []
    assert editor.open(starter(kind, "zh", 2027)) == []
