"""What is nobody's result: a goal, a rule, another person's, a drug's, another complaint, another measure."""

from __future__ import annotations

from dataclasses import dataclass

from rules.reading.context import heading_at
from rules.reading.inferences import concluded
from rules.reading.numbers import Found
from rules.reading.outcomes.amounts import NUMERIC, Kind
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.wordings import measured
from rules.reading.outcomes.wordings import not_results as words
from rules.reading.text import Stretch

STRONGEST = 5  # percent: no anaesthetic for injection is stronger


def measures_another_thing(chart: Chart, sentence: Stretch, found: Found) -> bool:
    """Whether a percentage is of something else: saturation, range of motion, disability."""
    clause = chart.clause(sentence, found.start)
    left, right = chart.folded[clause.start : found.start], chart.folded[found.end : clause.end]
    if measured.OTHER_MEASURE_LEFT.search(left[-60:]) and not measured.RELIEF_THEN.search(left):
        return True
    if measured.OTHER_MEASURE_RIGHT.match(right) or measured.DISABILITY_INDEX.search(left):
        return True
    if measured.VITAL_SIGNS.search(left[-30:]):
        return True
    where = measured.WHERE.match(right) and not measured.OF_THE_PAIN.match(right)
    return bool(where and not measured.RELIEF.search(left[-24:]))


def is_of_another_thing(chart: Chart, sentence: Stretch, start: int) -> bool:
    """'A1c 6.1, down from 6.8 %', 'PHQ-9 = 5, GAD-7 = 3', 'FRAX major 11 %'."""
    left = chart.folded[sentence.start : start]
    named = [match.end() for match in measured.OTHER_THING.finditer(left)]
    if not named:
        return False
    since = left[named[-1] :]
    own = measured.HURTS.search(since) or measured.RELIEF_NOUN.search(since)
    return not own and not chart.performed(sentence.start + named[-1], start)


def is_drug_strength(chart: Chart, sentence: Stretch, found: Found) -> bool:
    """'Lidocaine 1 %', '0.5 % bupivacaine', '2 % plain, 1.5 mL', 'chlorhexidine 2 %'.

    Nobody tells of less than one percent of relief: without a word of relief beside it, it is a strength.
    """
    clause = chart.clause(sentence, found.start)
    right = chart.folded[found.end : clause.end]
    before = max(0, found.start - 40)
    if found.value.high is None or measured.SOLUTION_RIGHT.match(right):
        return found.value.high is not None
    if measured.SOLUTION_LEFT.search(chart.folded, before, found.start):
        return True
    if found.value.high > STRONGEST:
        return False
    if measured.DRUG_RIGHT.match(right):
        return True
    told = measured.RELIEF.search(right[:24]) is not None
    drug = measured.DRUG_LEFT.search(chart.folded, before, found.start)
    if drug and found.value.high.denominator > 1 and not told:
        return True  # 'bupi 0.5% each'
    if drug and measured.STRENGTH_RIGHT.match(right):
        return right.lstrip()[:1] in (")", ";", ":") or not told
    if told or measured.RELIEF.search(chart.folded, max(clause.start, found.start - 24), found.start):
        return False
    if found.value.high < 1 and (found.value.low or 0) > 0:
        return True
    alone = measured.SOLUTION_OF.search(chart.folded, before, found.start)
    return bool(alone or measured.OF_A_SOLUTION.match(chart.folded, found.end))


@dataclass(frozen=True, slots=True)
class _Stated:
    """An amount in its clause, with the words of the clause before and after it."""

    kind: Kind
    start: int
    end: int
    clause: Stretch
    left: str
    right: str


def excluded(chart: Chart, sentence: Stretch, kind: Kind, start: int, end: int) -> bool:
    """Whether an amount at [start, end) is nobody's result."""
    if chart.page.section(start) == "goals" or heading_at(chart.page, start) in ("consent", "family"):
        return True
    if kind in NUMERIC and words.NEARER_THAN.search(chart.folded, max(sentence.start, start - 60), start):
        return True
    if _is_on_a_menu(chart, start) or (kind in NUMERIC and concluded(chart.page, sentence, start)):
        return True
    if kind in NUMERIC and words.DOUBTED.match(chart.folded, end):
        return True
    clause = chart.clause(sentence, start)
    left, right = chart.folded[clause.start : start], chart.folded[end : clause.end]
    stated = _Stated(kind, start, end, clause, left, right)
    return (
        _is_the_rules_number(stated)
        or _is_a_share_of_another_thing(chart, stated)
        or words.TEMPLATE.search(left) is not None
        or _is_hoped_for(stated)
        or _is_what_a_rule_says(stated)
        or _is_another_persons(stated)
        or _is_of_another_complaint(chart, stated)
        or _is_of_another_matter(chart, sentence, stated)
        or _is_of_a_treatment(chart, stated)
        or _is_a_limb_without_pain(chart, stated)
    )


def _is_on_a_menu(chart: Chart, start: int) -> bool:
    """'Relief (circle one): 0-25 %  25-50 %': two amounts or more on the line of an offer."""
    line = chart.folded.rfind("\n", 0, start) + 1
    end = chart.folded.find("\n", start)
    offer = words.MENU.search(chart.folded, line, start)
    if not offer:
        return False
    offered = Stretch(offer.end(), end if end >= 0 else len(chart.folded))
    return sum(found.start in offered for found in chart.page.percents) > 1


