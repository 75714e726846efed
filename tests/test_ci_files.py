"""What other programs read of this repository: the hooks of pre-commit, the action, jobs of CI.

Tests that build and install plangen, which takes a while and the packages that it needs, run with
PLANGEN_BUILD=1; the hooks also need pre-commit, on the path or named by PLANGEN_PRE_COMMIT.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT, python
from ruamel.yaml import YAML

from plangen.commands.shared import plan_files
from plangen.commands.validate import validate

TREE = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
HOOKS = ("plangen-validate", "plangen-fix")
PRE_COMMIT = os.environ.get("PLANGEN_PRE_COMMIT") or shutil.which("pre-commit") or ""
BASH = shutil.which("bash") or ""
GIT = shutil.which("git") or ""
BROKEN = "title: 计划\ntaks: [甲]\n"
NO_PLANS = {
    ".plangen.yaml": "levels: {}\n",
    ".pre-commit-config.yaml": "repos: []\n",
    ".github/workflows/plans.yml": "on: push\n",
    "plans/office.layout.yaml": "months: table\n",
    "plans/2027.roster.yml": "- {社区: 云溪社区}\n",
    "plans/overrides/990101.yaml": "year: 2028\n",
}
PLANS = {
    "plans/good.yaml": "title: 计划\ntasks: [甲。]\n",
    "plans/安全 计划.yml": BROKEN,
    "a.b/my.layouts.yaml": BROKEN,
}

needs_bash = pytest.mark.skipif(
    not BASH or sys.platform == "win32", reason="the steps of the action are written for bash"
)
builds = pytest.mark.skipif(
    not os.environ.get("PLANGEN_BUILD"), reason="builds and installs plangen: PLANGEN_BUILD=1"
)
needs_pre_commit = pytest.mark.skipif(
    not PRE_COMMIT or not GIT,
    reason="needs git and pre-commit, on the path or named by PLANGEN_PRE_COMMIT",
)


def yaml_of(text: str) -> Any:  # noqa: ANN401 - any YAML
    return YAML(typ="safe", pure=True).load(text)


def read(name: str) -> Any:  # noqa: ANN401 - any YAML
    return yaml_of((TREE / name).read_text(encoding="utf-8"))


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, so that building leaves nothing in this one."""
    folder = tmp_path_factory.mktemp("sources") / "plangen"
    unwanted = shutil.ignore_patterns(
        *(".git", ".*_cache", ".venv", ".hypothesis", ".benchmarks", "node_modules"),
        *("__pycache__", "*.egg-info", "dist", "_templates.py"),
    )
    shutil.copytree(TREE, folder, ignore=unwanted)
    return folder


# The hooks of pre-commit.


def test_the_hooks_have_what_pre_commit_asks_for() -> None:
    hooks = read(".pre-commit-hooks.yaml")
    assert tuple(hook["id"] for hook in hooks) == HOOKS
    options = {option for param in validate.params for option in param.opts}
    for hook in hooks:
        assert hook.keys() >= {"id", "name", "description", "entry", "language", "types"}
        assert (hook["language"], hook["types"]) == ("python", ["yaml"])
        # Plans are compared with each other, which several processes could not do.
        assert hook["require_serial"] is True
        program, command, *rest = hook["entry"].split()
        assert (program, command) == ("plangen", "validate")
        assert set(rest) <= options


def test_hooks_leave_out_what_folders_leave_out(tmp_path: Path) -> None:
    put(tmp_path, {**NO_PLANS, **PLANS})
    names = [
        path.relative_to(tmp_path).as_posix()
        for path in sorted(tmp_path.rglob("*"))
        if path.suffix in {".yaml", ".yml"}
    ]
    found = {Path(name).relative_to(tmp_path).as_posix() for name in plan_files((str(tmp_path),))}
    for hook in read(".pre-commit-hooks.yaml"):
        passed = {name for name in names if not re.search(hook["exclude"], name)}
        assert passed == set(PLANS)
        # Hidden files are no plans either.
        assert passed == {name for name in found if not name.startswith(".")}


