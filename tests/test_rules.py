"""Every rule by its own files: what passes, what fails and with which report."""

from pathlib import Path

import pytest
from limits import held

from plangen.linter import findings
from plangen.loader import Loaded, loads
from plangen.problems import failed
from plangen.rules import NAMES, rules
from plangen.rules.rule import Rule, explain
from plangen.rules.wrong_words import WRONG_WORDS, read
from plangen.settings import Settings, settings_for
from plangen.subject import Subject

FOLDER = Path(__file__).parent / "rules"
RULES = {rule.name: rule for rule in rules()}
CASES = sorted(FOLDER.glob("*/*.yaml"))


def report(loaded: Loaded, rule: Rule, settings: Settings) -> str:
    """`line:column: message; proposal`, a line a finding."""
    assert loaded.plan is not None, loaded.problems
    found = [problem for problem, _ in findings(Subject(loaded), settings, [rule])]
    found.sort(key=lambda problem: (problem.line, problem.column))
    return "".join(
        f"{p.line}:{p.column}: {p.message.en}{f'; {p.proposal.en}' if p.proposal else ''}\n"
        for p in found
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_case(case: Path, request: pytest.FixtureRequest) -> None:
    shown = report(
        loads(case.read_bytes(), str(case)), RULES[case.parent.name], settings_for(str(case))
    )
    expected = case.with_suffix(".txt")
    if request.config.getoption("--update-goldens") and shown:
        expected.write_text(shown, "utf-8")
    assert shown == (expected.read_text("utf-8") if expected.exists() else "")
    assert bool(shown) == case.stem.startswith("fail")


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_cases_and_documentation(name: str) -> None:
    rule = RULES[name]
    assert rule.name == name
    stems = [case.stem for case in (FOLDER / name).glob("*")]
    assert any(stem.startswith("pass") for stem in stems)
    assert any(stem.startswith("fail") for stem in stems)
    told = explain(rule)
    assert told.words.en
    assert told.words.zh


# One compares files, the other needs settings.
@pytest.mark.parametrize("name", [n for n in NAMES if n not in {"copied", "unknown-unit"}])
def test_the_snippets_of_a_rule_show_it(name: str) -> None:
    told = explain(RULES[name])
    for snippet, is_clean in ((told.passes, True), (told.fails, False)):
        loaded = loads(snippet.encode())
        assert not failed(loaded.problems)
        assert (report(loaded, RULES[name], Settings()) == "") == is_clean


def test_every_wrong_word_is_found_and_its_right_form_is_none() -> None:
    words = [read(line) for lookups in WRONG_WORDS.values() for _, _, line in lookups]
    rests = [word.followed_by[0] if word.followed_by else "" for word in words]
    assert mended([word.wrong + rest for word, rest in zip(words, rests, strict=True)]) == [
        word.right + rest for word, rest in zip(words, rests, strict=True)
    ]


def mended(texts: list[str]) -> list[str]:
    """Texts with the wrong words in them corrected, until none is found."""
    tasks = "".join(f"  - “{text}”\n" for text in texts)
    subject = Subject(loads(f"title: 云溪社区2027年工作计划\ntasks:\n{tasks}".encode()))
    edits = [found.edit for found in RULES["wrong-word"].check(subject, Settings()) if found.edit]
    first, column = 3, len("  - “") + 1
    result = list(texts)
    for edit in sorted(edits, reverse=True):
        at, text = edit.column - column, result[edit.line - first]
        assert text.startswith(edit.old, at)
        result[edit.line - first] = text[:at] + edit.new + text[at + len(edit.old) :]
    return mended(result) if edits else result


def test_a_unit_without_a_name_is_none() -> None:
    loaded = loads("title: 计划\ntasks: [{text: 甲。, lead: 社区文联}]\n".encode())
    (rule,) = (rule for rule in rules() if rule.name == "unknown-unit")
    found = list(rule.check(Subject(loaded), Settings(units=("", "社区妇联"))))
    assert [finding.message.en for finding in found] == [
        "“社区文联” is not among the units of the settings"
    ]


@pytest.mark.parametrize("piece", ["溪=", "(溪=", "街〔2027〕3号", "'溪", "的'溪的", "_溪", "-溪"])
def test_a_long_text_of_one_piece_is_soon_read(piece: str) -> None:
    text = f"({piece * (60_000 // len(piece))}"
    loaded = loads(f"title: 计划\ngoals: |-\n  {text}\n".encode())
    with held():
        list(findings(Subject(loaded), Settings(), rules()))
