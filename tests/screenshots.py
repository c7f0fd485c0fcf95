"""The pictures of the page in the README: `python -m tests.screenshots` writes them to docs/screenshots."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from tests.browser import MISSING, Walk, chromium
from tests.served import PROJECT, served

FOLDER = PROJECT / "docs" / "screenshots"
LARGEST = 300_000  # bytes of one picture


def main() -> int:
    if MISSING:
        print(MISSING, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, served(Path(data)) as address, chromium() as browser:
        with Walk(browser, address, "light", 1280, 800) as walk:
            walk.look_around("physician")
            walk.list()
            _take(walk, "worklist")
            walk.open("seed-sij-001")
            walk.page.click("button.row >> nth=0")
            walk.page.wait_for_timeout(500)
            _take(walk, "case")
        with Walk(browser, address, "dark", 1280, 800) as walk:
            walk.look_around("physician")
            walk.list()
            walk.open("seed-sij-001")
            walk.draw()
            walk.page.evaluate("document.querySelector('.acts2:has(a)').scrollIntoView()")
            walk.page.wait_for_function("[...document.querySelectorAll('.pages img')][0].complete")
            _take(walk, "letter")
    return 0


def _take(walk: Walk, name: str) -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(walk.page.screenshot())).convert("RGB").quantize(128)
    file = FOLDER / f"{name}.png"
    picture.save(file, optimize=True)
    print(f"{file.relative_to(PROJECT)}: {file.stat().st_size:,} bytes")
    assert file.stat().st_size < LARGEST


if __name__ == "__main__":
    sys.exit(main())
