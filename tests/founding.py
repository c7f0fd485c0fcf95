"""The founding case as findings made by hand, for tests of what is written about a case: no reader, no engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from copilot.case import Case
from copilot.narrative import Findings
from copilot.review import Caution, Citation, Criterion, Evidence, GoverningPolicy, PassageHit, Reference
from rules.facts import (
    Duration,
    Fact,
    Finding,
    Guidance,
    Outcome,
    Percent,
    ProcedureEvent,
    Reading,
    Span,
    When,
)

GUIDELINES = Path(__file__).parent.parent / "guidelines"


@dataclass(frozen=True)
class Passage:
    guideline: str
    id: str
    heading: str
    text: str


OWN = {
    ("aetna-cpb-0016", "sij-repeat"): Passage(
        "aetna-cpb-0016", "sij-repeat", "Repeat sacroiliac joint injections",
        "A further sacroiliac joint injection is considered medically necessary where the previous injection brought a "
        "reduction in pain of at least 70 percent."),
    ("aetna-cpb-0016", "sij-guidance"): Passage(
        "aetna-cpb-0016", "sij-guidance", "Image guidance",
        "The injection is done under fluoroscopy or CT. Ultrasound is not accepted."),
    ("sis-auc-2017", "repeat-steroid"): Passage(
        "sis-auc-2017", "repeat-steroid", "Repeat injection with steroid",
        "A repeat injection with steroid is appropriate after at least 75 percent relief from a diagnostic anaesthetic "
        "injection, or at least 50 percent relief for at least 2 months after the first injection."),
}  # fmt: skip


def topic_passages() -> dict[tuple[str, str], Passage]:
    """The passages of the topic texts that the project ships."""
    import re

    found = {}
    for name in ("pain-relief-measurement", "repeat-injection-documentation", "sij-diagnosis"):
        text = (GUIDELINES / f"{name}.md").read_text(encoding="utf-8")
        for block in re.split(r"^## ", text, flags=re.M)[1:]:
            head, _, body = block.partition("\n")
            title, _, anchor = head.partition(" {#")
            body = re.sub(r"\s*\[(?:V1|V2|S|R|own)\]", "", body)
            found[name, anchor.rstrip("}")] = Passage(name, anchor.rstrip("}"), title, body.strip())
    return found


PASSAGES = OWN | topic_passages()
REFERENCES = (
    Reference(guideline="aetna-cpb-0016", title="Aetna CPB 0016, sacroiliac joint injections", publisher="Aetna",
              effective="2025-01-01", url="https://www.aetna.com/cpb/medical/data/1_99/0016.html"),
    Reference(guideline="sis-auc-2017", title="Appropriate use criteria for sacroiliac interventions, 2017",
              publisher="Spine Intervention Society", effective="2017-01-01", url="https://www.ipsismed.org/page/AUC"),
    *(Reference(guideline=g, title=t, publisher="Necessity Copilot", effective="2017-01-01", url="", status="unverified-summary")
      for g, t in (("pain-relief-measurement", "How pain relief after an injection is measured and calculated"),
                   ("repeat-injection-documentation", "What a request for a repeat sacroiliac injection must document"),
                   ("sij-diagnosis", "Diagnosing sacroiliac joint pain, and other sources of low back pain"))),
)  # fmt: skip
POLICY = GoverningPolicy(
    id="aetna-cpb-0016-sij", version="2025-01-01", title="Aetna, sacroiliac joint injections", number="CPB 0016",
    why="payer aetna, commercial, 27096 on 2025-12-01", status="unverified-summary",
    not_encoded=["A comprehensive pain programme goes with the injection", "Only one modality at a time"],
)  # fmt: skip

CLINIC = """Follow-up visit, 11/12/2025. Patient: Marta Oyelaran, DOB 04/02/1961, MRN 4471902.
Seen in the clinic about 1.5 hours after bilateral SI joint injections done this morning.
She reports 0 pain relief currently. Low back pain over both SI joints, worse with sitting.
She completed 8 weeks of physical therapy in spring 2025 and takes naproxen.
Plan: repeat bilateral SI joint injections under fluoroscopy in three weeks. Seen by Dr. Adaeze Brandt MD."""
EPIDURAL = """Clinic note 08/20/2025. L3-4 interlaminar epidural steroid injection on 06/03/2025.
The L3-4 interlaminar epidural did not provide significant relief. No leg weakness."""
LETTER = """To the medical director: my patient had bilateral SI joint injections before, and the huge gap between the two
injections shows that the previous one gave her relief. Please approve the request."""

CASE = Case.model_validate({
    "id": "seed-sij-001", "received": "2025-11-20", "urgency": "standard",
    "member": {"id": "M-100177", "name": "Marta Oyelaran", "dob": "1961-04-02"},
    "plan": {"payer": "aetna", "line_of_business": "commercial", "state": "CA"},
    "request": {"cpt": "27096", "description": "SIJ injection, image guided", "purpose": "repeat_therapeutic",
                "side": "bilateral", "date_of_service": "2025-12-01", "guidance": "fluoroscopy", "diagnoses": ["M53.3"]},
    "question": "Is a repeat SIJ injection medically necessary?",
    "documents": [{"name": "clinic note", "date": "2025-11-12", "text": CLINIC},
                  {"name": "epidural follow-up", "date": "2025-08-20", "text": EPIDURAL},
                  {"name": "provider letter", "date": "2025-11-18", "text": LETTER}],
})  # fmt: skip


def span(document: str, quote: str, case: Case = CASE) -> Span:
    text = next(d.text or "" for d in case.documents if d.name == document)
    start = text.index(quote)
    return Span(document, start, start + len(quote), quote)


def evidence(place: Span) -> Evidence:
    return Evidence(document=place.document, start=place.start, end=place.end, quote=place.quote, field=place.field)


def on(day: str) -> When:
    return When(dt.date.fromisoformat(day), dt.date.fromisoformat(day))


ZERO = span("clinic note", "0 pain relief currently")
FACTS: tuple[Fact, ...] = (
    Outcome(ZERO, procedure="sij_injection", date=on("2025-11-12"), side="bilateral", phase="anaesthetic",
            percent=Percent(Fraction(0), Fraction(0)), how="stated", measured_at=Duration(Fraction(3, 2), Fraction(3, 2), unit="hour"),
            status="ambiguous", literal_relief=True,
            readings=(Reading(Percent(Fraction(0), Fraction(0)), "no relief"), Reading(None, "a pain score of 0"))),
    Outcome(span("epidural follow-up", "did not provide significant relief"), procedure="epidural_injection",
            date=on("2025-06-03"), status="ok", note="words without a number"),
    ProcedureEvent(span("clinic note", "bilateral SI joint injections done this morning"), procedure="sij_injection",
                   date=on("2025-11-12"), side="bilateral", purpose="therapeutic"),
    ProcedureEvent(span("epidural follow-up", "L3-4 interlaminar epidural steroid injection on 06/03/2025"),
                   procedure="epidural_injection", date=on("2025-06-03"), levels=("L3-4",)),
    Guidance(span("clinic note", "under fluoroscopy"), modality="fluoroscopy"),
    Finding(span("provider letter", "the huge gap between the two\ninjections shows that the previous one gave her relief"),
            name="inferred_relief"),
)  # fmt: skip
CRITERIA = (
    Criterion(id="prior-relief", title="At least 70% reduction in pain from the previous SIJ injection", verdict="not_met",
              decisive=True, because='The note of 2025-11-12 says "0 pain relief currently", 0% relief, which is below the '
              "required 70%.", threshold={"test": "at_least", "value": 70, "unit": "percent"},
              observed={"low": 0, "high": 0, "unit": "percent"}, evidence=[evidence(ZERO)],
              citations=[Citation(guideline="aetna-cpb-0016", passage="sij-repeat", quote="at least 70 percent")]),
    Criterion(id="image-guidance", title="Fluoroscopy or CT guidance", verdict="met", decisive=False,
              because='The plan is an injection "under fluoroscopy".', threshold={"test": "equals", "value": "fluoroscopy or CT", "unit": "word"},
              observed={"value": "fluoroscopy"}, evidence=[evidence(span("clinic note", "under fluoroscopy"))],
              citations=[Citation(guideline="aetna-cpb-0016", passage="sij-guidance", quote="fluoroscopy or CT")]),
    Criterion(id="repeat-steroid", title="75% from a diagnostic block, or 50% for at least 2 months", verdict="undocumented",
              decisive=False, governing=False, because="The record gives no diagnostic block and no relief that lasted 2 months.",
              threshold=None, observed=None, evidence=[],
              citations=[Citation(guideline="sis-auc-2017", passage="repeat-steroid", quote="at least 75 percent relief")]),
)  # fmt: skip
CAUTION = Caution(
    kind="ambiguous_statement", quote=ZERO.quote, must_acknowledge=True, document="clinic note", start=ZERO.start, end=ZERO.end,
    message='"0 pain relief currently" is read literally as no relief; it may be a slip for a pain score of 0.',
)  # fmt: skip
REQUESTS = ("The pain scores before and after the injection of 2025-11-12, on one scale",
            "How long any relief lasted")  # fmt: skip

FOUNDING = Findings(
    case=CASE, policy=POLICY, recommendation="deny", criteria=CRITERIA, cautions=(CAUTION,), requests=REQUESTS, facts=FACTS,
    references=REFERENCES, passage=lambda guideline, passage: PASSAGES.get((guideline, passage)),
    hits=(PassageHit(guideline="pain-relief-measurement", passage="important-change", score=0.6),),
)  # fmt: skip


def with_criterion(findings: Findings, **changes: Any) -> Findings:
    """`findings` with its decisive criterion changed."""
    first = findings.criteria[0].model_copy(update=changes)
    return replace(findings, criteria=(first, *findings.criteria[1:]))
