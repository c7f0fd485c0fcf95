"""The page in a real browser: the whole walk, and what it must never do.

One server, one browser; the nurse and the physician each keep their page open, as they do all day.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser import MISSING, Walk, chromium
from tests.endpoint import Server, serving
from tests.served import Visitor, served

pytestmark = pytest.mark.skipif(MISSING is not None, reason=MISSING or "")

INVENTED = "The record shows 95 % relief after the injection, so the request is approved. " * 3
HOSTILE = (
    "Clinic note 2025-11-12. Bilateral SIJ injection 2025-08-05 under fluoroscopy. Pain before 8/10, after 2/10.\n"
    "<script>document.title='taken'</script> <img src=x onerror=\"document.title='taken'\"> {{7*7}} ${1+1} &amp;"
)


@pytest.fixture(scope="module")
def model() -> Iterator[Server]:
    """A model that writes a little at a time, and makes things up."""
    with serving("streams slowly", INVENTED) as model:
        yield model


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model: Server) -> Iterator[str]:
    to_model = {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none", "OPENAI_MODEL": "fake"}
    with served(tmp_path_factory.mktemp("page"), **to_model) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def nurses_page(address: str, browser: Any) -> Iterator[Walk]:
    with Walk(browser, address) as walk:
        walk.look_around("nurse")
        yield walk


@pytest.fixture
def nurse(nurses_page: Walk) -> Walk:
    """The nurse at her list of cases."""
    nurses_page.list()
    return nurses_page


@pytest.fixture(scope="module")
def physician(address: str, browser: Any) -> Iterator[Walk]:
    with Walk(browser, address) as walk:
        walk.look_around("physician")
        yield walk


def test_no_view_breaks_a_rule_of_accessibility_asks_another_host_or_stores_anything(
    address: str, browser: Any
) -> None:
    found: dict[str, list[str]] = {}
    with Walk(browser, address) as walk:
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
        page.wait_for_selector("text=Provisional, not checked yet")
        found["provisional answer"] = walk.violations()
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
        databases = page.evaluate("indexedDB.databases()")
        cookies = {cookie["name"]: cookie["value"] for cookie in walk.context.cookies()}
    assert {view: wrong for view, wrong in found.items() if wrong} == {}
    assert {urlsplit(url).netloc for url in walk.requests if not url.startswith(("data:", "blob:"))} == {
        urlsplit(address).netloc
    }
    assert walk.faults == []
    assert databases == []
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


def test_a_case_opens_in_under_a_second_and_by_keyboard_alone(nurse: Walk) -> None:
    nurse.open("seed-sij-001")  # what is loaded once is loaded now
    took = []
    for _ in range(3):  # a busy machine may slow one
        nurse.list()
        page = nurse.page
        page.focus("button.open >> nth=0")
        page.keyboard.press("ArrowDown")
        case = page.evaluate("document.activeElement.dataset.case")
        began = time.monotonic()
        page.keyboard.press("Enter")
        page.wait_for_selector(f'.banner h2:text-is("{case}")')
        page.wait_for_selector("button.row:visible")
        took.append(time.monotonic() - began)
        if took[-1] < 1.0:
            break
        nurse.list()
        nurse.open("seed-sij-001")
    assert min(took) < 1.0
    page.focus("button.row >> nth=0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    detail = page.locator("tbody[data-criterion].on .beside")
    assert detail.is_visible()
    assert "In the record" in detail.inner_text()
    assert "In the guideline" in detail.inner_text()


def test_a_nurse_signs_an_approval_and_downloads_the_letter_with_one_click(nurse: Walk) -> None:
    nurse.open("seed-sij-001-relief-held")
    page = nurse.page
    page.click("button[data-act=take]")
    page.wait_for_selector("text=The case is with you")
    nurse.draw()
    with page.expect_download() as taken:
        page.click("text=Download Word")
    word = Path(taken.value.path()).read_bytes()
    assert zipfile.is_zipfile(io.BytesIO(word))
    page.click('button:text-is("Sign")')
    page.wait_for_selector("text=Not signed")
    page.set_input_files("input[data-upload='/letters']", {
        "name": "edited.docx", "mimeType": "application/octet-stream", "buffer": edited(word, "70 %", "7000 %"),
    })  # fmt: skip
    page.wait_for_selector("text=in this letter block")
    nurse.draw()
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


def edited(word: bytes, old: str, new: str) -> bytes:
    """A letter in which a person replaced some words."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as before, zipfile.ZipFile(written, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "word/document.xml":
                text = re.sub(r"(<w:t[^>]*>)([^<]*\d[^<]*)(</w:t>)", rf"\1\2 {new}\3", content.decode(), count=1)
                content = text.encode()
            after.writestr(name, content)
    return written.getvalue()


