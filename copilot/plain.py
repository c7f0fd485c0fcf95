"""The narrative for a member: short words and sentences, every abbreviation explained, the same facts and verdicts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from copilot import words
from copilot.narrative import Findings, Narrative, Sentence, reference_list
from copilot.review import Criterion
from rules.facts import Procedure

PLAIN_NAMES: dict[Procedure | None, str] = {
    "sij_injection": "a shot into the sacroiliac joint, where the spine meets the hip bone",
    "epidural_injection": "a shot of medicine near the nerves of the spine",
    "facet_injection": "a shot into a small joint of the spine",
    "medial_branch_block": "a numbing shot at a small nerve of the spine",
    "facet_rfa": "a treatment that uses heat to quiet small nerves of the spine",
    "sij_rfa": "a treatment that uses heat to quiet nerves of the sacroiliac joint",
    "trigger_point_injection": "a shot into a sore spot of a muscle",
    "sij_fusion": "surgery that joins the bones at the sacroiliac joint",
    "other": "this treatment",
    None: "this treatment",
}  # fmt: skip
ANSWER = {
    "approve": "This draft review says the request fits the plan's rules. A person will check it and decide.",
    "deny": "This draft review says the request does not fit one of the plan's rules. It is not a decision. "
            "A doctor must look at it first, and only a doctor can say no.",
    "pend": "This draft review cannot answer yet. The records do not show all that the rules ask for. "
            "That does not mean no.",
}  # fmt: skip
SHOWN = {
    "met": "Your records show this.",
    "not_met": "Your records show that this was not reached.",
    "undocumented": "Your records do not say. That does not count against you, but the plan has to ask.",
    "contradictory": "Your records say two different things about this, so the plan has to ask.",
}
GLOSSARY = {
    r"\bSIJ?\b|sacroiliac": "The sacroiliac joint (SI joint or SIJ) is where the lower spine meets the hip bone.",
    r"fluoroscop": "Fluoroscopy is a live X-ray that shows where the needle is.",
    r"\bCT\b": "CT stands for computed tomography, a set of X-ray pictures put together by a computer.",
    r"ultrasound": "Ultrasound makes pictures with sound waves.",
    r"\bMRI\b": "MRI stands for magnetic resonance imaging, pictures made with a magnet.",
    r"epidural|\bESIs?\b": "An epidural puts medicine near the nerves of the spine.",
    r"\bRFA\b|radiofrequency|ablation": "Radiofrequency ablation (RFA) uses heat to quiet a small nerve.",
    r"medial branch|\bMBBs?\b": "A medial branch block is a numbing shot at a small nerve of the spine.",
    r"\bNRS\b|\d/10": "Pain scores run from 0, no pain, to 10, the worst pain.",
    r"\bADLs?\b": "Activities of daily living (ADLs) are things like dressing, walking and washing.",
    r"an(?:a)?esthetic": "An anaesthetic is numbing medicine that works for hours.",
    r"steroid": "A steroid is medicine against swelling that works for weeks or months.",
    r"\bLCDs?\b": "LCD stands for local coverage determination, a Medicare rule for one part of the country.",
    r"\bCPB\b": "CPB stands for clinical policy bulletin, a rule of the health plan.",
    r"provo(?:cation|cative)": "Provocation tests press or turn the joint to see if that brings on the pain.",
    r"conservative": "Conservative care means care without needles or surgery, such as physical therapy.",
    r"radicul": "Radicular pain runs down a leg or arm because a nerve is pressed.",
    r"\baxial\b": "Axial pain stays in the back or neck.",
}  # fmt: skip
DISCLAIMER = (
    "This is a draft. A computer wrote it from your records and the plan's rules. It is not medical or legal advice."
)


def write_plain(f: Findings) -> Narrative:
    """The member's narrative of a case."""
    sections = [
        ("about", "What this is about", tuple(about(f))),
        ("criteria", "What the plan's rules ask, and what your records show", tuple(rules(f))),
        ("requests", "What would help", tuple(help_(f))),
    ]
    spoken = " ".join(s.text for _, _, held in sections for s in held)
    explained = (
        Sentence(text, "words", "words", bullet=True) for key, text in GLOSSARY.items() if re.search(key, spoken)
    )
    sections.append(("words", "Words used here", tuple(explained)))
    references = (Sentence(line, "references", "references", bullet=True) for line in reference_list(f, spoken))
    sections += [("references", "References", tuple(references)),
                 ("disclaimer", "Please note", (Sentence(DISCLAIMER, "disclaimer", "disclaimer"),))]  # fmt: skip
    return Narrative(tuple(section for section in sections if section[2]))


def about(f: Findings) -> Iterable[Sentence]:
    name = PLAIN_NAMES[f.procedure]  # type: ignore[index]
    again = "once more " if f.case.request.purpose == "repeat_therapeutic" else ""
    yield Sentence(f"Your doctor asked the plan to pay {again}for {name}.", "about", "recommendation")
    yield Sentence(ANSWER[f.recommendation], "about", "recommendation")
    if not f.policy:
        yield Sentence(
            "No written rule in our library covers this request, so a person has to look at it.", "about", "policy"
        )


def rules(f: Findings) -> Iterable[Sentence]:
    for criterion in f.governing:
        yield Sentence(rule(f, criterion), "criteria", criterion.id, bullet=True)


def rule(f: Findings, criterion: Criterion) -> str:
    marks = f.mark(*[(c.guideline, c.passage) for c in criterion.citations])
    asked = words.cited(f"The rule: {criterion.title.rstrip('.')}", marks)
    said = {" ".join(p.quote.split()): words.label(f.case, p) for p in criterion.evidence if p.start is not None}
    quotes = " ".join(f'Your records say: "{quote}" {mark}.' for quote, mark in list(said.items())[:2])
    return " ".join(part for part in (asked, SHOWN[criterion.verdict], quotes) if part)


def help_(f: Findings) -> Iterable[Sentence]:
    if f.requests:
        yield Sentence("You can ask your doctor to send:", "requests", "requests")
    for line in f.requests:
        yield Sentence(line.rstrip("."), "requests", "requests", bullet=True)
    if f.recommendation != "approve":
        yield Sentence("You can ask your doctor what other care may help you.", "requests", "other")
