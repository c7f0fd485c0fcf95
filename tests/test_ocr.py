"""Scans: read, never mended; what may be misread is doubtful until a person has seen the picture."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest

from copilot.documents import Loaded, picture_of, text_of_bytes
from copilot.problem import Problem
from copilot.records import layout, ocr, pdf
from copilot.records.layout import Doubt, Run
from copilot.records.page import Unreadable
from tests.records.chart import DOCUMENTS, as_fax

extra = pytest.mark.skipif(not ocr.installed(), reason="takes the ocr extra")
NOTE = DOCUMENTS[0]["text"]


def letters(text: str) -> str:
    """The text without white space: how wide a space is, is the fax's to say."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def fax() -> Loaded:
    return text_of_bytes(as_fax(NOTE), "fax.pdf")


@extra
def test_a_skewed_noisy_fax_reads_as_its_text_does(fax: Loaded) -> None:
    assert letters(fax.text) == letters(NOTE)
    assert fax.pages == (0,)
    assert len(fax.doubtful) <= 1
    assert fax.notes == ("page 1 read from a picture; compare figures with it",)


def scanned(fax: bytes, turns: int = 0) -> layout.Placed:
    """A page of a fax, read in this process, where the recogniser is loaded once."""
    import numpy

    picture = numpy.ascontiguousarray(numpy.rot90(pdf.picture(pdf.opened(fax), 0), turns))
    return layout.text(ocr.page(picture, picture.shape[1] * 0.36, picture.shape[0] * 0.36))


@extra
def test_a_fax_that_is_hard_to_read_has_all_its_figures_doubtful(tmp_path: Path) -> None:
    """A coarse fax (96 dpi) is misread here and there: no figure of it may count before a person has seen it."""
    path = tmp_path / "coarse.pdf"
    path.write_bytes(as_fax("Pain 9/10 before and 3/10 after; 57% relief for 11 weeks, 08/05/2025.\n" * 3, dpi=96))
    page = scanned(path.read_bytes())
    doubtful = {offset for one in page.doubtful for offset in range(one.start, one.end)}
    assert doubtful
    assert all(offset in doubtful for offset, character in enumerate(page.text) if character.isdigit())
    assert base64.b64decode(page.doubtful[0].picture).startswith(b"\x89PNG")
    assert max(len(one.picture) for one in page.doubtful) < 10_000
    picture = picture_of(path, 1, page.doubtful[0].place)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < len(picture_of(path, 1))


@extra
@pytest.mark.parametrize("turns", [1, 2])
def test_a_page_fed_sideways_or_upside_down_is_turned(turns: int) -> None:
    assert letters(scanned(as_fax(NOTE), turns).text) == letters(NOTE)


def test_without_the_extra_a_scan_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    with pytest.raises(Unreadable, match=r"not installed: make ocr, or pip install rapidocr$"):
        pdf.parse(as_fax("Pain 8/10."), lambda done, of: None)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("Pain O/10 after", ["O/10"]),
        ("relief 8O% of it", ["8O"]),
        ("o% relief", ["o%"]),
        ("pain l/10", ["l/10"]),
        ("pain 3/1O", ["/1O"]),
        ("pain 810 before", ["810"]),
        ("pain 8/10 before, 2/10 after, 75% relief", []),
        ("L4-5 and S1, CPT 27096, 110 mg, B12", ["110"]),
        ("08/10/2025", []),
    ],
)
def test_a_letter_in_a_number_and_a_lost_stroke_are_doubtful(text: str, doubtful: list[str]) -> None:
    assert [match.group() for match in ocr._MISREAD.finditer(text)] == doubtful


@pytest.mark.parametrize(
    ("text", "again", "doubtful"),
    [
        ("Pain 8/10 then 2/10", "Pain 8/10 then 2/10", set()),
        ("Pain 8/10 then 2/10", "Pain 3/10 then 2/10", {1}),
        ("Date: 08/04/2025", "Date:08/04/2025", set()),
        ("relief 80% for", "re1ief 80 % for", {1}),
        ("relief 80% for", "", {1}),
    ],
)
def test_a_figure_that_another_reading_gives_otherwise_is_doubtful(text: str, again: str, doubtful: set[int]) -> None:
    assert ocr._differing(text, again) == doubtful


def test_where_one_figure_in_ten_is_doubtful_all_are() -> None:
    def run(text: str, *spans: tuple[int, int]) -> Run:
        return Run(text, 0, 1, 0, 1, tuple(Doubt(*span, (0, 0, 1, 1)) for span in spans))

    assert not ocr._hard_to_read([run("8/10"), run("2/10", (0, 4))])
    assert ocr._hard_to_read([run("8/10 2/10", (0, 4), (5, 9)), run("75%")])
    assert not ocr._hard_to_read([run("1 " * 30, (0, 1), (2, 3))])


@pytest.mark.parametrize("size", [(9000, 9000), (20000, 20000)])
@extra
def test_a_picture_larger_than_a_page_is_refused(size: tuple[int, int]) -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("1", size).save(out, "PNG")
    with pytest.raises(Problem, match="larger than a page"):
        text_of_bytes(out.getvalue(), "scan.png")


@extra
def test_spoiled_pictures_are_refused_in_one_line() -> None:
    import random

    from PIL import Image

    from copilot.records.picture import pictures

    out = io.BytesIO()
    Image.new("L", (200, 100), 255).save(out, "PNG")
    for number in range(200):
        chance = random.Random(number)
        data: Any = bytearray(out.getvalue())
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            for picture, _ in pictures(bytes(data)):
                assert picture.ndim == 2
        except (Unreadable, OSError, ValueError, SyntaxError):
            continue
