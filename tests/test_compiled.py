"""The compiled templates print what Jinja prints."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from strategies import plans

import plangen
from plangen import compiled, renderer, views
from plangen.model import Plan
from plangen.notation import parse

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").rglob("*plan.yaml")) + sorted(
    (Path(__file__).parent.parent / "examples").glob("[!.]*.yaml")
)


def both(plan: Plan) -> tuple[object, object]:
    """The document by the code that was compiled now, and by Jinja."""
    folder = renderer.templates_folder()
    names: dict[str, object] = {}
    exec(compiled.generate(renderer.jinja(), folder, renderer.TEMPLATES), names)  # noqa: S102
    environment = compiled.Environment(views.FILTERS)
    render = compiled.template_of(environment, names["load"], renderer.TEMPLATES[0], views.GLOBALS)
    by_jinja = renderer.jinja().get_template(renderer.BUILT_IN).render(plan=plan)
    return parse(render(plan=plan)), parse(by_jinja)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_the_same_by_both(path: Path) -> None:
    done, expected = both(plangen.load(path))
    assert done == expected


@settings(max_examples=25)
@given(plans)
def test_any_plan_is_the_same_by_both(plan: Plan) -> None:
    done, expected = both(plan)
    assert done == expected


def test_a_run_without_variables_does_without_jinja(tmp_path: Path) -> None:
    import subprocess
    import sys

    if compiled.renderer(renderer.templates_folder(), renderer.TEMPLATES, {}, {}) is None:
        pytest.skip("the templates were changed after plangen was installed")
    (tmp_path / "plan.yaml").write_text("title: 计划\ngoals: [甲。]\n", "utf-8")
    code = (
        "import sys; sys.argv = ['plangen', 'render', 'plan.yaml']\n"
        "from plangen.cli import command\nassert command() == 0\n"
        "print([name for name in ('jinja2', 'docx', 'lxml', 'rich') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
