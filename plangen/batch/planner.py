"""What a batch has to make, and why: the plan, the roster and the last run's manifest compared."""

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from plangen import __version__
from plangen.batch import manifest, names
from plangen.batch.manifest import Entry, Inputs, digest
from plangen.batch.workshop import Job, Task, Workshop, base_of
from plangen.figures import Blank
from plangen.files import is_untouched
from plangen.fill import FillError, names_in
from plangen.formats import FORMATS
from plangen.keys import lookup
from plangen.loader import Values, layout_files, own_variables, read_bytes
from plangen.overlay import OverlayError, field, put
from plangen.problems import Level, PlanError, Problem, UsageError, Words
from plangen.roster import Roster, Row, Value, read_roster
from plangen.source import MAX_BYTES, Mapping, Scalar, Source, read_source, scalars

OVERRIDES = "overrides"
_KEYS = ("id", "编号", "代码", "编码")
_KEY_RULE, _NAME_RULE = "row-key", "output-name"

Reason = Literal[
    "new",
    "missing",
    "damaged",
    "failed",
    "program",
    "plan",
    "look",
    "row",
    "forced",
    "same",
]
Action = Literal["make", "leave", "keep"]


class Settings(NamedTuple):
    """The options of a batch that decide what it makes. `shard` is i of n, from 1."""

    plan: str
    roster: str
    folder: str
    formats: tuple[str, ...] = ("docx",)
    name: str | None = None
    key: str | None = None
    sheet: str | None = None
    head: int | None = None
    given: tuple[tuple[str, str], ...] = ()
    template: str | None = None
    reference: str | None = None
    layout: str | None = None
    shard: tuple[int, int] | None = None
    force: bool = False


class Paper(NamedTuple):
    """A document of the batch: its row, its place, and what is to be done with it.

    `keep` is for what a person edited: it is left as it is, and out of date unless `reason` is
    `same`.
    """

    row: int
    key: str
    path: str
    to: str
    inputs: Inputs
    action: Action
    reason: Reason


class Survey(NamedTuple):
    """A whole batch before it begins: `tasks` are all rows that have a name of their own."""

    job: Job
    roster: Roster
    tasks: dict[int, Task]
    papers: tuple[Paper, ...]
    faults: tuple[Problem, ...]
    bad_rows: dict[int, Words]
    orphans: tuple[Entry, ...]
    known: dict[str, Entry]

    @property
    def todo(self) -> list[Task]:
        """The rows of which something is to be made."""
        return [task for task in self.tasks.values() if task.formats]


class _Named(NamedTuple):
    """A row with its key and the path of its documents."""

    number: int
    row: Row
    key: str
    path: str
    override: tuple[str, bytes] | None


def survey(settings: Settings, counted: Callable[[int], None] = lambda _: None) -> Survey:
    """Read everything, name every document, and see what is there already.

    `counted` is told the number of rows as soon as it is known.

    Raises:
        PlanError: the plan or the roster has errors that leave no row to be made.
        UsageError: a file cannot be read, or an option is wrong.
    """
    surveyor = _Surveyor(settings)
    counted(len(surveyor.roster.rows))
    return surveyor.survey()


