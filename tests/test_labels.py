"""What a rule takes for the label of an item is what the outline prints."""

from pathlib import Path

import pytest
from helpers import EXAMPLES

from plangen.loader import examine
from plangen.outline import outline
from plangen.rules.labels import label_of
from plangen.subject import Subject
from plangen.views import TITLES

CASES = sorted((Path(__file__).parent / "rules").glob("*number*/*.yaml"))


@pytest.mark.parametrize(
    "path", [*sorted(EXAMPLES.glob("[!.]*.yaml")), *CASES], ids=lambda p: p.stem
)
def test_labels_are_those_of_the_outline(path: Path) -> None:
    subject = Subject(examine(path))
    lists = subject.plan.layout._replace(months="list", stages="list")
    parts = outline(subject.plan._replace(layout=lists), TITLES)
    lines = [line for part in parts for line in part.lines]
    printed = [line.label for line in lines if line.label and line.kind != "month"]
    told = [label_of(subject, number) for number in range(len(subject.entries))]
    assert [str(label) for label in told if label][: len(printed)] == printed
