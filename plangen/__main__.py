"""`plangen` and `python -m plangen`."""

import sys


def main() -> None:
    """Run the command line."""
    from plangen.cli import command

    sys.exit(command())


if __name__ == "__main__":
    main()
