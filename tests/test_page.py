"""The page in a real browser: the whole walk, and what it must never do."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser import MISSING, Walk, chromium
from tests.endpoint import serving
from tests.served import Visitor, served

pytestmark = pytest.mark.skipif(MISSING is not None, reason=MISSING or "")

HOSTILE = (
    "Clinic note 2025-11-12. Bilateral SIJ injection 2025-08-05 under fluoroscopy. Pain before 8/10, after 2/10.\n"
    "<script>document.title='taken'</script> <img src=x onerror=\"document.title='taken'\"> {{7*7}} ${1+1} &amp;"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("page")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_is_accessible_in_both_themes_asks_no_other_host_and_stores_nothing(
    address: str, browser: Any, theme: str
) -> None:
    found: dict[str, list[str]] = {}
    with Walk(browser, address, theme) as walk:
        page = walk.page
        found["log-in"] = walk.violations()
        walk.look_around("physician")
        walk.list()
        found["worklist"] = walk.violations()
        walk.open("seed-sij-001")
        page.click("button.row >> nth=0")
        found["criteria"] = walk.violations()
        walk.tab("Facts")
        page.click("button[data-act=confirm] >> nth=0")
        page.wait_for_selector('button:text-is("Cancel"):visible')
        found["facts"] = walk.violations()
        page.click('button:text-is("Cancel")')
        walk.draw()
        found["letter"] = walk.violations()
        walk.tab("Ask")
        page.click('button:has-text("What would change")')
        page.wait_for_selector("section[aria-label='Sources of the answer']")
        found["ask"] = walk.violations()
        walk.tab("History")
        found["history"] = walk.violations()
        walk.tab("New case")
        page.click('button:has-text("Store and review")')
        page.wait_for_selector("text=Give a code, or name the service")
        found["new case"] = walk.violations()
        walk.tab("Guidelines")
        page.click("button[data-act=read]:visible >> nth=0")
        page.wait_for_selector(".reading")
        found["guidelines"] = walk.violations()
        walk.tab("Quality")
        page.wait_for_selector("text=Latest evaluation")
        found["quality"] = walk.violations()
        stored = page.evaluate("[JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie]")
        cookies = {cookie["name"]: cookie["value"] for cookie in walk.context.cookies()}
    assert {view: wrong for view, wrong in found.items() if wrong} == {}
    assert {urlsplit(url).netloc for url in walk.requests if not url.startswith(("data:", "blob:"))} == {
        urlsplit(address).netloc
    }
    assert walk.faults == []
    assert stored[2] == ""
    for held in (*stored, *cookies.values()):
        assert "sij" not in held.lower()
        assert "Okafor" not in held
    assert set(cookies) == {"necessity", "necessity_visit"}


def test_administrators_see_people_and_no_cases(address: str, browser: Any) -> None:
    with Walk(browser, address) as walk:
        walk.look_around("administrator")
        tabs = [tab.inner_text() for tab in walk.page.query_selector_all("button[role=tab]:visible")]
        assert tabs == ["Guidelines and policies", "Quality", "People"]
        walk.tab("People")
        walk.page.wait_for_selector("text=Nora Ellis")
        assert walk.violations() == []


def test_a_case_opens_in_under_a_second_and_by_keyboard_alone(address: str, browser: Any) -> None:
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        walk.list()
        walk.open("seed-sij-001")  # what is loaded once is loaded now
        walk.list()
        page = walk.page
        page.focus("button.open >> nth=0")
        page.keyboard.press("ArrowDown")
        case = page.evaluate("document.activeElement.dataset.case")
        began = time.monotonic()
        page.keyboard.press("Enter")
        page.wait_for_selector(f'.banner h2:text-is("{case}")')
        assert time.monotonic() - began < 1.0
        page.wait_for_selector("button.row:visible")
        page.focus("button.row >> nth=0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        detail = page.locator("tbody[data-criterion].on .beside")
        assert detail.is_visible()
        assert "In the record" in detail.inner_text()
        assert "In the guideline" in detail.inner_text()


def test_a_nurse_signs_an_approval_and_downloads_the_letter_with_one_click(address: str, browser: Any) -> None:
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        walk.list()
        walk.open("seed-sij-001-relief-held")
        page = walk.page
        page.click("button[data-act=take]")
        page.wait_for_selector("text=The case is with you")
        walk.draw()
        with page.expect_download() as taken:
            page.click("text=Download Word")
        assert zipfile.is_zipfile(io.BytesIO(Path(taken.value.path()).read_bytes()))
        page.click('button:text-is("Sign")')
        page.wait_for_selector("text=Not signed")
        for box in page.query_selector_all("input[type=checkbox]:visible"):
            box.check()
        page.click('button:text-is("Sign")')
        page.wait_for_selector("text=Signed: approve")
        with page.expect_download() as taken:
            page.click("text=Download PDF")
        assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
        assert taken.value.suggested_filename == "letter-member.pdf"
        page.click('button:has-text("Take the signature back")')
        page.fill('label:has-text("Why it no longer holds") >> textarea', "Signed too early.")
        page.click('button:text-is("Take it back")')
        page.wait_for_selector("text=no longer holds: withdrawn")


def test_a_nurse_cannot_sign_a_denial(address: str, browser: Any) -> None:
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        walk.list()
        walk.open("seed-sij-001")
        walk.draw()
        walk.page.click('button:text-is("Sign")')
        walk.page.wait_for_selector("text=Only a physician may sign a denial")


def test_a_confirmed_reading_runs_the_rules_again_at_once(address: str, browser: Any) -> None:
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        walk.list()
        walk.open("seed-sij-001-ohio")
        page = walk.page
        before = page.inner_text(".criteria")
        walk.tab("Facts")
        page.click("button[data-act=confirm] >> nth=0")
        page.wait_for_selector("text=Which reading is meant?")
        page.click('button:has-text("Save and run")')
        page.wait_for_selector("text=The statement has no such reading")
        page.check("fieldset:has-text('Reading') input >> nth=1")
        page.click('button:has-text("Save and run")')
        page.wait_for_selector("text=Say why")
        page.get_by_label("Why", exact=True).first.fill("the office confirmed by telephone")
        page.click('button:has-text("Save and run")')
        page.wait_for_selector("text=the rules ran again")
        page.wait_for_selector("text=Corrections in force")
        walk.tab("Criteria")
        assert page.inner_text(".criteria") != before


def test_a_problem_stands_beside_its_field_loses_no_typing_and_hostile_text_stays_text(
    address: str, browser: Any
) -> None:
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        walk.tab("New case")
        page = walk.page
        page.get_by_label("Case number").fill("page-1")
        page.get_by_label("Born").fill("last spring")
        page.get_by_label("Payer", exact=True).fill("aetna")
        page.get_by_label("Code (CPT)").fill("27096")
        page.get_by_label("Or paste a note").fill(HOSTILE)
        page.click('button:has-text("Store and review")')
        page.wait_for_selector("text=It must be a date such as")
        assert page.get_by_label("Or paste a note").input_value() == HOSTILE
        assert page.get_by_label("Case number").input_value() == "page-1"
        page.get_by_label("Born").fill("1961-04-02")
        page.set_input_files("input[data-upload='/documents']", {
            "name": "letter.txt", "mimeType": "text/plain", "buffer": b"Sacroiliac pain for 8 months.",
        })  # fmt: skip
        page.wait_for_selector(".drop li:has-text('letter.txt')")
        page.click('button:has-text("Store and review")')
        page.wait_for_selector('.banner h2:text-is("page-1")')
        assert page.locator('.text[data-document="pasted note"]').inner_text() == HOSTILE
        assert page.locator('.text[data-document="letter.txt"]').count() == 1
        assert page.title() != "taken"
        assert page.locator(".record script, .record img").count() == 0


def test_words_selected_in_the_record_become_a_fact(address: str, browser: Any) -> None:
    words = "0 pain relief currently"
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        walk.list()
        walk.open("seed-sij-001-texas")
        page = walk.page
        page.evaluate(
            """words => {
              const walker = document.createTreeWalker(document.getElementById("record"), NodeFilter.SHOW_TEXT);
              for (let node; (node = walker.nextNode());) {
                const at = node.data.indexOf(words);
                if (at >= 0 && node.parentElement.closest(".text")) {
                  getSelection().setBaseAndExtent(node, at, node, at + words.length);
                  return;
                }
              }
            }""",
            words,
        )
        page.click("#point:visible")
        page.wait_for_selector("text=Words of the record")
        assert page.get_by_label("Words of the record").input_value() == words


def test_a_session_that_ended_is_said_and_what_was_typed_stays(address: str, browser: Any) -> None:
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        walk.tab("New case")
        walk.page.get_by_label("Case number").fill("typed-1")
        walk.context.clear_cookies()
        walk.page.click('button:has-text("Empty the form")')
        walk.page.wait_for_selector("text=Your session has ended")
        assert walk.page.get_by_label("Case number").input_value() == "typed-1"


def test_two_people_who_take_the_same_case_do_not_lose_it_to_one_another(address: str, browser: Any) -> None:
    with Walk(browser, address) as first, Walk(browser, address) as second:
        first.look_around("nurse")
        second.look_around("physician")
        for walk in (first, second):
            walk.list()
            walk.open("seed-sij-001-no-outcome")
        first.page.click("button[data-act=take]")
        first.page.wait_for_selector("text=The case is with you")
        second.page.click("button[data-act=take]")
        second.page.wait_for_selector("text=is with nurse now")


def test_a_models_answer_is_provisional_until_checked_and_the_page_answers_meanwhile(
    tmp_path: Path, browser: Any
) -> None:
    invented = "The record shows 95 % relief after the injection, so the request is approved. " * 6
    with serving("streams slowly", invented) as model:
        to_model = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none", "OPENAI_MODEL": "fake"}
        with served(tmp_path, **to_model) as address, Walk(browser, address) as walk, Visitor(address) as other:
            walk.look_around("nurse")
            other.look_around("physician")
            other.send("show_list", "open", "")
            walk.list()
            walk.open("seed-sij-001")
            walk.tab("Ask")
            walk.page.get_by_label("Question").fill("How much relief did the injection give?")
            walk.page.keyboard.press("Enter")
            walk.page.wait_for_selector("text=Provisional, not checked yet")
            took = []
            for _ in range(5):
                began = time.monotonic()
                other.send("show_list", "open", "")
                took.append(time.monotonic() - began)
            walk.page.wait_for_selector("text=What the guard left out")
            assert "95 %" not in walk.page.inner_text(".message.bot, .bot.message")
            walk.page.click("text=What the guard left out")
            assert "95 %" in walk.page.inner_text("section[aria-label='Sources of the answer']")
            print(f"while the model wrote: {min(took):.3f} to {max(took):.3f} s")
            assert sorted(took)[2] < 0.5
