"""Batches under attack, whole processes: `python benchmarks/faults.py` (POSIX only).

Each batch is killed, or finds no room, and is then run again undisturbed. A document must never be
found half-written, what is there at the end must be the bytes of a batch that nothing happened to,
and no temporary file may be left. Exit code 1 if anything is wrong.

| row | what happens |
|---|---|
| kill -9, one process | the whole batch is killed at a random moment of its run |
| kill -9, two workers | only the parent is; its workers must end by themselves |
| kill -9, the group | parent and workers at once |
| Ctrl-C | SIGINT to the group: exit code 130, nobody left, the manifest whole |
| no room | the output folder is a file system that fills up (root on Linux only) |
| file size limit | no file may be larger than so many bytes (RLIMIT_FSIZE) |

`--kills N` is for each kind of kill, `--rows N` the size of the batch, `--seed N` repeats a run.
"""

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from plangen.files import is_untouched  # noqa: E402 - the checkout goes before an installed one

PLAN = """\
title: "{{ 社区 }}工作计划"
tasks:
- {heading: 走访。, text: "{{ 社区 }}有{{ 户数 }}户。"}
- {table: {columns: [社区, 户数], rows: [["{{ 社区 }}", "{{ 户数 }}"]]}}
"""
_OWN = ".plangen"
_INTERRUPTED = 130
_UNWRITABLE = 2
_PATIENCE = 10.0


class Result(NamedTuple):
    """What came of one disturbance: `done` is how many documents were there right after it."""

    done: int
    wrong: tuple[str, ...]


class Batch:
    """A plan and a roster in a folder, and what a batch that nothing happens to makes of them."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder = folder
        (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
        lines = ["编号,社区,户数", *(f"{at:05},云溪{at}号社区,{at * 37}" for at in range(rows))]
        (folder / "roster.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        # How long it takes with so many processes.
        self.seconds: dict[str, float] = {}
        for jobs in ("1", "2"):
            start = time.monotonic()
            done = self.run(folder / f"whole-{jobs}", "--jobs", jobs)
            if done.returncode:
                sys.exit(done.stderr)
            self.seconds[jobs] = time.monotonic() - start
        self.whole = files(folder / "whole-1")

    def command(self, out: Path, *options: str) -> list[str]:
        plan, roster = str(self.folder / "plan.yaml"), str(self.folder / "roster.csv")
        return [sys.executable, "-m", "plangen", "batch", plan, roster, "-o", str(out), *options]

    def run(
        self, out: Path, *options: str, limit: Callable[[], None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(out, *options),
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            preexec_fn=limit,
        )

    def start(self, out: Path, *options: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(out, *options),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def again(self, out: Path) -> Iterator[str]:
        """Run once more, undisturbed: what is wrong with that."""
        done = self.run(out)
        if done.returncode:
            yield f"the next run: exit code {done.returncode}: {done.stderr.strip()[-200:]}"
        found = files(out)
        if found != self.whole:
            more, less = found.keys() - self.whole.keys(), self.whole.keys() - found.keys()
            other = [name for name in found if found[name] != self.whole.get(name)]
            yield f"the next run: {len(more)} more {sorted(more)[:2]}, {len(less)} less, others {other[:2]}"


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, plangen's own too."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def broken(out: Path) -> Iterator[str]:
    """Documents that are not whole, and lines of the manifest, but the last, that are not."""
    for name, data in files(out).items():
        if name.startswith(f"{_OWN}/manifest"):
            for line in data.split(b"\n")[:-1]:
                try:
                    json.loads(line or b"{}")
                except ValueError:
                    yield f"{name}: half a line within"
        elif not name.startswith(_OWN) and not is_untouched(data, "docx"):
            yield f"{name}: half-written"


def alive(group: int) -> list[int]:
    """The processes of a group that are not dead."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def left(group: int) -> Iterator[str]:
    """Processes that do not end by themselves."""
    end = time.monotonic() + _PATIENCE
    while alive(group):
        if time.monotonic() > end:
            yield f"{len(alive(group))} processes are still there"
            os.killpg(group, signal.SIGKILL)
            return
        time.sleep(0.02)


def documents(out: Path) -> int:
    return sum(path.suffix == ".docx" for path in out.rglob("*"))


def disturbed(
    batch: Batch, out: Path, send: Callable[[int], None], delay: float, *options: str
) -> Result:
    """Start, send a signal after a while, look, and run again."""
    with batch.start(out, *options) as process:
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            send(process.pid)
        wrong = list(left(process.pid))
        said = process.communicate()[1].decode("utf-8", "replace")
        code = process.wait()
    done = documents(out)
    # Python gives SIGINT back to the system at its very end.
    if code not in {0, -signal.SIGKILL, _INTERRUPTED, -signal.SIGINT}:
        wrong.append(f"exit code {code}")
    if "Traceback" in said:
        wrong.append(f"a traceback: {said.strip()[-200:]}")
    wrong += broken(out)
    wrong += batch.again(out)
    return Result(done, tuple(wrong))


