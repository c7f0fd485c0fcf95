"""A real browser at the page: Debian's Chromium, told to keep to itself."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
MISSING = None if CHROMIUM and importlib.util.find_spec("playwright") else "no chromium: make .venv/browser installs it"
ALONE = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-domain-reliability", "--no-first-run", "--no-default-browser-check", "--disable-dev-shm-usage",
)  # fmt: skip
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # all that another theme changes
SLOWEST = 60_000  # milliseconds; a busy machine draws a letter in ten seconds
AXE = "axe_playwright_python"


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ALONE))
        try:
            yield browser
        finally:
            browser.close()


class Walk:
    """One person's way through the page. It keeps every request, and what went wrong in the page."""

    def __init__(self, browser: Any, address: str, theme: str = "light", width: int = 1280, height: int = 900) -> None:
        self.address = address
        self.context = browser.new_context(
            color_scheme=theme, viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(SLOWEST)
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def __enter__(self) -> Walk:
        self.page.goto(self.address)
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def look_around(self, who: str) -> None:
        self.page.click(f"button[value={who}]")
        for _ in range(120):
            if "/app/" in self.page.url:
                break
            self.page.wait_for_timeout(1000)
            if self.page.url.endswith("/login"):
                self.page.click(f"button[value={who}]")
        self.page.wait_for_selector(".top .brand")
        self.page.wait_for_selector('button[role=tab]:visible:has-text("Guidelines")')

    def answered(self) -> None:
        """Wait until the server answered what was clicked, and the page shows it."""
        self.page.evaluate("new Promise(done => setTimeout(done))")
        self.page.wait_for_function("!document.documentElement.classList.contains('working')")

    def tab(self, name: str) -> None:
        self.page.click(f'button[role=tab]:visible:has-text("{name}")')
        self.answered()

    def list(self, name: str = "All open") -> None:
        self.tab("Worklist")
        self.page.check(f'label:has-text("{name}") >> input')
        self.answered()
        self.page.wait_for_selector("button.open:visible")

    def open(self, case: str) -> None:
        self.page.click(f'button.open[data-case="{case}"]:visible')
        self.page.wait_for_selector(f'.banner h2:text-is("{case}")')
        self.page.wait_for_selector(".criteria:visible, .empty:visible")

    def draw(self) -> None:
        self.tab("Letter")
        self.page.click('button:text-is("Draw the letter"):visible')
        self.answered()
        self.page.wait_for_selector('button:text-is("Draw the letter"):enabled')
        self.page.wait_for_selector(".pages img:visible")

    def violations(self) -> list[str]:
        """What axe finds against WCAG A and AA in the page as it stands, in both themes."""
        found = self._axe(WCAG)
        self._theme("dark")
        found += self._axe(COLOURS)
        self._theme("light")
        return found

    def _theme(self, name: str) -> None:
        self.page.emulate_media(color_scheme=name)
        self.page.wait_for_function(
            "dark => !document.querySelector('.gradio-container') || document.body.classList.contains('dark') === dark",
            arg=name == "dark",
        )

    def _axe(self, rules: dict[str, Any]) -> list[str]:
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            found = importlib.util.find_spec(AXE)
            assert found
            assert found.submodule_search_locations
            self.page.evaluate((Path(found.submodule_search_locations[0]) / "axe.min.js").read_text())
        result = self.page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        assert result["passes"]
        return [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in result["violations"] for n in v["nodes"]]