def _is_the_rules_number(stated: _Stated) -> bool:
    """'Exceeds the plan's 75 % threshold'."""
    if stated.kind not in NUMERIC:
        return False
    return bool(words.RULE_RIGHT.match(stated.right) or words.RULE_LEFT.search(stated.left[-50:]))


def _is_a_share_of_another_thing(chart: Chart, stated: _Stated) -> bool:
    """'80% relief, but of the tingling', 'three quarters of the benefit was gone'."""
    if stated.kind not in NUMERIC:
        return False
    of = measured.OF_THE_RELIEF, measured.OF_A_SENSATION
    return any(pattern.match(chart.folded, stated.end) for pattern in of)


def _is_hoped_for(stated: _Stated) -> bool:
    """'Goal is 50 %', '50 % is expected'; a reason ends a hope: 'will repeat, as the last gave 80 %'."""
    left, kind = stated.left, stated.kind
    if kind in NUMERIC and words.GOAL_WAS.search(left):
        return True
    hopes = list(words.HOPED.finditer(left))
    if hopes and not words.REASON.search(left, hopes[-1].end()):
        if not (kind == "zero" and words.AS_HOPED.search(left)):
            return True
    return kind in (*NUMERIC, "full") and bool(words.HOPED_AFTER.match(stated.right))


def _is_what_a_rule_says(stated: _Stated) -> bool:
    """'Policy requires 75 %', 'studies show 60 %', 'risks include no relief'; not 'requires 75 %, she had 80 %'."""
    left, right = stated.left, stated.right
    rules = list(words.RULE.finditer(left))
    if rules:
        own = words.PATIENT.search(left, rules[-1].end()) or words.COMPARED.search(left, rules[-1].end())
        if not own:
            return True
    elif words.RULE.match(right.lstrip(" ,(-")) and not measured.RELIEF.search(left[-40:]):
        return True
    after = words.RULE.search(right[:60])
    if after is None or not words.RULE_JOINED.match(right):
        return False
    return bool(words.RULE_NAMED.search(after[0]) and not words.OWN_RESULT.search(left))


def _is_another_persons(stated: _Stated) -> bool:
    """'Her sister had 90 %'; not 'her husband says she is 50 % better'."""
    if words.OWN_PROCEDURE.search(stated.left):
        return True
    return bool(words.OTHER_PERSON.search(stated.left) and not words.SAYS.search(stated.left))


def _is_of_another_complaint(chart: Chart, stated: _Stated) -> bool:
    """'Headaches 50 % better', '40 % relief of her migraines'."""
    near = stated.left[-60:]
    complaints = list(measured.OTHER_COMPLAINT.finditer(near))
    if complaints and complaints[-1][0].startswith("shoulder") and _treats_the_neck(chart):
        complaints = complaints[:-1]
    told = measured.ITS_PAIN.sub("", near[complaints[-1].end() :]) if complaints else ""
    if complaints and not measured.COMPLAINT_OF_THE_SPINE.search(told):
        if not chart.performed(stated.clause.start, stated.clause.end):
            return True
    return bool(measured.OF_OTHER_COMPLAINT.match(stated.right))


def _treats_the_neck(chart: Chart) -> bool:
    """'Neck and shoulder pain 60 % less' after an injection of the trapezius or the neck is its own."""
    return any(m.procedure == "trigger_point_injection" or m.region == "cervical" for m in chart.done)


def _is_of_another_matter(chart: Chart, sentence: Stretch, stated: _Stated) -> bool:
    """'CT abdomen: nodule, no change from 2023', 'GAD-7 5 -> 3': a sentence of other things, or a scale of them."""
    if words.OTHER_SCALE.search(stated.left[-24:]):
        return True
    if stated.kind == "zero" and words.EXAMINED.search(stated.left[-40:]):
        return True
    if words.RELATIVE_LEADS.search(stated.left[-90:]) and not chart.performed(stated.clause.start, stated.end):
        return True
    start, end = max(sentence.start, stated.start - 200), min(sentence.end, stated.end + 100)
    if not words.OTHER_MATTER.search(chart.folded, start, end):
        return False
    return not words.OWN_MATTER.search(chart.folded, start, end) and not chart.performed(sentence.start, sentence.end)


def _is_a_limb_without_pain(chart: Chart, stated: _Stated) -> bool:
    """'Axial, legs pain-free' says where the pain is not; after an epidural it would be what became of the leg."""
    if stated.kind != "full" or not words.LIMB.search(stated.left[-24:]):
        return False
    return not any(mention.procedure == "epidural_injection" for mention in chart.page.mentions)


def _is_of_a_treatment(chart: Chart, stated: _Stated) -> bool:
    """Whether the amount is what a drug or therapy did, and not a procedure."""
    clause, left = stated.clause, stated.left
    done = chart.performed(clause.start, clause.end)
    treatments = list(words.TREATMENT.finditer(left))
    if not treatments:
        right = chart.folded[stated.end : min(clause.end, stated.end + 60)]
        return not done and bool(words.WITH_TREATMENT.match(right))
    after = treatments[-1].end()
    before = [mention for mention in done if mention.start < stated.start]
    if any(clause.start + after <= mention.start for mention in before):
        return False
    if before and not words.TREATMENT_GAVE.match(left[after:]):
        return False
    if any(mention.start >= stated.end for mention in done):
        return False
    return not words.NEW_SENTENCE.search(left[after:])
