"""The memory of a process and of those it started, sampled while they run; Linux alone tells it."""

import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import subprocess

EVERY = 0.1
_PROC = Path("/proc")
_KIB = 1024
_FEW = 8


class Sample(NamedTuple):
    """Resident memory in MiB, so many seconds after the start."""

    at: float
    resident: float


class Watched(NamedTuple):
    """One process; `peak` is the kernel's own, so nothing between two samples is missed."""

    name: str
    samples: list[Sample]
    peak: float

    def median_of(self, begin: float, end: float) -> float | None:
        """The median between two shares of its life; nothing for a process too short-lived."""
        count = len(self.samples)
        inside = self.samples[int(count * begin) : int(count * end)]
        return median(sample.resident for sample in inside) if count >= _FEW else None


def can_watch() -> bool:
    return (_PROC / "self" / "status").is_file()


def watch(process: "subprocess.Popen[str]") -> list[Watched]:
    """Sample until the process ends: itself first, then the others in the order they were seen."""
    begun = time.perf_counter()
    samples: dict[int, list[Sample]] = {process.pid: []}
    peaks: dict[int, float] = {}
    while process.poll() is None:
        for pid in _family(process.pid):
            resident, peak = _memory(pid)
            if resident:
                at = time.perf_counter() - begun
                samples.setdefault(pid, []).append(Sample(at, resident))
                peaks[pid] = max(peak, peaks.get(pid, 0.0))
        time.sleep(EVERY)
    names = {pid: f"child {number}" for number, pid in enumerate(samples)}
    names[process.pid] = "parent"
    return [Watched(names[pid], found, peaks[pid]) for pid, found in samples.items() if found]


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for above in found:
        try:
            children = (_PROC / f"{above}/task/{above}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def _memory(pid: int) -> tuple[float, float]:
    """What is resident and its peak, in MiB; zeros once the process is gone."""
    try:
        status = (_PROC / f"{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0, 0.0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    resident, peak = (lines.get(key, "0 kB").split()[0] for key in ("VmRSS", "VmHWM"))
    return int(resident) / _KIB, int(peak) / _KIB
