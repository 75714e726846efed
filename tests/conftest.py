"""What all tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

COMMON = {"deadline": None, "max_examples": 100, "report_multiple_bugs": False}
settings.register_profile("same", **COMMON, derandomize=True)
settings.register_profile("explore", **COMMON)
os.environ.pop("SOURCE_DATE_EPOCH", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--explore", action="store_true", help="try other examples of properties than every time"
    )
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite the files in tests/goldens"
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("explore" if config.getoption("--explore") else "same")


@pytest.fixture
def compare(request: pytest.FixtureRequest) -> Callable[[Path, bytes], None]:
    """Compare with a golden file, or rewrite it where that was asked for."""

    def check(golden: Path, data: bytes) -> None:
        if request.config.getoption("--update-goldens"):
            golden.write_bytes(data)
        assert golden.read_bytes().decode() == data.decode()

    return check