def commit(folder: Path) -> str:
    """All of a folder as a commit of a new repository."""
    names = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for arguments in (["init", "-q"], ["add", "-A"], [*names, "commit", "-q", "-m", "all"]):
        subprocess.run([GIT, *arguments], cwd=folder, check=True, capture_output=True)
    done = subprocess.run(
        [GIT, "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def hooked(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with plans that uses the hooks of this one, and a place for pre-commit."""
    commit_id = commit(sources)
    folder = tmp_path_factory.mktemp("hooked")
    put(folder, {**PLANS, **NO_PLANS})
    entries = "".join(f"      - id: {name}\n" for name in HOOKS)
    config = f"repos:\n  - repo: {sources.as_uri()}\n    rev: {commit_id}\n    hooks:\n{entries}"
    put(folder, {".pre-commit-config.yaml": config})
    commit(folder)
    return folder


@builds
@needs_pre_commit
@pytest.mark.parametrize("hook", HOOKS)
def test_pre_commit_runs_the_hooks(
    hooked: Path, tmp_path_factory: pytest.TempPathFactory, hook: str
) -> None:
    place = tmp_path_factory.getbasetemp() / "pre-commit"
    environment = {**os.environ, "PRE_COMMIT_HOME": str(place), "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [PRE_COMMIT, "run", hook, "--all-files", "--color=never"],
        cwd=hooked,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    reported = [line for line in done.stdout.splitlines() if "error:" in line]
    assert done.returncode == 1, done.stdout + done.stderr
    assert sorted(reported) == [
        "a.b/my.layouts.yaml:2:1: error: unknown key “taks”; did you mean “tasks”? [unknown-key]",
        "plans/安全 计划.yml:2:1: error: unknown key “taks”; did you mean “tasks”? [unknown-key]",
    ]


# The action.


def test_the_action_is_one() -> None:
    action = read("action.yml")
    assert action.keys() >= {"name", "description", "inputs", "runs"}
    assert action["runs"]["using"] == "composite"
    for given in action["inputs"].values():
        assert given.keys() == {"description", "default"}
    steps = action["runs"]["steps"]
    assert all(("run" in step) != ("uses" in step) for step in steps)
    assert all(step["shell"] == "bash" for step in steps if "run" in step)
    # What a user gives never becomes a part of a script.
    assert all("${{" not in step.get("run", "") for step in steps)
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", json.dumps(steps))
    assert sorted(used) == sorted(action["inputs"])


class Runner:
    """What a runner of GitHub does with the steps that are scripts."""

    def __init__(self, folder: Path, sources: Path) -> None:
        self.folder = folder
        self.path = folder / "runner" / "path"
        self.summary = folder / "runner" / "summary.md"
        (folder / "runner" / "temp").mkdir(parents=True)
        self.path.touch()
        self.variables = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(sources),
            "GITHUB_PATH": str(self.path),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(folder / "runner" / "temp"),
            "LC_ALL": "C.UTF-8",
        }

    def step(self, step: dict[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step with the inputs that are given, and the defaults."""
        action = read("action.yml")
        values = {name: str(given["default"]) for name, given in action["inputs"].items()}
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        known = {f"inputs.{name}": value for name, value in values.items()}
        known["steps.python.outputs.python-path"] = sys.executable
        own = {
            name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], str(value))
            for name, value in step["env"].items()
        }
        paths = self.path.read_text(encoding="utf-8").split("\n")[-2::-1]
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        search = os.pathsep.join([*paths, os.environ["PATH"]])
        script = self.folder / "runner" / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        return subprocess.run(
            [BASH, "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.folder,
            env={**kept, **self.variables, **own, "PATH": search},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def runner(tmp_path: Path, sources: Path) -> Runner:
    return Runner(tmp_path, sources)


def scripts() -> tuple[dict[str, Any], dict[str, Any]]:
    """The steps that install and that check."""
    install, check = (step for step in read("action.yml")["runs"]["steps"] if "run" in step)
    return install, check


@builds
@needs_bash
def test_the_action_installs_plangen_and_checks(runner: Runner) -> None:
    put(runner.folder, PLANS)
    install, check = scripts()
    done = runner.step(install)
    assert done.returncode == 0, done.stderr
    bin_folder = Path(runner.path.read_text(encoding="utf-8").strip())
    assert (bin_folder / "plangen").is_file()
    done = runner.step(check, paths="plans")
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=plans/安全 计划.yml,line=2,col=1,title=unknown-key")
    assert "unknown-key" in runner.summary.read_text(encoding="utf-8")


@pytest.fixture
def installed(runner: Runner) -> Runner:
    """A runner that has plangen on its path: the one of these tests."""
    folder = runner.folder / "runner" / "bin"
    folder.mkdir()
    program = folder / "plangen"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m plangen "$@"\n', "utf-8"
    )
    program.chmod(0o755)
    runner.path.write_text(f"{folder}\n", encoding="utf-8")
    put(runner.folder, PLANS)
    return runner


@needs_bash
@pytest.mark.parametrize(
    ("inputs", "code", "files"),
    [
        ({"paths": "plans/good.yaml"}, 0, []),
        ({"paths": "plans"}, 1, ["plans/安全 计划.yml"]),
        ({"paths": "plans\na.b\n"}, 1, ["plans/安全 计划.yml", "a.b/my.layouts.yaml"]),
        ({"paths": "plans/安全 计划.yml\r\n\r\n"}, 1, ["plans/安全 计划.yml"]),
        ({"paths": "plans/*.yml"}, 1, ["plans/安全 计划.yml"]),
        ({"paths": "plans", "fail_on": "never"}, 0, ["plans/安全 计划.yml"]),
        ({"paths": "plans", "args": "--fail-on never\n  --lang zh"}, 0, ["plans/安全 计划.yml"]),
        ({"paths": "none.yaml"}, 2, []),
        ({"paths": "--help"}, 2, []),
        ({"paths": "$(touch hacked)\n`touch hacked`"}, 2, []),
        ({"paths": "plans", "args": "$(touch hacked) ; touch hacked"}, 2, []),
        ({"paths": "plans", "fail_on": "always"}, 2, []),
        ({"paths": ""}, 2, []),
    ],
)
def test_the_action_passes_its_inputs_on(
    installed: Runner, inputs: dict[str, str], code: int, files: list[str]
) -> None:
    done = installed.step(scripts()[1], **inputs)
    if "args" not in inputs or code != 2:
        assert re.findall(r"^::error file=([^,]+),", done.stdout, re.MULTILINE) == files
    assert done.returncode == code, done.stderr
    assert not (installed.folder / "hacked").exists()
    assert ("不认识的键" in done.stdout) == ("zh" in inputs.get("args", ""))


@needs_bash
def test_the_action_checks_the_whole_folder_by_default(installed: Runner) -> None:
    done = installed.step(scripts()[1])
    assert done.returncode == 1
    assert done.stdout.count("::error file=") == 2


# What the READMEs show.


def shown(name: str, word: str) -> list[Any]:
    """The YAML blocks of a README that have a word in them."""
    text = (TREE / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [yaml_of(block) for block in blocks if word in block]


@pytest.mark.parametrize("name", READMES)
def test_the_hooks_that_are_shown_exist(name: str) -> None:
    found = shown(name, "plangen-validate")
    if not found:
        pytest.skip(f"{name} shows no hook")
    for config in found:
        ids = [hook["id"] for repo in config["repos"] for hook in repo["hooks"]]
        assert ids
        assert set(ids) <= set(HOOKS)


@pytest.mark.parametrize("name", READMES)
def test_the_action_that_is_shown_exists(name: str) -> None:
    inputs = read("action.yml")["inputs"].keys()
    used = [
        step
        for config in shown(name, "uses:")
        for job in config["jobs"].values()
        for step in job["steps"]
        if step.get("uses") == "./plangen"
    ]
    if not used:
        pytest.skip(f"{name} shows no use of the action")
    for step in used:
        assert step.get("with", {}).keys() <= inputs


@needs_bash
@pytest.mark.parametrize("name", READMES)
def test_the_job_for_gitlab_makes_its_report(installed: Runner, name: str) -> None:
    found = shown(name, "codequality")
    if not found:
        pytest.skip(f"{name} shows no job for GitLab")
    for job in (job for config in found for job in config.values() if "script" in job):
        lines = [line for line in job["script"] if not line.startswith("pip install ")]
        done = installed.step({"run": "\n".join(lines), "env": {}})
        assert done.returncode == 1, done.stderr
        path = job["artifacts"]["reports"]["codequality"]
        issues = json.loads((installed.folder / path).read_text(encoding="utf-8"))
        assert [issue["location"]["path"] for issue in issues] == ["plans/安全 计划.yml"]
        assert job["artifacts"]["when"] == "always"


# What a wheel holds.


@builds
def test_a_wheel_holds_all_that_plangen_reads(sources: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), "."],
        cwd=sources,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = set(opened.namelist())
        opened.extractall(tmp_path / "alone")
    package = (path for path in (sources / "plangen").rglob("*") if path.is_file())
    wanted = {
        path.relative_to(sources).as_posix() for path in package if "__pycache__" not in path.parts
    }
    assert wanted <= held
    found = python("-m", "plangen", "init", "-", cwd=tmp_path, PYTHONPATH=str(tmp_path / "alone"))
    assert found.returncode == 0, found.stderr
    assert "【待填：社区名称】" in found.stdout.decode()
