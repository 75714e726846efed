"""Pages as an office program lays them out: 22 lines of 28 characters (GB/T 9704-2012 5.2.3)."""

import shutil
import subprocess
from pathlib import Path

import pytest

import plangen
from plangen.loader import loads

CHARACTERS = 28
LINES = 22

needs_office = pytest.mark.skipif(
    not all(map(shutil.which, ("soffice", "pdftotext", "fc-list"))),
    reason="LibreOffice, poppler-utils and fontconfig are not all there",
)


def pages(tmp_path: Path, source: str) -> list[list[str]]:
    """The lines of each page, without page numbers."""
    fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=True)
    if not fonts.stdout.strip():
        pytest.skip("no Chinese font is installed")
    plan = loads(source.encode()).plan
    assert plan is not None
    plangen.write(plangen.render(plan), tmp_path / "plan.docx", layout=plan.layout)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "plan.docx"]
    subprocess.run(convert, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    command = ["pdftotext", "-layout", "plan.pdf", "-"]
    text = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    found = [page.split("\n") for page in text.stdout.split("\f")]
    return [
        [line.strip() for line in page if line.strip() and not line.strip().startswith("—")]
        for page in found
        if any(line.strip() for line in page)
    ]


@needs_office
def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    text = "社区" * 900
    found = pages(tmp_path, f"title: 满页\npreamble: {text}\n")
    assert [len(line) for line in found[1]] == [CHARACTERS] * LINES


@needs_office
def test_the_first_page_shows_text_and_an_annex_begins_a_page(tmp_path: Path) -> None:
    source = (
        "title: 云溪社区计划\npreamble: 正文。\nattachments:\n  - {title: 名单, text: 张三。}\n"
    )
    found = pages(tmp_path, source)
    assert found[0][:2] == ["云溪社区计划", "正文。"]
    assert found[1] == ["附件", "名单", "张三。"]