def test_a_nurse_cannot_sign_a_denial(nurse: Walk) -> None:
    nurse.open("seed-sij-001")
    nurse.draw()
    nurse.page.click('button:text-is("Sign")')
    nurse.page.wait_for_selector("text=Only a physician may sign a denial")


def test_a_click_on_sign_while_the_letter_is_drawn_is_not_lost(nurse: Walk) -> None:
    nurse.open("seed-sij-001")
    nurse.draw()
    page = nurse.page
    page.route("**/run/predict", lambda route: (time.sleep(0.5), route.continue_()))
    try:
        page.click('button:text-is("Draw the letter")')
        assert page.locator('button:text-is("Sign")').is_disabled()  # nobody signs what is about to be replaced
        page.click('button:text-is("Sign")')  # as soon as it can be pressed
        page.wait_for_selector("text=Only a physician may sign a denial")
    finally:
        page.unroute("**/run/predict")
    nurse.answered()
    assert page.is_visible("text=Only a physician may sign a denial")


def test_of_two_cases_clicked_in_quick_succession_the_second_is_shown(nurse: Walk) -> None:
    page = nurse.page
    page.route("**/run/predict", lambda route: (time.sleep(0.3), route.continue_()))
    try:
        page.evaluate("""() => {
          for (const name of ["seed-sij-001-ohio", "seed-sij-001-texas"]) {
            document.querySelector(`button.open[data-case="${name}"]`).click();
          }
        }""")
        page.wait_for_selector('.banner h2:text-is("seed-sij-001-texas")')
        nurse.answered()
    finally:
        page.unroute("**/run/predict")
    assert page.inner_text(".banner h2") == "seed-sij-001-texas"


def test_what_was_typed_and_chosen_stays_when_the_case_is_taken_and_goes_with_another_case(nurse: Walk) -> None:
    nurse.open("seed-sij-001-pain-zero")
    page = nurse.page
    nurse.tab("Letter")
    page.check("fieldset:has-text('Decision') >> label:has-text('Approve') >> nth=0 >> input")
    words = page.locator('label:has-text("In your own words") >> textarea')
    words.fill("Spoke with the office.")
    page.click("button[data-act=take]")
    page.wait_for_selector("text=The case is with you")
    assert words.input_value() == "Spoke with the office."
    assert page.is_visible("text=No letter to the member is drawn yet")
    nurse.list()
    nurse.open("seed-sij-001-ohio")
    nurse.tab("Letter")
    page.check("fieldset:has-text('Decision') >> label:has-text('Approve') >> nth=0 >> input")
    assert words.input_value() == ""


def test_a_server_that_cannot_be_reached_is_told_and_loses_nothing(nurse: Walk) -> None:
    nurse.tab("New case")
    page = nurse.page
    page.get_by_label("Case number").fill("typed-2")
    page.route("**/gradio_api/**", lambda route: route.abort())
    page.click('button:has-text("Store and review")')
    page.wait_for_selector("text=The server could not be reached")
    page.unroute("**/gradio_api/**")
    page.click('button:has-text("Store and review")')
    page.wait_for_selector("text=Give a code, or name the service")
    assert page.get_by_label("Case number").input_value() == "typed-2"
    assert page.locator("#lost").count() == 0


