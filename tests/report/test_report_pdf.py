"""The PDF of a report: tagged, titled, with the letters of every script inside; the same bytes wherever it is made."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from report_builders import IN_SCRIPTS, Document, with_sites

from ledger.proof.canonical import canonicalise
from ledger.report.html import report_html
from ledger.report.model import report_bytes
from ledger.report.pdf import report_pdf

POPPLER = pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler-utils is not installed")
_FONTS = {
    "zh": "Noto-Sans-CJK-SC",
    "bn": "Noto-Sans-Bengali",
    "ar": "Noto-Sans-Arabic",
    "km": "Noto-Sans-Khmer",
    "hi": "Noto-Sans-Devanagari",
}
_MAKE = """
import json, sys
from hashlib import sha256
from ledger.report.html import report_html
from ledger.report.model import report_bytes
from ledger.report.pdf import report_pdf
document = json.loads(sys.stdin.buffer.read())
for made in (report_bytes(document), report_html(document).encode(), report_pdf(document)):
    print(sha256(made).hexdigest())
"""


@pytest.fixture(scope="module")
def printed(made: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft of sites in five scripts, as a PDF file."""
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(report_pdf(with_sites(json.loads(made), list(IN_SCRIPTS.values()))))
    return path


def told_by(program: str, *words: object) -> str:
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=True).stdout


@POPPLER
@pytest.mark.parametrize("language", IN_SCRIPTS)
def test_the_letters_of_every_script_are_in_the_file(printed: Path, language: str) -> None:
    lines = [line for line in told_by("pdffonts", printed).splitlines() if _FONTS[language] in line]
    assert lines
    assert all(line.split()[-5] == "yes" for line in lines)  # embedded


@POPPLER
def test_the_file_is_tagged_titled_and_marked_as_what_it_is(printed: Path) -> None:
    told = dict(line.split(":", 1) for line in told_by("pdfinfo", printed).splitlines() if ":" in line)
    assert told["Tagged"].strip() == "yes"
    assert told["Title"].strip().startswith("Forced-labour risk report")
    assert 'pdfuaid:part="1"' in told_by("pdfinfo", "-meta", printed)
    structure = told_by("pdfinfo", "-struct", printed)
    assert structure.count("Figure") >= 3


@POPPLER
def test_every_page_of_a_draft_says_that_it_cannot_be_cited(printed: Path) -> None:
    pages = told_by("pdftotext", "-raw", printed, "-").split("\f")[:-1]
    assert len(pages) > 3
    assert all("CANNOTBECITED" in "".join(page.split()) for page in pages)  # it stands aslant


def test_time_zone_locale_and_hash_seed_change_no_byte(made: str, printed: Path) -> None:
    document = with_sites(json.loads(made), list(IN_SCRIPTS.values()))
    here = (report_bytes(document), report_html(document).encode(), printed.read_bytes())
    env = os.environ | {"TZ": "Asia/Dhaka", "LC_ALL": "tr_TR.UTF-8", "LANG": "C", "PYTHONHASHSEED": "1"}
    ran = subprocess.run([sys.executable, "-c", _MAKE], input=here[0], env=env, capture_output=True, check=True)
    assert ran.stdout.decode().split() == [sha256(each).hexdigest() for each in here]


def test_a_picture_from_elsewhere_is_not_fetched(draft: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "ledger.report.pdf.report_html", lambda _: "<title>t</title><img alt='x' src='file:///etc/hostname'>"
    )
    assert report_pdf(draft).startswith(b"%PDF-")


def test_the_same_document_in_another_order_of_keys_is_the_same_file(draft: Document) -> None:
    turned = dict(reversed(draft.items()))
    assert canonicalise(turned) == canonicalise(draft)
