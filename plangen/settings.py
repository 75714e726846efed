"""What an office asks of its plans: `.plangen.yaml`, found upwards from each plan.

The nearest file holds, alone: it may build on others (`extends`), and may say more for some of its
files (`paths`). Patterns are for paths below its folder, also those of a file that it builds on.
"""

import os
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from plangen.loader import read_bytes
from plangen.model import ROLES
from plangen.problems import Level, PlanError, Problem, UsageError, Words, failed, in_order
from plangen.source import MAX_BYTES, Mapping, Node, Scalar, Sequence, read_source

FILE = ".plangen.yaml"
LEVELS: tuple[Level | Literal["off"], ...] = ("error", "warning", "hint", "off")
Levels = tuple[tuple[str, Level | Literal["off"]], ...]
# What adds up where settings lie over others; the rest is replaced.
_ADDED = frozenset({"levels", "terms", "paths"})
_MOST_FILES = 20
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Settings(NamedTuple):
    """Settings for the files of a folder.

    `sections` are the roles that a plan must have. `names` are names of other communities, streets
    and leaders, of which only those that the plan itself bears may stand in it; `people` and
    `units` are all that a plan may name as responsible, or empty. `terms` are further wrong forms
    with the right ones. `common` are texts that a district supplies, which no copy rule counts.
    """

    levels: Levels = ()
    sections: tuple[str, ...] = ("goals", "tasks")
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    common: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    paths: tuple["Part", ...] = ()


# Fields of `Settings` that were given, by name.
Given = dict[str, Any]


class Part(NamedTuple):
    """What is given for the files that fit a pattern."""

    pattern: str
    given: Given


_NAMES = {
    "extends": "沿用",
    "levels": "级别",
    "sections": "必备部分",
    "names": "名称",
    "people": "人员",
    "units": "单位",
    "terms": "用词",
    "common": "通用文字",
    "exclude": "排除",
    "paths": "路径",
}
_PART = {"files": "文件"} | {
    key: zh for key, zh in _NAMES.items() if key not in {"extends", "exclude", "paths"}
}
_COLUMN = {"roster": "名册", "column": "列"}
_LEVELS_ZH = {"错误": "error", "警告": "warning", "提示": "hint", "关": "off"}


class Found(NamedTuple):
    """The settings for a file, and what was seen while they were read."""

    settings: Settings = Settings()
    problems: tuple[Problem, ...] = ()


def settings_for(path: str) -> Settings:
    """The settings that hold for a file.

    Raises:
        PlanError: a settings file has errors.
        UsageError: a settings file cannot be read.
    """
    return _sound(find_settings(path))


def find_settings(path: str) -> Found:
    """The settings that hold for a file; errors are among the problems.

    Raises:
        UsageError: a settings file cannot be read.
    """
    path = os.path.abspath(path)
    place = _above(os.path.dirname(path))
    if place is None:
        return Found()
    found = _loaded(place)
    inside = _inside(path, place)
    for part in found.settings.paths:
        if _fits(inside, part.pattern):
            found = found._replace(settings=_over(found.settings, part.given))
    return found


def is_excluded(path: str) -> bool:
    """Whether the settings leave a file of a folder out; settings with errors leave none out."""
    path = os.path.abspath(path)
    found = _above(os.path.dirname(path))
    try:
        patterns = load_settings(found).exclude if found else ()
    except (PlanError, UsageError):
        return False
    return found is not None and any(_fits(_inside(path, found), pattern) for pattern in patterns)


def _inside(path: str, settings: str) -> str:
    """A file's path from the folder of the settings on."""
    return os.path.relpath(path, os.path.dirname(settings)).replace(os.sep, "/")


def _fits(path: str, pattern: str) -> bool:
    """Whether a pattern is for a file or for a folder above it; `*` and `**` are for any signs."""
    pattern = pattern.removeprefix("./").rstrip("/")
    anywhere = pattern.removeprefix("**/")
    return any(fnmatch(path, form) for one in (pattern, anywhere) for form in (one, f"{one}/*"))


@lru_cache(maxsize=4096)
def _above(folder: str) -> str | None:
    """The nearest settings file in a folder or above it."""
    place = os.path.join(folder, FILE)
    if os.path.isfile(place):
        return place
    above = os.path.dirname(folder)
    return None if above == folder else _above(above)


def load_settings(path: str) -> Settings:
    """The settings of a file and of those that it builds on.

    Raises:
        PlanError: the file has errors; all of them are in it.
        UsageError: it cannot be read.
    """
    return _sound(_loaded(path))


