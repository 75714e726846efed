"""Runs whole processes: once to see that they are right, then interleaved by the clock."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from checks import difference
from content import Printed

ROOT = Path(__file__).resolve().parent.parent


class Peer(NamedTuple):
    """One process: what it runs, and the file that it makes in each round's folder, if any."""

    name: str
    command: tuple[str, ...]
    output: str = ""


class Failed(Exception):  # noqa: N818 - a result, not a fault of this program
    """A peer ended with an error or made another document."""


def environment() -> dict[str, str]:
    """The checkout before an installed plangen; compiled modules are kept, as for any user."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT), *_search_path()])}


def _search_path() -> list[str]:
    return [path for path in [os.environ.get("PYTHONPATH", "")] if path]


def run(command: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )


def warm_up(
    peers: list[Peer], folder: Path, document: Printed
) -> tuple[list[Peer], dict[str, str]]:
    """Run each once and open what it made: those that are right, and what others did wrong."""
    ready: list[Peer] = []
    failures: dict[str, str] = {}
    warm = folder / "warm-up"
    warm.mkdir()
    for peer in peers:
        try:
            _check(peer, warm, document)
            ready.append(peer)
        except Failed as failure:
            failures[peer.name] = str(failure)
    return ready, failures


def _check(peer: Peer, folder: Path, document: Printed) -> None:
    done = run(peer.command, folder)
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise Failed(f"ended with {done.returncode}: {last}")
    if peer.output and (wrong := difference(folder / peer.output, document)):
        raise Failed(f"made another document: {wrong}")


def measure(peers: list[Peer], folder: Path, runs: int) -> dict[str, list[float]]:
    """Milliseconds of each run; every round has a new folder, and none is deleted in between."""
    times: dict[str, list[float]] = {peer.name: [] for peer in peers}
    variables = environment()
    for number in range(runs):
        place = folder / f"round-{number}"
        place.mkdir()
        for peer in peers:
            times[peer.name].append(_time(peer, place, variables))
        _progress(number + 1, runs)
    return times


def _time(peer: Peer, folder: Path, variables: dict[str, str]) -> float:
    quiet = subprocess.DEVNULL
    begun = time.perf_counter()
    done = subprocess.run(
        peer.command, cwd=folder, env=variables, stdout=quiet, stderr=quiet, check=False
    )
    taken = (time.perf_counter() - begun) * 1000
    if done.returncode:
        raise SystemExit(f"{peer.name} was right in the warm-up, then ended with {done.returncode}")
    return taken


def _progress(done: int, runs: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{runs}", end="" if done < runs else "\n", file=sys.stderr, flush=True)


def find_pandoc() -> str | None:
    """On PATH, else that of pypandoc_binary."""
    if found := shutil.which("pandoc"):
        return found
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return None


def pandoc_version(pandoc: str | None = None) -> dict[str, str]:
    """The version of this pandoc, else of the one that is found; nothing if there is none."""
    pandoc = pandoc or find_pandoc()
    if not pandoc:
        return {}
    found = re.search(r"\d[\d.]*", run((pandoc, "--version"), ROOT).stdout)
    return {"pandoc": found[0] if found else "?"}
