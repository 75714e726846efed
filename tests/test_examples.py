"""The examples: without a problem, and the same text and outline in every format."""

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import EXAMPLES

from plangen.formats import FORMATS
from plangen.loader import check, load
from plangen.renderer import render

GOLDENS = Path(__file__).parent / "goldens"
PLANS = [
    path
    for path in sorted((*EXAMPLES.rglob("[!.]*.yaml"), *GOLDENS.glob("*.yaml")))
    if not path.stem.endswith(".layout") and path.parent.name != "broken"
]
every_plan = pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)


def test_there_are_examples() -> None:
    assert len(PLANS) > len(list(GOLDENS.glob("*.yaml"))) > 1


@every_plan
def test_an_example_has_no_problem(path: Path) -> None:
    assert check(path) == ()


@every_plan
@pytest.mark.parametrize("to", FORMATS)
def test_every_format_carries_the_same_text_and_outline(path: Path, to: str) -> None:
    plan = load(path)
    document = render(plan)
    read = FORMATS[to].read(FORMATS[to].write(document, plan.layout))
    assert read.lines() == document.lines()
    assert read.outline() == document.outline()
    assert read.plain() == document.plain()


@every_plan
def test_an_example_prints_all_that_it_says(path: Path) -> None:
    """Title, headings of tasks and the signature are somewhere in the text."""
    plan = load(path)
    text = "\n".join(render(plan).lines())
    items = list(plan.sections)
    while items:
        item = items.pop()
        items += item.items
        assert item.heading.rstrip("。") in text
        assert [line for line in (*item.text, *item.closing) if line not in text] == []
    assert plan.title in text
    for name in plan.signature.organizations if plan.signature else ():
        assert name in text


@pytest.mark.parametrize("path", sorted(GOLDENS.glob("*.yaml")), ids=lambda path: path.stem)
def test_markdown_is_as_it_was(path: Path, compare: Callable[[Path, bytes], None]) -> None:
    plan = load(path)
    compare(path.with_suffix(".md"), FORMATS["md"].write(render(plan), plan.layout))
