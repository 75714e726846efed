"""`plangen` and `python -m plangen`."""

import gc
import sys

INTERRUPTED = 130


def main() -> None:
    """Run the command line."""
    # A short run makes little garbage and many objects: look for it less often.
    gc.set_threshold(100_000)
    try:
        from plangen.cli import command

        code = command()
    except KeyboardInterrupt:
        code = INTERRUPTED
    # At the end Python looks for garbage once more, which takes a tenth of a short run.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
