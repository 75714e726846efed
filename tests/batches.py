"""Batches made for tests: a plan and a roster in a folder, and the command line in this process."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import plangen
from plangen import cli
from plangen.commands import shared

PLAN = """\
title: "{{ 社区 }}工作计划"
tasks:
- {heading: 走访。, text: "{{ 社区 }}有{{ 户数 }}户。"}
"""
COLUMNS = ("编号", "社区", "户数")
ROWS = (("01", "云溪社区", "1200"), ("02", "柳岸社区", "800"), ("03", "望山社区", "56"))
NAMES = [f"{name}工作计划" for _, name, _ in ROWS]


class Done(NamedTuple):
    code: int
    out: str
    err: str


def call(*arguments: str | Path) -> Done:
    """`plangen …` in this process, in English."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["plangen", *map(str, arguments)]),
        patch.object(shared, "LANGUAGE", "en"),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = cli.command()
    return Done(code, out.getvalue(), err.getvalue())


class Batch:
    """A plan and a roster in a folder; the documents go to `out`."""

    def __init__(
        self,
        folder: Path,
        plan: str = PLAN,
        rows: Iterable[Sequence[str]] = ROWS,
        columns: Sequence[str] = COLUMNS,
    ) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.plan = folder / "plan.yaml"
        self.roster = folder / "roster.csv"
        self.plan.write_text(plan, encoding="utf-8")
        self.put_rows(rows, columns)

    def put_rows(self, rows: Iterable[Sequence[str]], columns: Sequence[str] = COLUMNS) -> None:
        with self.roster.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])

    def put(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def arguments(self, *options: str | Path) -> list[str]:
        return ["batch", *map(str, (self.plan, self.roster, "-o", self.out, *options))]

    def run(self, *options: str | Path) -> Done:
        """Make the documents; what is said names paths below the folder."""
        done = call(*self.arguments(*options))
        here = f"{self.folder}{os.sep}"
        return Done(done.code, done.out.replace(here, ""), done.err.replace(here, ""))

    def made(self, *options: str | Path) -> list[str]:
        """Run, without any error, and give what was said."""
        done = self.run(*options)
        assert (done.code, done.out) == (0, ""), done
        return done.err.splitlines()

    def documents(self) -> list[str]:
        """Everything in the output folder but what plangen keeps for itself."""
        return sorted(name for name in self.files() if not name.startswith(".plangen"))

    def files(self) -> dict[str, bytes]:
        """Every file in the output folder."""
        found = (path for path in self.out.rglob("*") if path.is_file() or path.is_symlink())
        return {path.relative_to(self.out).as_posix(): _data(path) for path in found}

    def text(self, name: str) -> list[str]:
        return plangen.read(self.out / name).lines()

    def entries(self, name: str = "manifest.jsonl") -> list[dict[str, Any]]:
        """The lines of a manifest, all of which are whole."""
        text = (self.out / ".plangen" / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def times(self) -> dict[str, int]:
        """When each document was last written."""
        return {name: (self.out / name).stat().st_mtime_ns for name in self.documents()}


def _data(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