def interrupt(pid: int) -> None:
    os.killpg(pid, signal.SIGINT)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def kill_group(pid: int) -> None:
    os.killpg(pid, signal.SIGKILL)


# No room.


@contextmanager
def small_file_system(folder: Path, kilobytes: int) -> Iterator[bool]:
    """A file system in memory of so many kilobytes; False where none can be made."""
    folder.mkdir()
    size = f"size={kilobytes}k"
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=False,
                          capture_output=True).returncode == 0  # fmt: skip
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", str(folder)], check=True)


def no_room(batch: Batch, folder: Path, kilobytes: int, *options: str) -> Result | None:
    """A batch on a file system that fills up, which then becomes larger."""
    with small_file_system(folder, kilobytes) as made:
        if not made:
            return None
        out = folder / "out"
        done = batch.run(out, *options)
        count, wrong = documents(out), []
        whole = count == len(batch.whole) - 1
        if done.returncode != _UNWRITABLE and not (whole and done.returncode == 0):
            wrong.append(f"exit code {done.returncode}")
        if done.returncode and "No space left on device" not in done.stderr:
            wrong.append(f"it does not say why: {done.stderr.strip()[-200:]}")
        if "Traceback" in done.stderr:
            wrong.append(f"a traceback: {done.stderr.strip()[-300:]}")
        wrong += broken(out)
        subprocess.run(["mount", "-o", "remount,size=100m", str(folder)], check=True)
        wrong += batch.again(out)
        return Result(count, tuple(wrong))


def small_files(batch: Batch, out: Path, size: int, *options: str) -> Result:
    """A batch that may write no file larger than so many bytes."""
    done = batch.run(
        out, *options, limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    )
    wrong: list[str] = []
    if done.returncode != _UNWRITABLE:
        wrong.append(f"exit code {done.returncode}")
    if "File too large" not in done.stderr or "Traceback" in done.stderr:
        wrong.append(f"it does not say why: {done.stderr.strip()[-300:]}")
    count = documents(out)
    wrong += broken(out)
    wrong += batch.again(out)
    return Result(count, tuple(wrong))


def main() -> int:
    """Run all, print a table, and give the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - moments, no secrets
    folder = Path(tempfile.mkdtemp(prefix="plangen-faults-"))
    try:
        return report(options.seed, run_all(Batch(folder, options.rows), options.kills, chance))
    finally:
        shutil.rmtree(folder)


def run_all(batch: Batch, kills: int, chance: random.Random) -> dict[str, list[Result]]:
    results: dict[str, list[Result]] = {}
    kinds: dict[str, tuple[Callable[[int], None], tuple[str, ...]]] = {
        "kill -9, one process": (kill, ("--jobs", "1")),
        "kill -9, two workers": (kill, ("--jobs", "2")),
        "kill -9, the group": (kill_group, ("--jobs", "2")),
        "Ctrl-C, one process": (interrupt, ("--jobs", "1")),
        "Ctrl-C, two workers": (interrupt, ("--jobs", "2")),
    }
    for name, (send, jobs) in kinds.items():
        results[name] = []
        for number in range(kills):
            out = batch.folder / f"{len(results)}-{number}"
            # Not before Python has come as far as our own code.
            delay = 0.15 + chance.random() * batch.seconds[jobs[1]]
            results[name].append(disturbed(batch, out, send, delay, *jobs))
            shutil.rmtree(out, ignore_errors=True)
    size = sum(map(len, batch.whole.values())) // 1024
    results["no room"] = []
    sizes = max(2, kills // 4)
    for number in range(sizes):
        kilobytes = 8 + number * size * 2 // sizes
        jobs = ("--jobs", str(1 + number % 2))
        found = no_room(batch, batch.folder / f"small-{number}", kilobytes, *jobs)
        results["no room"] += [found] if found else []
    document = max(map(len, (data for name, data in batch.whole.items() if name.endswith("x"))))
    results["file size limit"] = [
        small_files(batch, batch.folder / f"limit-{at}", limit, "--jobs", str(1 + at % 2))
        for at, limit in enumerate((0, document - 1, 1, 100, document // 2)[: kills + 1])
    ]
    return results


def report(seed: int, results: dict[str, list[Result]]) -> int:
    print(f"{'':24}{'times':>7}{'made, least':>13}{'most':>7}{'wrong':>7}   (seed {seed})")
    bad = 0
    for name, found in results.items():
        wrong = [words for result in found for words in result.wrong]
        bad += len(wrong)
        if not found:
            print(f"{name:24}{'-':>7}   not possible here")
            continue
        least, most = min(r.done for r in found), max(r.done for r in found)
        print(f"{name:24}{len(found):>7}{least:>13}{most:>7}{len(wrong):>7}")
        for words in wrong[:5]:
            print(f"    {words}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