class _Surveyor:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.source = read_source(settings.plan, read_bytes(settings.plan, MAX_BYTES))
        self.roster = read_roster(settings.roster, settings.sheet, settings.head)
        self.columns = tuple(column.name for column in self.roster.columns)
        self.job = self.new_job()
        self.own: Values = own_variables(self.source)
        self.faults: list[Problem] = [*self.source.problems, *self.roster.problems]
        self.bad_rows: dict[int, Words] = {}
        self.used: set[str] = set()
        # The paths of all rows that have one, with a key or without.
        self.named: set[str] = set()

    def new_job(self) -> Job:
        """What the workers need of the settings."""
        settings = self.settings
        folder = os.path.abspath(settings.folder)
        own = os.path.join(folder, manifest.FOLDER)
        shard = "-{}-of-{}".format(*settings.shard) if settings.shard else ""
        return Job(
            settings.plan,
            read_bytes(settings.plan, MAX_BYTES),
            self.columns,
            settings.given,
            settings.template and os.path.abspath(settings.template),
            settings.layout and os.path.abspath(settings.layout),
            self.reference(),
            folder,
            os.path.join(own, f"tmp{shard}"),
            os.path.dirname(os.path.abspath(settings.plan)),
            os.urandom(8).hex(),
        )

    def reference(self) -> tuple[str, bytes] | None:
        path = self.settings.reference
        return (path, read_bytes(path)) if path else None

    def survey(self) -> Survey:
        """Everything there is to know before the first row is rendered."""
        rows = list(self.named_rows())
        self.check_fields()
        self.check_unused()
        self.check_names(rows)
        known = manifest.read_all(os.path.join(self.job.folder, manifest.FOLDER))
        mine = [row for row in rows if self.is_mine(row.number)]
        papers = tuple(self.papers(mine, known))
        formats: dict[int, tuple[str, ...]] = {}
        for paper in papers:
            if paper.action == "make":
                formats[paper.row] = (*formats.get(paper.row, ()), paper.to)
        tasks = {
            row.number: Task(
                row.number, row.row.values, row.path, formats.get(row.number, ()), row.override
            )
            for row in mine
            if row.number not in self.bad_rows
        }
        orphans = () if self.settings.shard else self.orphans(known)
        return Survey(
            self.job,
            self.roster,
            tasks,
            papers,
            tuple(self.faults),
            {n: words for n, words in self.bad_rows.items() if self.is_mine(n)},
            orphans,
            known,
        )

    def is_mine(self, number: int) -> bool:
        """Whether a row belongs to this shard."""
        shard = self.settings.shard
        return shard is None or number % shard[1] == shard[0] - 1

    # Rows: values, keys, names.

    def values(self, row: Row) -> dict[str, Value]:
        """The variables of a row as its name sees them."""
        values: dict[str, Value] = dict(self.own)
        for name, value in zip(self.columns, row.values, strict=True):
            values[name] = value or Blank(name)
        return {**values, **dict(self.settings.given)}

    def named_rows(self) -> Iterator[_Named]:
        """Every row that has a key and a name; the others are noted."""
        pattern = self.pattern()
        for part in pattern:
            self.used |= names_in(part)
        at = self.key_column()
        seen: dict[str, Row] = {}
        for number, row in enumerate(self.roster.rows):
            values = self.values(row)
            try:
                path = names.name_of(pattern, values)
            except FillError as error:
                if error.rule == "variable-syntax" and self.settings.name is not None:
                    words = Words(f"--name：{error.words.zh}", f"--name: {error.words.en}")
                    raise UsageError(words) from None
                self.say(
                    number, self.column_in(error.words), error.rule, error.words, error.proposal
                )
                continue
            key = path if at < 0 else str(row.values[at])
            self.named.add(path)
            if not key:
                self.say(number, at, _KEY_RULE, Words("编号是空的", "the key is empty"))
                continue
            if at >= 0 and (first := seen.setdefault(key, row)) is not row:
                line = first.line
                words = Words(
                    f"编号“{key}”与第{line}行重复", f"the key “{key}” is that of line {line} too"
                )
                self.say(number, at, _KEY_RULE, words)
                continue
            yield _Named(number, row, key, path, self.override(key))

    def pattern(self) -> tuple[str, ...]:
        """The folders and the name that are asked for, or else the plan's title."""
        if self.settings.name is not None:
            return names.parts_of_pattern(self.settings.name)
        title = next((v for k, v in self.source.root.entries if k.value in {"title", "标题"}), None)
        if not isinstance(title, Scalar):
            return (os.path.splitext(os.path.basename(self.settings.plan))[0],)
        return ("".join(title.value.split("\n")),)

    def key_column(self) -> int:
        """The column that tells rows apart from run to run, or -1 for their documents' names."""
        asked = self.settings.key
        if asked is not None:
            if asked not in self.columns:
                known = "、".join(self.columns)
                raise UsageError(
                    Words(
                        f"名册没有“{asked}”这一列；有：{known}",
                        f"the roster has no column “{asked}”; it has: {known}",
                    )
                )
            self.used.add(asked)
            return self.columns.index(asked)
        found = next((name for name in self.columns if name.casefold() in _KEYS), None)
        if found is None:
            return -1
        self.used.add(found)
        return self.columns.index(found)

    def override(self, key: str) -> tuple[str, bytes] | None:
        """The file beside the roster that is laid over the plan for a row."""
        if not self.override_files:
            return None
        last = unicodedata.normalize("NFC", key.rpartition("/")[2])
        name = self.override_files.pop(last, None)
        if name is None:
            return None
        found = (name, read_bytes(name, MAX_BYTES))
        try:
            for scalar in scalars(read_source(*found).root):
                self.used |= names_in(scalar.value)
        except PlanError as error:
            self.faults += error.problems
        return found

    @cached_property
    def override_files(self) -> dict[str, str]:
        """The overrides that no row has taken yet, by key."""
        folder = os.path.join(os.path.dirname(self.settings.roster), OVERRIDES)
        files = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        found: dict[str, str] = {}
        for name in files:
            if name.startswith(".") or not name.endswith((".yaml", ".yml")):
                continue
            key, path = os.path.splitext(unicodedata.normalize("NFC", name))[0], f"{folder}/{name}"
            if key in found:
                words = Words(f"与{found[key]}是同一行的", f"the row has {found[key]} too")
                self.faults.append(Problem(path, 0, 0, "error", "unused-override", words))
            found.setdefault(key, path)
        return found

    # What is wrong before anything is rendered.

    def check_fields(self) -> None:
        """Columns that address a field of the plan."""
        for at, name in enumerate(self.columns):
            found = field(name)
            if found is None:
                continue
            self.used.add(name)
            try:
                put(self.source.root, found, Scalar("x", 0, 0))
            except OverlayError as error:
                self.say_of_column(at, "unknown-field", error.words, "error")

    def check_unused(self) -> None:
        """Columns and overrides that nothing asks for."""
        for scalar in scalars(self.source.root):
            if "{" in scalar.value:
                self.used |= names_in(scalar.value)
        for at, name in enumerate(self.columns):
            if name not in self.used:
                words = Words(f"列“{name}”没有用到", f"the column “{name}” is not used")
                self.say_of_column(at, "unused-column", words, "warning")
        for key, file in self.override_files.items():
            words = Words(f"名册里没有编号“{key}”", f"the roster has no row “{key}”")
            self.faults.append(Problem(file, 0, 0, "warning", "unused-override", words))

    def check_names(self, rows: list[_Named]) -> None:
        """Paths that some system takes for one, and names that are too long with their suffix."""
        suffixes = [FORMATS[to].suffix for to in self.settings.formats]
        seen: dict[str, _Named] = {}
        folders = {names.twin_key(folder) for folder in names.folders_of(r.path for r in rows)}
        for row in rows:
            last = row.path.rpartition("/")[2]
            for suffix in suffixes:
                if words := names.fault(last, suffix):
                    self.say(row.number, -1, _NAME_RULE, words)
                if names.twin_key(row.path + suffix) in folders:
                    words = Words(
                        f"“{row.path}{suffix}”既是文件又是文件夹",
                        f"“{row.path}{suffix}” is a file and a folder",
                    )
                    self.say(row.number, -1, _NAME_RULE, words)
            if words := self.way_out(os.path.dirname(row.path)):
                self.say(row.number, -1, _NAME_RULE, words)
            first = seen.setdefault(names.twin_key(row.path), row)
            if first is not row:
                words = Words(
                    f"文件名“{row.path}”与第{first.row.line}行的“{first.path}”相同",
                    f"the name “{row.path}” is that of line {first.row.line}, “{first.path}”",
                )
                better = Words(
                    "请用--name写出能区分各行的文件名", "tell the rows apart with --name"
                )
                self.say(row.number, -1, _NAME_RULE, words, better)

    @lru_cache(maxsize=1024)  # noqa: B019 - it lives as long as a survey
    def way_out(self, folder: str) -> Words | None:
        """What is wrong with a folder that is there already."""
        place = os.path.join(self.job.folder, folder)
        if (
            os.path.commonpath((os.path.realpath(place), real := os.path.realpath(self.job.folder)))
            != real
        ):
            return Words(f"文件夹{folder}指向别处", f"the folder {folder} leads elsewhere")
        while not os.path.lexists(place):
            place = os.path.dirname(place)
        if not os.path.isdir(place):
            return Words(f"{place}不是文件夹", f"{place} is no folder")
        return None

    def say(
        self, number: int, at: int, rule: str, words: Words, better: Words | None = None
    ) -> None:
        """Note an error of a row."""
        self.bad_rows.setdefault(number, words)
        self.faults.append(row_problem(self.roster, number, at, "error", rule, words, better))

    def say_of_column(self, at: int, rule: str, words: Words, level: Level) -> None:
        """Note a problem of a column at its head."""
        column = self.roster.columns[at]
        file, line = self.roster.name, self.roster.head
        self.faults.append(Problem(file, line, column.number if line else 0, level, rule, words))

    def column_in(self, words: Words) -> int:
        """The column that a message names."""
        return next((at for at, name in enumerate(self.columns) if f"“{name}”" in words.zh), -1)

    # What there is already.

    def papers(self, rows: list[_Named], known: dict[str, Entry]) -> Iterator[Paper]:
        """Every document of some rows, with what is to be done."""
        plan = digest(self.job.plan, *_contents(layout_files(self.source)))
        look = digest(*self.look())
        used = [at for at, name in enumerate(self.columns) if name in self.used]
        for row in rows:
            if row.number in self.bad_rows:
                continue
            values = {self.columns[at]: row.row.values[at] for at in used}
            override = row.override[1] if row.override else b""
            says = manifest.digest_of_values(values).encode()
            of_row = digest(says, override, self.layout_of(row))
            inputs = Inputs(__version__, plan, look, of_row)
            for to in self.settings.formats:
                path = row.path + FORMATS[to].suffix
                action, reason = self.state(path, to, inputs, known.get(path))
                yield Paper(row.number, row.key, path, to, inputs, action, reason)

    def layout_of(self, row: _Named) -> bytes:
        """What is in the layout files that a row names: by its override, a column or a variable."""
        if not (row.override or self.layouts_vary):
            return b""
        task = Task(row.number, row.row.values, row.path, (), row.override)
        try:
            return self.layouts_under(self.shop.layout_file(task))
        except (PlanError, OverlayError, FillError):
            # There will be no document.
            return b""

    @cached_property
    def layouts_vary(self) -> bool:
        """Whether rows without an override may name layout files of their own."""
        names = lookup("plan")["layout"].names
        fields = filter(None, map(field, self.columns))
        return any(found.steps[0] in names for found in fields) or "{" in base_of(self.source.root)

    @cached_property
    def shop(self) -> Workshop:
        """The plan as workers fill it in."""
        return Workshop(self.job)

    @lru_cache(maxsize=1024)  # noqa: B019 - it lives as long as a survey
    def layouts_under(self, name: str) -> bytes:
        """A digest of a layout file, named as from the plan, and of those that it builds on."""
        path = os.path.join(os.path.dirname(self.settings.plan), name)
        return digest(*_contents(_layouts(path))).encode() if os.path.isfile(path) else b""

    def look(self) -> Iterator[bytes]:
        """Everything beside plan and row that a document is made from."""
        settings = self.settings
        yield repr(sorted(settings.given)).encode()
        yield digest(*_contents(_layouts(settings.layout)) if settings.layout else ()).encode()
        yield digest(
            *_contents(_templates(settings.template)) if settings.template else ()
        ).encode()
        yield self.job.reference[1] if self.job.reference else b""

    def state(
        self, path: str, to: str, inputs: Inputs, entry: Entry | None
    ) -> tuple[Action, Reason]:
        """What to do with a document, and why."""
        place = os.path.join(self.job.folder, path)
        reason = _changed(inputs, entry)
        try:
            if not stat.S_ISREG(os.lstat(place).st_mode):
                return self.persons(reason)
            with open(place, "rb") as file:
                there = file.read()
        except FileNotFoundError:
            gone = entry is not None and entry.status == "made"
            return "make", "missing" if gone and reason == "same" else reason
        except OSError as error:
            raise UsageError(
                Words(
                    f"无法读取{place}：{error.strerror}", f"cannot read {place}: {error.strerror}"
                )
            ) from error
        if entry and entry.output == digest(there):
            return ("leave" if reason == "same" else "make"), reason
        if not there.strip(b"\0"):
            # A loss of power leaves nothing, or noughts.
            return "make", "damaged"
        if is_untouched(there, to):
            return "make", reason if reason != "same" else "damaged"
        return self.persons(reason)

    def persons(self, reason: Reason) -> tuple[Action, Reason]:
        """What a person made or changed is kept, unless asked."""
        if self.settings.force:
            return "make", "forced"
        return "keep", reason

    def orphans(self, known: dict[str, Entry]) -> tuple[Entry, ...]:
        """Documents of rows that are gone."""
        here = {path + form.suffix for path in self.named for form in FORMATS.values()}
        return tuple(
            entry
            for path, entry in sorted(known.items())
            if path not in here and os.path.lexists(os.path.join(self.job.folder, path))
        )