def _sound(found: Found) -> Settings:
    if failed(found.problems):
        raise PlanError(found.problems)
    return found.settings


def forget() -> None:
    """Look at the files anew: a run reads each of them once."""
    _above.cache_clear()
    _loaded.cache_clear()


@lru_cache(maxsize=64)
def _loaded(path: str) -> Found:
    reader = _Reader(_shown(path), (), [])
    settings = reader.read(Settings())
    return Found(settings, in_order(reader.problems))


def _shown(path: str) -> str:
    """A path as a reader in this folder would write it."""
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) else near


def _over(under: Settings, given: Given) -> Settings:
    """Settings with others laid over them."""
    added = {name: getattr(under, name) + given[name] for name in _ADDED & given.keys()}
    return under._replace(**{**given, **added})


class _Reader:
    """Reads a settings file; what is wrong is noted, and read as not given."""

    def __init__(self, name: str, above: tuple[str, ...], read: list[str]) -> None:
        self.name = name
        self.folder = os.path.dirname(name)
        self.above = (*above, os.path.realpath(name))
        # Every file so far, also those beside this one.
        self.files = read
        self.files.append(name)
        self.problems: list[Problem] = []

    def read(self, under: Settings) -> Settings:
        """The file laid over other settings.

        Raises:
            UsageError: it cannot be read.
        """
        try:
            source = read_source(self.name, read_bytes(self.name, MAX_BYTES))
        except PlanError as error:
            # Without content, a file still ends the search upwards.
            self.problems += (p for p in error.problems if p.rule != "empty-file")
            return under
        self.problems += source.problems
        fields = self.fields(source.root, _NAMES)
        for entry in self.scalars(fields.pop("extends", None)):
            under = self.base(entry, under)
        return _over(under, self.given(fields))

    def base(self, entry: Scalar, under: Settings) -> Settings:
        """What the file builds on."""
        path = os.path.join(self.folder, entry.value.strip())
        if os.path.realpath(path) in self.above:
            self.say(entry, Words(f"{entry.value}沿用了自己", f"{entry.value} builds on itself"))
            return under
        if len(self.files) >= _MOST_FILES:
            words = Words(
                f"沿用超过{_MOST_FILES}个文件", f"it builds on more than {_MOST_FILES} files"
            )
            self.say(entry, words)
            return under
        if os.path.exists(path) and not os.path.isfile(path):
            self.say(entry, Words(f"{entry.value}不是文件", f"{entry.value} is not a file"))
            return under
        reader = _Reader(path, self.above, self.files)
        try:
            return reader.read(under)
        except UsageError as error:
            self.say(entry, error.words)
            return under
        finally:
            self.problems += reader.problems

    def given(self, fields: dict[str, Node]) -> Given:
        return {name: _READERS[name](self, node) for name, node in fields.items()}

    def levels(self, node: Node) -> Levels:
        from plangen.rules import NAMES, READING

        known = (*NAMES, *sorted(READING))
        found: list[tuple[str, Level | Literal["off"]]] = []
        for key, value in self.entries(node):
            text = value.value.strip() if isinstance(value, Scalar) else ""
            level = next((name for name in LEVELS if name == _LEVELS_ZH.get(text, text)), None)
            if level is None:
                words = Words(f"“{text}”不是级别", f"“{text}” is no level")
                listed = Words(f"可用：{'、'.join(LEVELS)}", f"choose from {', '.join(LEVELS)}")
                self.say(value, words, listed)
            elif key.value not in known:
                self.say(key, *unknown(key.value, known, "规则", "rule"))
            else:
                found.append((key.value, level))
        return tuple(found)

    def sections(self, node: Node) -> tuple[str, ...]:
        from plangen import keys

        names = {name: key.name for name, key in keys.lookup("plan").items() if key.name in ROLES}
        found: list[str] = []
        for entry in self.scalars(node):
            role = names.get(entry.value.strip())
            if role:
                found.append(role)
            else:
                self.say(entry, *unknown(entry.value, names, "部分", "section"))
        return tuple(found)

    def names(self, node: Node) -> tuple[str, ...]:
        """A list of names, or the column of a roster."""
        if not isinstance(node, Mapping):
            return self.texts(node)
        fields = self.fields(node, _COLUMN)
        roster, column = (self.scalars(fields.get(key)) for key in ("roster", "column"))
        if not roster or not column:
            words = Words("这里应有“roster”和“column”", "“roster” and “column” should stand here")
            self.say(node, words)
            return ()
        return self.column(roster[0], column[0])

    def column(self, roster: Scalar, column: Scalar) -> tuple[str, ...]:
        from plangen.roster import read_roster

        try:
            found = read_roster(os.path.join(self.folder, roster.value.strip()))
        except PlanError as error:
            self.problems += error.problems
            return ()
        except UsageError as error:
            self.say(roster, error.words)
            return ()
        columns = [entry.name for entry in found.columns]
        name = column.value.strip()
        if name not in columns:
            self.say(column, *unknown(name, columns, "列", "column"))
            return ()
        cells = (row.values[columns.index(name)] for row in found.rows)
        parts = (part for cell in cells for part in ((cell,) if isinstance(cell, str) else cell))
        return tuple(dict.fromkeys(filter(None, parts)))

    def terms(self, node: Node) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for key, value in self.entries(node):
            if isinstance(value, Scalar) and key.value.strip() and not _is_null(value):
                found.append((key.value.strip(), value.value.strip()))
            else:
                self.say(value, Words("这里应是正确的写法", "the right form should stand here"))
        return tuple(found)

    def paths(self, node: Node) -> tuple[Part, ...]:
        found: list[Part] = []
        for entry in node.items if isinstance(node, Sequence) else (node,):
            fields = self.fields(entry, _PART)
            files = self.texts(fields.pop("files", None))
            if not files and isinstance(entry, Mapping):
                self.say(entry, Words("缺少“files”（文件）", "“files” is missing"))
            given = self.given(fields)
            found += (Part(pattern, given) for pattern in files)
        return tuple(found)

    def texts(self, node: Node | None) -> tuple[str, ...]:
        return tuple(entry.value.strip() for entry in self.scalars(node))

    def scalars(self, node: Node | None) -> list[Scalar]:
        """The texts of a list, or a single one; nothing is an empty list."""
        entries = node.items if isinstance(node, Sequence) else () if node is None else (node,)
        for entry in entries:
            if not isinstance(entry, Scalar):
                self.say(entry, Words("这里应是文字或列表", "a text or a list should stand here"))
        return [entry for entry in entries if isinstance(entry, Scalar) and not _is_null(entry)]

    def entries(self, node: Node) -> list[tuple[Scalar, Node]]:
        """The lines of a mapping, each key once."""
        if not isinstance(node, Mapping):
            if not (isinstance(node, Scalar) and _is_null(node)):
                self.say(node, Words("这里应是“键: 值”", "“key: value” lines should stand here"))
            return []
        found: dict[str, tuple[Scalar, Node]] = {}
        for key, value in node.entries:
            if key.value in found:
                self.say(key, Words(f"“{key.value}”重复", f"“{key.value}” is given twice"))
            found.setdefault(key.value, (key, value))
        return list(found.values())

    def fields(self, node: Node, known: dict[str, str]) -> dict[str, Node]:
        """The values of a mapping by their English names."""
        names = {name: key for key, zh in known.items() for name in (key, zh)}
        found: dict[str, Node] = {}
        for key, value in self.entries(node):
            name = names.get(key.value)
            if name is None:
                self.say(key, *unknown(key.value, names, "键", "key"))
            elif name in found:
                self.say(key, Words(f"“{key.value}”重复", f"“{key.value}” is given twice"))
            else:
                found[name] = value
        return found

    def say(self, node: Node, words: Words, better: Words | None = None) -> None:
        place = (self.name, node.line, node.column)
        self.problems.append(Problem(*place, "error", "settings", words, better))


_READERS: dict[str, Callable[[_Reader, Node], object]] = {
    "levels": _Reader.levels,
    "sections": _Reader.sections,
    "names": _Reader.names,
    "people": _Reader.names,
    "units": _Reader.names,
    "terms": _Reader.terms,
    "common": _Reader.texts,
    "exclude": _Reader.texts,
    "paths": _Reader.paths,
}


def _is_null(node: Scalar) -> bool:
    return node.plain and node.value in _NULLS


def unknown(text: str, known: Iterable[str], zh: str, en: str) -> tuple[Words, Words | None]:
    """What to say of a name that is not known, and the nearest one that is."""
    from difflib import get_close_matches

    near = get_close_matches(text, list(known), 1, 0.5)
    better = Words(f"是否想写“{near[0]}”？", f"did you mean “{near[0]}”?") if near else None
    return Words(f"不认识的{zh}“{text}”", f"unknown {en} “{text}”"), better