def test_a_confirmed_reading_runs_the_rules_again_at_once_and_shows_what_changed(nurse: Walk) -> None:
    nurse.open("seed-sij-001-ohio")
    page = nurse.page
    before = page.inner_text(".criteria")
    nurse.tab("Facts")
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
    nurse.tab("Criteria")
    assert page.inner_text(".criteria") != before
    assert page.inner_text(".changed tbody").split() == (
        "At least 75 % from a diagnostic injection, or 50 % for at least 2 months after the first injection "
        "? not documented ✔ met"
    ).split()


def test_a_problem_stands_beside_its_field_loses_no_typing_and_hostile_text_stays_text(nurse: Walk) -> None:
    nurse.tab("New case")
    page = nurse.page
    page.click('button:has-text("Empty the form")')
    nurse.answered()
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


def test_words_selected_in_the_record_become_a_fact(nurse: Walk) -> None:
    words = "0 pain relief currently"
    nurse.open("seed-sij-001-texas")
    page = nurse.page
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
    nurse.answered()
    assert page.get_by_label("Words of the record").input_value() == words


def test_a_session_that_ended_is_said_and_what_was_typed_stays(nurse: Walk) -> None:
    page = nurse.page
    nurse.tab("New case")
    page.get_by_label("Case number").fill("typed-1")
    session = nurse.context.cookies()
    nurse.context.clear_cookies()
    page.click('button:has-text("Empty the form")')
    page.wait_for_selector("text=Your session has ended")
    assert page.get_by_label("Case number").input_value() == "typed-1"
    nurse.context.add_cookies(session)  # logged in again in another tab
    page.click('button:has-text("Empty the form")')
    nurse.answered()
    assert page.get_by_label("Case number").input_value() == ""


def test_two_people_who_take_the_same_case_do_not_lose_it_to_one_another(nurse: Walk, physician: Walk) -> None:
    physician.list()
    for walk in (nurse, physician):
        walk.open("seed-sij-001-no-outcome")
    nurse.page.click("button[data-act=take]")
    nurse.page.wait_for_selector("text=The case is with you")
    physician.page.click("button[data-act=take]")
    physician.page.wait_for_selector("text=is with nurse now")


def test_a_models_answer_is_provisional_until_checked_and_the_page_answers_meanwhile(
    nurse: Walk, address: str
) -> None:
    with Visitor(address) as other:
        other.look_around("physician")
        other.send("show_list", "open", "")
        nurse.open("seed-sij-001")
        nurse.tab("Ask")
        page = nurse.page
        page.get_by_role("textbox", name="Question Ask").fill("How much relief did the injection give?")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Provisional, not checked yet")
        took = []
        for _ in range(5):
            began = time.monotonic()
            other.send("show_list", "open", "")
            took.append(time.monotonic() - began)
        page.wait_for_selector("text=What the guard left out")
        assert "95 %" not in page.inner_text(".message.bot, .bot.message")
        page.click("text=What the guard left out")
        assert "95 %" in page.inner_text("section[aria-label='Sources of the answer']")
        print(f"while the model wrote: {min(took):.3f} to {max(took):.3f} s")
        assert sorted(took)[2] < 0.5


def test_what_a_model_still_writes_about_one_case_is_not_shown_in_the_next(nurse: Walk) -> None:
    nurse.open("seed-sij-001")
    nurse.tab("Ask")
    page = nurse.page
    page.click('button:has-text("What was done before")')
    page.wait_for_selector("text=Provisional, not checked yet")
    nurse.list()
    nurse.open("seed-sij-001-texas")
    nurse.tab("Ask")
    page.wait_for_timeout(2500)  # as long as the model goes on
    assert page.locator(".message").count() == 0
    assert page.inner_text(".banner h2") == "seed-sij-001-texas"
