"""`plangen` and `python -m plangen`."""

import gc
import sys


def main() -> None:
    """Run the command line."""
    # A short run makes little garbage and many objects: look for it less often.
    gc.set_threshold(100_000)
    from plangen.cli import command

    sys.exit(command())


if __name__ == "__main__":
    main()
