"""More cases as findings made by hand: an approval, a pended LCD case, a first injection, an ablation denied."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from copilot.case import Case
from copilot.narrative import Findings
from copilot.review import Caution, Citation, Criterion, GoverningPolicy, Reference
from rules.facts import (
    ConservativeCare,
    Duration,
    Fact,
    Guidance,
    Outcome,
    PainDuration,
    Percent,
    ProcedureEvent,
    ProvocativeTests,
    Score,
)
from tests.founding import FOUNDING, OWN, PASSAGES, REFERENCES, Passage, evidence, on, span


def exactly(n: int | str) -> Percent:
    return Percent(Fraction(n), Fraction(n))


def length(n: int | str, unit: Any) -> Duration:
    return Duration(Fraction(n), Fraction(n), unit=unit)


def points(n: int) -> Score:
    return Score(Fraction(n), Fraction(n))


MORE = {
    ("cms-lcd-sij", "repeat"): Passage(
        "cms-lcd-sij", "repeat", "Repeat therapeutic injections",
        "A repeat therapeutic injection is covered where the previous one gave at least 50 percent relief of pain, or at "
        "least 50 percent better painful movements or activities of daily living, for at least 3 months."),
    ("cms-lcd-sij", "sessions"): Passage(
        "cms-lcd-sij", "sessions", "Sessions in a year",
        "No more than 4 therapeutic sessions are covered in a rolling 12 months; both sides on one day are one session."),
    ("cms-lcd-sij", "guidance"): Passage(
        "cms-lcd-sij", "guidance", "Image guidance",
        "The injection needs fluoroscopy or CT with contrast. Ultrasound is accepted only where contrast allergy or "
        "pregnancy is documented."),
    ("aetna-cpb-0016", "sij-first"): Passage(
        "aetna-cpb-0016", "sij-first", "First sacroiliac joint injection",
        "A first injection is considered medically necessary for sacroiliac pain of more than 3 months with at least 3 "
        "positive provocation tests after at least 6 weeks of conservative care, other causes considered and excluded."),
    ("cms-lcd-facet", "ablation"): Passage(
        "cms-lcd-facet", "ablation", "Radiofrequency ablation",
        "An ablation needs two medial branch blocks at least 2 weeks apart, each with at least 80 percent relief."),
    ("cms-lcd-facet", "pain"): Passage(
        "cms-lcd-facet", "pain", "Facet pain",
        "The pain has lasted at least 3 months and is mainly axial, without untreated radiculopathy."),
}  # fmt: skip
ALL = PASSAGES | MORE


def reference(guideline: str, title: str, publisher: str, since: str) -> Reference:
    return Reference(
        guideline=guideline, title=title, publisher=publisher, effective=since, url="https://example.org/" + guideline
    )


SOURCES = (
    *REFERENCES,
    reference("cms-lcd-sij", "Medicare LCD, sacroiliac joint injections and procedures", "CMS", "2023-03-19"),
    reference("cms-lcd-facet", "Medicare LCD, facet joint interventions", "CMS", "2021-05-02"),
)  # fmt: skip


def ruled(case: Case, id: str, title: str, verdict: Any, because: str, passage: tuple[str, str], where: str = "", quotes: Sequence[str] = (),
          decisive: bool = False, governing: bool = True, threshold: Any = None, observed: Any = None) -> Criterion:  # fmt: skip
    return Criterion(
        id=id, title=title, verdict=verdict, decisive=decisive, governing=governing, because=because,
        threshold=threshold, observed=observed, evidence=[evidence(span(where, q, case)) for q in quotes],
        citations=[Citation(guideline=passage[0], passage=passage[1], quote=ALL[passage].text.split(",")[0])],
    )  # fmt: skip


def percent(value: int, test: str = "at_least") -> dict[str, Any]:
    return {"test": test, "value": value, "unit": "percent"}


def seen(low: int, high: int | None = None, unit: str = "percent") -> dict[str, Any]:
    return {"low": low, "high": low if high is None else high, "unit": unit}


def findings(case: Case, policy: GoverningPolicy, recommendation: Any, criteria: Sequence[Criterion], facts: Sequence[Fact],
             requests: Sequence[str] = (), cautions: Sequence[Caution] = ()) -> Findings:  # fmt: skip
    return Findings(
        case=case, policy=policy, recommendation=recommendation, criteria=tuple(criteria), facts=tuple(facts),
        cautions=tuple(cautions), requests=tuple(requests), references=SOURCES,
        passage=lambda guideline, passage: ALL.get((guideline, passage)),
    )  # fmt: skip


def policy(id: str, title: str, number: str | None, version: str) -> GoverningPolicy:
    return GoverningPolicy(
        id=id, version=version, title=title, number=number, why="by payer, line and code", status="unverified-summary"
    )


# --- a repeat that is approved --------------------------------------------------------------------------------------

HELD = Case.model_validate({
    "id": "held-01", "received": "2025-11-03", "member": {"id": "H-22871", "name": "Ruth Adeyemi", "dob": "1958-02-17"},
    "plan": {"payer": "aetna", "line_of_business": "commercial", "state": "PA"},
    "request": {"cpt": "27096", "purpose": "repeat_therapeutic", "side": "left", "date_of_service": "2025-11-10",
                "guidance": "fluoroscopy", "diagnoses": ["M53.3"]},
    "documents": [
        {"name": "procedure note", "date": "2025-07-10", "text":
            "Left SI joint injection on 07/10/2025 under fluoroscopy with contrast, bupivacaine and methylprednisolone.\n"
            "Pain before the injection 8/10, thirty minutes after it 1/10."},
        {"name": "clinic note", "date": "2025-10-14", "text":
            "Three months after the left SI joint injection of 07/10/2025 her pain is 2/10, down from 8/10 before it.\n"
            "The relief has held for three months. She walks two miles, before it half a mile, and stopped tramadol.\n"
            "Plan: repeat left SI joint injection under fluoroscopy. No numbness, no weakness. Fatima Osei NP"}],
})  # fmt: skip
HELD_FACTS = (
    Outcome(span("procedure note", "Pain before the injection 8/10, thirty minutes after it 1/10", HELD), procedure="sij_injection",
            date=on("2025-07-10"), side="left", phase="anaesthetic", pre=points(8), post=points(1), scale="nrs",
            percent=exactly("175/2"), how="computed", measured_at=length(30, "minute")),
    Outcome(span("clinic note", "her pain is 2/10, down from 8/10 before it", HELD), procedure="sij_injection", date=on("2025-07-10"),
            side="left", phase="steroid", pre=points(8), post=points(2), scale="nrs", percent=exactly(75), how="computed",
            lasted=length(3, "month"), measured_at=length(3, "month")),
    ProcedureEvent(span("procedure note", "Left SI joint injection on 07/10/2025", HELD), procedure="sij_injection", side="left",
                   date=on("2025-07-10"), purpose="therapeutic"),
    Guidance(span("clinic note", "under fluoroscopy", HELD), modality="fluoroscopy"),
)  # fmt: skip
APPROVED = findings(
    HELD, FOUNDING.policy, "approve",  # type: ignore[arg-type]
    [ruled(HELD, "prior-relief", "At least 70% reduction in pain from the previous SIJ injection", "met",
           "Pain fell from 8/10 to 2/10 at three months, which is 75% relief and reaches the required 70%.",
           ("aetna-cpb-0016", "sij-repeat"), "clinic note", ["her pain is 2/10, down from 8/10 before it"], decisive=True,
           threshold=percent(70), observed=seen(75)),
     ruled(HELD, "image-guidance", "Fluoroscopy or CT guidance", "met", 'The plan is an injection "under fluoroscopy".',
           ("aetna-cpb-0016", "sij-guidance"), "clinic note", ["under fluoroscopy"]),
     ruled(HELD, "repeat-steroid", "75% from a diagnostic block, or 50% for at least 2 months", "met",
           "The relief of 75% held for three months, longer than the 2 months asked for.", ("sis-auc-2017", "repeat-steroid"),
           "clinic note", ["The relief has held for three months"], governing=False)],
    HELD_FACTS,
)  # fmt: skip

# --- a Medicare repeat that is pended -------------------------------------------------------------------------------

PART = Case.model_validate({
    "id": "part-01", "received": "2025-12-01", "member": {"id": "1EG4TE5MK73", "name": "Luis Ferreira", "dob": "1949-09-30"},
    "plan": {"payer": "medicare", "line_of_business": "medicare", "state": "OH"},
    "request": {"cpt": "27096", "purpose": "repeat_therapeutic", "side": "right", "date_of_service": "2025-12-08",
                "guidance": "fluoroscopy", "diagnoses": ["M53.3"]},
    "documents": [{"name": "follow-up", "date": "2025-11-20", "text":
        "Right SI joint injections on 2/11/2025 and 7/22/2025. Seventeen weeks after the last one he has 40% less pain on the right.\n"
        "A right L4-5 epidural on 9/30/2024 gave 70% relief for two months. Takes acetaminophen. Denies leg pain.\n"
        "Plan: repeat right SI joint injection, fluoroscopy with contrast. H. Brekke MD"}],
})  # fmt: skip
PENDED = findings(
    PART, policy("cms-lcd-sij", "Medicare LCD, sacroiliac joint", "L39383", "2023-03-19"), "pend",
    [ruled(PART, "prior-relief", "At least 50% relief, or 50% better function, for at least 3 months", "undocumented",
           "Pain relief of 40% at seventeen weeks is below 50%, and the record does not speak of function.",
           ("cms-lcd-sij", "repeat"), "follow-up", ["40% less pain on the right"], decisive=True, threshold=percent(50), observed=seen(40)),
     ruled(PART, "sessions-12-months", "At most 4 therapeutic sessions in 12 months", "met",
           "The record dates 2 sessions in the 12 months before, with the one requested 3.", ("cms-lcd-sij", "sessions"),
           "follow-up", ["Right SI joint injections on 2/11/2025 and 7/22/2025"], observed=seen(3, unit="count")),
     ruled(PART, "image-guidance", "Fluoroscopy or CT guidance with contrast", "met", 'The plan names "fluoroscopy with contrast".',
           ("cms-lcd-sij", "guidance"), "follow-up", ["fluoroscopy with contrast"]),
     ruled(PART, "repeat-steroid", "75% from a diagnostic block, or 50% for at least 2 months", "undocumented",
           "The record gives no diagnostic block, and the relief of 40% is below 50%.", ("sis-auc-2017", "repeat-steroid"), governing=False)],
    [Outcome(span("follow-up", "40% less pain on the right", PART), procedure="sij_injection", date=on("2025-07-22"), side="right",
             phase="steroid", percent=exactly(40), how="stated", measured_at=length(17, "week")),
     Outcome(span("follow-up", "gave 70% relief for two months", PART), procedure="epidural_injection", date=on("2024-09-30"), side="right",
             phase="steroid", percent=exactly(70), how="stated", lasted=length(2, "month")),
     ProcedureEvent(span("follow-up", "2/11/2025", PART), procedure="sij_injection", side="right", date=on("2025-02-11"), purpose="therapeutic"),
     ProcedureEvent(span("follow-up", "7/22/2025", PART), procedure="sij_injection", side="right", date=on("2025-07-22"), purpose="therapeutic"),
     ProcedureEvent(span("follow-up", "right L4-5 epidural on 9/30/2024", PART), procedure="epidural_injection", side="right",
                    date=on("2024-09-30"), levels=("L4-5",)),
     Guidance(span("follow-up", "fluoroscopy with contrast", PART), modality="fluoroscopy", contrast=True)],
    ["How far movements or daily activities were limited before and after the injection of 2025-07-22"],
)  # fmt: skip

# --- a first injection, other causes open ---------------------------------------------------------------------------

FIRST = Case.model_validate({
    "id": "first-01", "received": "2025-10-02", "member": {"id": "W-88123", "name": "Dana Kowalczyk", "dob": "1972-06-05"},
    "plan": {"payer": "aetna", "line_of_business": "commercial", "state": "IL"},
    "request": {"cpt": "27096", "purpose": "initial_therapeutic", "side": "right", "date_of_service": "2025-10-15",
                "guidance": "fluoroscopy", "diagnoses": ["M53.3"]},
    "documents": [
        {"name": "consult", "date": "2025-09-25", "text":
            "Right low back and buttock pain for five months, 7/10, worse on standing from a chair.\n"
            "Right FABER, Gaenslen and thigh thrust positive; compression and distraction negative.\n"
            "Eight weeks of physical therapy ended 09/12/2025 without lasting benefit; ibuprofen as needed.\n"
            "Plan: right SI joint injection, fluoroscopic guidance. M. Sandoval DO"},
        {"name": "PT discharge", "date": "2025-09-12", "text":
            "Sixteen visits from 07/18/2025 to 09/12/2025: stabilisation and manual therapy. Pain 7/10 at discharge."}],
})  # fmt: skip
OPEN = findings(
    FIRST, FOUNDING.policy, "pend",  # type: ignore[arg-type]
    [ruled(FIRST, "pain-duration", "SIJ pain for more than 3 months", "met", "The pain has lasted five months, more than the required 3.",
           ("aetna-cpb-0016", "sij-first"), "consult", ["pain for five months"], observed=seen(5, unit="month")),
     ruled(FIRST, "provocative-tests", "At least 3 positive provocation tests", "met",
           "FABER, Gaenslen and thigh thrust were positive, which is 3 of the 3 required.", ("aetna-cpb-0016", "sij-first"), "consult",
           ["Right FABER, Gaenslen and thigh thrust positive"], observed=seen(3, unit="count")),
     ruled(FIRST, "conservative-care", "At least 6 weeks of conservative care", "met",
           "Eight weeks of physical therapy are more than the required 6.", ("aetna-cpb-0016", "sij-first"), "consult",
           ["Eight weeks of physical therapy"], observed=seen(8, unit="week")),
     ruled(FIRST, "other-causes-excluded", "Other causes considered and excluded", "undocumented",
           "The record does not say that other causes were considered and excluded.", ("aetna-cpb-0016", "sij-first"), decisive=True),
     ruled(FIRST, "image-guidance", "Fluoroscopy or CT guidance", "met", 'The plan names "fluoroscopic guidance".',
           ("aetna-cpb-0016", "sij-guidance"), "consult", ["fluoroscopic guidance"])],
    [PainDuration(span("consult", "pain for five months", FIRST), duration=length(5, "month")),
     ProvocativeTests(span("consult", "Right FABER, Gaenslen and thigh thrust positive; compression and distraction negative", FIRST),
                      names=("FABER", "Gaenslen", "thigh thrust"), negative_names=("compression", "distraction"), side="right"),
     ConservativeCare(span("consult", "Eight weeks of physical therapy", FIRST), what=("physical therapy",), duration=length(8, "week")),
     Guidance(span("consult", "fluoroscopic guidance", FIRST), modality="fluoroscopy")],
    ["What was done to exclude other causes of the pain, with findings and dates"],
)  # fmt: skip

# --- an ablation after one good and one poor block ------------------------------------------------------------------

BLOCKS = Case.model_validate({
    "id": "blocks-01", "received": "2025-09-01", "member": {"id": "2AB7CD8EF90", "name": "Harold Nyström", "dob": "1944-12-11"},
    "plan": {"payer": "medicare", "line_of_business": "medicare_advantage", "state": "GA"},
    "request": {"cpt": "64635", "purpose": "ablation", "side": "left", "date_of_service": "2025-09-15", "guidance": "fluoroscopy",
                "diagnoses": ["M47.816"]},
    "documents": [{"name": "block record", "date": "2025-07-20", "text":
        "Left L3-L5 medial branch blocks. First block 06/24/2025: 90% relief for three hours. Second block 07/15/2025: 65% relief for five hours.\n"
        "Axial low back pain for two years, no leg pain, no radiculopathy. Plan: left radiofrequency ablation, fluoroscopy. T. Swann MD"}],
})  # fmt: skip
DENIED = findings(
    BLOCKS, policy("cms-lcd-facet", "Medicare LCD, facet joint interventions", None, "2021-05-02"), "deny",
    [ruled(BLOCKS, "diagnostic-response", "Two medial branch blocks, each at least 80% relief, at least 2 weeks apart", "not_met",
           "The second block of 2025-07-15 gave 65% relief, which is below the required 80%.", ("cms-lcd-facet", "ablation"),
           "block record", ["Second block 07/15/2025: 65% relief"], decisive=True, threshold=percent(80), observed=seen(65)),
     ruled(BLOCKS, "pain-duration", "Pain for at least 3 months", "met", "The pain has lasted two years.", ("cms-lcd-facet", "pain"),
           "block record", ["low back pain for two years"], observed=seen(2, unit="year")),
     ruled(BLOCKS, "axial-pain", "Axial pain without untreated radiculopathy", "met", 'The note says "no leg pain, no radiculopathy".',
           ("cms-lcd-facet", "pain"), "block record", ["Axial low back pain", "no leg pain, no radiculopathy"])],
    [Outcome(span("block record", "First block 06/24/2025: 90% relief for three hours", BLOCKS), procedure="medial_branch_block", side="left",
             date=on("2025-06-24"), phase="anaesthetic", percent=exactly(90), how="stated", lasted=length(3, "hour")),
     Outcome(span("block record", "Second block 07/15/2025: 65% relief for five hours", BLOCKS), procedure="medial_branch_block", side="left",
             date=on("2025-07-15"), phase="anaesthetic", percent=exactly(65), how="stated", lasted=length(5, "hour")),
     ProcedureEvent(span("block record", "First block 06/24/2025", BLOCKS), procedure="medial_branch_block", side="left", date=on("2025-06-24")),
     ProcedureEvent(span("block record", "Second block 07/15/2025", BLOCKS), procedure="medial_branch_block", side="left", date=on("2025-07-15")),
     PainDuration(span("block record", "low back pain for two years", BLOCKS), duration=length(2, "year"))],
    ["Whether further diagnostic blocks were done, with scores and dates"],
)  # fmt: skip

CASES: dict[str, Findings] = {
    "founding": FOUNDING,
    "approved": APPROVED,
    "pended": PENDED,
    "open": OPEN,
    "denied": DENIED,
}
assert set(OWN) <= set(ALL)