def row_problem(  # noqa: PLR0913, PLR0917 - the parts of a problem
    roster: Roster,
    number: int,
    at: int,
    level: Level,
    rule: str,
    words: Words,
    better: Words | None = None,
) -> Problem:
    """A problem of a row; `at` is the index of a column, or -1 for the whole row."""
    row = roster.rows[number]
    file, line, column = roster.place(row, at) if at >= 0 else (roster.name, row.line, 0)
    return Problem(file, line, column, level, rule, words, better)


def _changed(inputs: Inputs, entry: Entry | None) -> Reason:
    """Why a document is to be made, as far as its entry tells."""
    if entry is None:
        return "new"
    if entry.status != "made":
        return "failed"
    reasons: tuple[Reason, ...] = ("program", "plan", "look", "row")
    pairs = zip(reasons, inputs, entry.inputs, strict=True)
    return next((reason for reason, now, then in pairs if now != then), "same")


def _layouts(path: str) -> tuple[str, ...]:
    """A layout file and those that it builds on."""
    entry = (Scalar("layout", 0, 0), Scalar(path, 0, 0))
    return layout_files(Source("", "", Mapping((entry,), 0, 0), ())) or (path,)


def _templates(path: str) -> list[str]:
    """All files in a folder, or a template and those beside it that it names."""
    if os.path.isdir(path):
        return [
            os.path.join(folder, name)
            for folder, _, files in sorted(os.walk(path))
            for name in sorted(files)
        ]
    from jinja2 import Environment, TemplateError, meta

    found = [path]
    for file in found:
        try:
            tree = Environment().parse(read_bytes(file).decode("utf-8-sig", "replace"))  # noqa: S701
        except TemplateError:
            continue
        for name in filter(None, meta.find_referenced_templates(tree)):
            beside = os.path.join(os.path.dirname(path), name)
            if beside not in found and os.path.isfile(beside):
                found.append(beside)
    return found


def _contents(paths: Iterable[str]) -> Iterator[bytes]:
    for path in paths:
        yield read_bytes(path)
