"""Mutated Word files, texts and web pages under limits: `python benchmarks/fuzz_import.py` (POSIX).

Workers import each file with at most 300 MB for the worker and 10 s for the file, in turn without
options and with them. Whatever is no problem told to the user is noted and written to a folder,
with the bytes that cause it. The same seed makes the same files. Exit code 1 if anything is wrong.
See README.md.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

# The checkout goes before an installed plangen.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz import HEAD, Found, Run, Work, failed, parse, row, write_faults
from fuzz_import_cases import BYTES, KINDS, NAMES, XML, make_case, make_pools
from fuzz_import_worker import work
from fuzz_worker import Limits
from mutations_xml import CHANGES
from report import machine, machine_line, table

# Tenths of all files.
SHARES = {BYTES: 1, XML: 4, "text": 3, "HTML": 1, "Markdown": 1}


def main() -> int:
    options = _options()
    begun = time.perf_counter()
    pools = make_pools()
    # Nothing but LibreOffice is looked for there, which would read what plangen does not.
    os.environ["PATH"] = ""
    numbers = {
        kind: range(options.first, options.first + options.count * share // 10)
        for kind, share in SHARES.items()
    }
    limits = Limits(options.seconds, options.megabytes)
    with tempfile.TemporaryDirectory(prefix="plangen-fuzz-") as folder:
        old = Work(KINDS, make_case, work)
        found = Run(old, pools, Path(folder), limits, options).all(numbers)
    print(_report(found, options.seed, time.perf_counter() - begun))
    return write_faults(found, options, KINDS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    about = "how many files (default: %(default)s)"
    parser.add_argument("--count", type=int, default=10_000, help=about)
    about = "the number of the first of each kind (default: %(default)s)"
    parser.add_argument("--first", type=int, default=0, metavar="N", help=about)
    return parse(parser, seconds=10.0, output="plangen-fuzz-import")


def _report(found: Found, seed: int, seconds: float) -> str:
    every = [outcome for outcomes in found.outcomes.values() for outcome in outcomes]
    names = dict.fromkeys([*CHANGES, *NAMES])
    rows = [row(name, [each for each in every if name in each.done]) for name in names]
    for kind, outcomes in found.outcomes.items():
        faults = [fault for fault in found.faults if fault.kind.startswith(kind)]
        rows.append(row(kind, outcomes, len(faults)))
    facts = f"seed {seed}, {seconds:,.0f} s, at most {max(found.peaks, default=0):,.0f} MiB"
    head = ("mutation", "files", "imported", "with notes", *HEAD[4:])
    lines = [machine_line(machine()), facts, "", table(head, rows)]
    return "\n".join([*lines, *failed(found.faults)])


if __name__ == "__main__":
    sys.exit(main())
