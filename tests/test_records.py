"""The founding chart in every form it arrives in is judged as its text is, or says what it cannot be sure of."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copilot.case import Case
from copilot.documents import text_of_bytes
from copilot.load import load
from copilot.review import Review
from copilot.reviewing import review
from copilot.settings import load as settings
from rules.facts import to_json
from tests.records.chart import as_bundle, as_ccda, as_docx, as_fax, as_hl7, as_pdf

EXAMPLES = Path(__file__).parent.parent / "examples"
CASES = ("founding-case", "variant-pain-zero", "variant-relief-held", "variant-no-outcome")
FORMS: dict[str, tuple[str, Callable[[dict[str, Any]], bytes]]] = {
    "pdf": (".pdf", lambda document: as_pdf(document["text"])),
    "docx": (".docx", lambda document: as_docx(document["text"])),
    "ccda": (".xml", as_ccda),
    "hl7": (".hl7", as_hl7),
    "fax": (".pdf", lambda document: as_fax(document["text"])),
}


def text_case(name: str) -> Case:
    [found] = load(EXAMPLES / f"{name}.json")
    return found


def documents_of(case: Case) -> list[dict[str, Any]]:
    return [{"name": d.name, "date": str(d.date), "text": d.text} for d in case.documents]


def in_form(case: Case, form: str) -> Case:
    """The same case with each document as a file of that form, read again."""
    suffix, make = FORMS[form]
    documents = []
    for given in documents_of(case):
        loaded = text_of_bytes(make(given), given["name"] + suffix)
        documents.append(given | {"text": loaded.text, "pages": loaded.pages, "doubtful": loaded.doubtful})
    return Case.model_validate(json.loads(case.model_dump_json()) | {"documents": documents})


def judged(case: Case) -> Review:
    return review(case, settings=settings())


def verdicts(found: Review) -> dict[str, str]:
    return {criterion.id: criterion.verdict for criterion in found.criteria}


def outcomes(found: Review) -> list[tuple[Any, ...]]:
    """What was read of outcomes, without where it stands."""
    fields = ("kind", "procedure", "date", "side", "phase", "pre", "post", "percent", "status")
    return sorted(
        json.dumps([fact.get(field) for field in fields])
        for fact in found.facts
        if fact["kind"] in ("relief", "function")
    )  # type: ignore[return-value]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["pdf", "docx", "ccda", "hl7"])
def test_a_chart_as_a_file_is_judged_as_its_text(name: str, form: str) -> None:
    plain = judged(text_case(name))
    other = judged(in_form(text_case(name), form))
    assert outcomes(other) == outcomes(plain)
    assert verdicts(other) == verdicts(plain)
    assert other.recommendation == plain.recommendation


def bundle_of(case: Case) -> dict[str, Any]:
    given = json.loads(case.model_dump_json()) | {"documents": documents_of(case)}
    return as_bundle(given)


@pytest.mark.parametrize("name", CASES)
def test_a_chart_as_a_fhir_bundle_is_judged_as_its_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle_of(text_case(name))))
    [case] = load(path)
    case.request.purpose = text_case(name).request.purpose
    case.request.description, case.request.guidance = (
        text_case(name).request.description, text_case(name).request.guidance,
    )  # fmt: skip
    plain, other = judged(text_case(name)), judged(case)
    assert outcomes(other) == outcomes(plain)
    assert verdicts(other) == verdicts(plain)
    assert other.recommendation == plain.recommendation


def same_or_open(plain: Review, other: Review) -> bool:
    """No verdict other than the text's, unless it is left open."""
    return all(other_verdict in (verdicts(plain)[id], "undocumented", "contradictory")
               for id, other_verdict in verdicts(other).items())  # fmt: skip


def test_the_founding_chart_as_a_fax_is_judged_as_its_text_or_left_open() -> None:
    pytest.importorskip("rapidocr")
    plain = text_case("founding-case")
    plain.documents = [document for document in plain.documents if "2025-08-05" in str(document.date)]
    faxed = in_form(plain, "fax")
    text, other = judged(plain), judged(faxed)
    assert same_or_open(text, other)
    assert other.recommendation in (text.recommendation, "pend")


@pytest.mark.soak
@pytest.mark.parametrize("name", CASES)
def test_every_chart_as_a_fax_is_judged_as_its_text_or_left_open(name: str) -> None:
    pytest.importorskip("rapidocr")
    text, other = judged(text_case(name)), judged(in_form(text_case(name), "fax"))
    assert same_or_open(text, other)
    assert other.recommendation in (text.recommendation, "pend")


def test_what_a_field_states_against_the_notes_is_contradictory() -> None:
    """The note says 80 % relief at three months; the sending system's own scores say none."""
    case = text_case("variant-relief-held")
    stated = {"kind": "relief", "document": "Observation/post", "field": "Bundle.entry[9].resource.valueInteger",
              "quote": "7, 7", "pre": 7, "post": 7, "scale": "nrs", "measured_on": "2025-11-12",
              "procedure": "sij_injection", "date": "2025-08-05", "side": "bilateral"}  # fmt: skip
    case = Case.model_validate(json.loads(case.model_dump_json()) | {"stated": [stated]})
    found = judged(case)
    assert verdicts(found)["prior-relief"] == "contradictory"
    [fact] = [fact for fact in map(to_json, case.stated_facts()) if fact["kind"] == "relief"]
    assert (fact["start"], fact["field"]) == (None, stated["field"])


def test_no_form_of_the_chart_holds_over_a_megabyte() -> None:
    text = max((given["text"] for given in documents_of(text_case("founding-case"))), key=len)
    assert len(as_fax(text)) < 1_000_000
    assert len(base64.b64encode(as_pdf(text))) < 1_000_000
