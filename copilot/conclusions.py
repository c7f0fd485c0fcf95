"""What a drafted sentence concludes, against what the rules concluded: recommendation, verdicts, comparisons, sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from copilot.claims import Claim, stems
from copilot.figures import Figure, figures
from copilot.lexicon import named_procedures
from copilot.narrative import Findings
from copilot.review import Criterion
from copilot.wordings import (
    APPROVE,
    ARGUED,
    ARGUES_ITSELF,
    CALLED,
    DENIES,
    DENY,
    ENDORSED,
    GAINED,
    GAP,
    HYPOTHETICAL,
    NUMBER,
    OTHERS_SHOW,
    PART,
    PEND,
    SHORT,
    SIGNED_BY_OTHERS,
    STANDS,
    VALUES,
    WHOLE_POLICY,
    Stand,
    any_of,
)
from rules.facts import Outcome
from rules.reading.wordings import pattern_of

_STANDS = tuple((stand, pattern_of(words, re.I)) for stand, words in STANDS)
_RECOMMENDS = tuple(
    (name, pattern_of(words, re.I))
    for name, words in (("short", SHORT), ("deny", DENY), ("pend", PEND), ("approve", APPROVE))
)


def subjects(claim: Claim, findings: Findings) -> list[str]:
    """The ids of the criteria that a sentence speaks of."""
    return [c.id for c in findings.criteria if speaks_of(claim.body, c)]


def speaks_of(text: str, criterion: Criterion) -> bool:
    called = next((words for key, words in CALLED if criterion.id == key or criterion.id.startswith(key)), None)
    if called and re.search(rf"\b(?:{called})", text, re.I):
        return True
    if re.search(rf"\b{re.escape(criterion.id)}\b", text):
        return True
    title = stems(criterion.title) - {"least", "injection", "inject", "pain", "previou", "month", "week"}
    return bool(title) and len(title & stems(text)) >= max(2, 0.6 * len(title))


def stands(clause: str) -> list[tuple[Stand, re.Match[str]]]:
    """The verdicts that a clause pronounces, each with where."""
    found: list[tuple[Stand, re.Match[str]]] = []
    for stand, pattern in _STANDS:
        for m in pattern.finditer(clause):
            if not any(m.start() < held.end() and held.start() < m.end() for _, held in found):
                found.append((stand, m))
    return found


def recommends(clause: str) -> list[str]:
    """What a clause recommends: approve, deny, pend, or 'short' (cannot be approved, whatever follows)."""
    taken: list[re.Match[str]] = []
    said = []
    for name, pattern in _RECOMMENDS:
        for m in pattern.finditer(clause):
            conditions = clause if name == "approve" else clause[: m.end()]
            if HYPOTHETICAL.search(conditions) or any(m.start() < t.end() and t.start() < m.end() for t in taken):
                continue
            taken.append(m)
            said.append(name)
    return said


def concludes(claim: Claim) -> bool:
    return any(stands(c) or recommends(c) for _, c in claim.clauses)


def is_recommendation(claim: Claim) -> bool:
    """Whether a sentence only says what is recommended: that needs no citation."""
    return (
        any(recommends(c) for _, c in claim.clauses)
        and not claim.quotes
        and not any(f.kind == "percent" for f in claim.figures)
    )


def wrong(claim: Claim, f: Findings) -> Iterator[str]:
    """Conclusions that are not the rules'."""
    for _, clause in claim.clauses:
        for said in recommends(clause):
            right = {"short": ("deny", "pend")}.get(said, (said,))
            if f.recommendation not in right:
                concluded = "against approval" if said == "short" else said
                yield f"It concludes {concluded}; the rules recommend {f.recommendation}."
    yield from wrong_verdicts(claim, f)
    yield from wrong_labels(claim, f)
    said = claim.unquoted
    opening = said.split("that")[0]
    if OTHERS_SHOW.search(said) and not DENIES.search(opening) and not ARGUED.search(opening):
        if named_procedures(said) - {f.procedure}:
            yield "It argues from another procedure."
    if SIGNED_BY_OTHERS.search(said):
        yield "A physician alone signs what is adverse; until then it is a draft."
    if GAP.search(said) and GAINED.search(said) and not DENIES.search(said):
        if ENDORSED.search(said) or not ARGUED.search(said):
            yield "It argues from a gap between injections, which shows no relief."


def cited_criteria(claim: Claim, f: Findings) -> list[Criterion]:
    """The criteria whose own passages a sentence cites."""
    keys = f.cited()
    cited = {keys[n - 1] for n in claim.numbers if 0 < n <= len(keys)}
    return [c for c in f.criteria if any((x.guideline, x.passage) in cited for x in c.citations)]


LABELLED = pattern_of(
    r"^\W*(?P<label>[^:–—|(]{3,90}?)\s*(?:[:–—|(]|\s-\s)\s*(?:" + "|".join(
        f"(?P<{stand}>{words})" for stand, words in VALUES
    ) + r")(?=\s*(?:$|[.;,)|–—:(]))",
    re.I,
)  # fmt: skip


def wrong_labels(claim: Claim, f: Findings) -> Iterator[str]:
    """A label with a verdict beside it: the criterion's own verdict."""
    if not (m := LABELLED.match(claim.body)):
        return
    stand = next(stand for stand, _ in VALUES if m[stand])
    named = [c for c in f.criteria if speaks_of(m["label"], c)] or cited_criteria(claim, f)
    if not named or stand not in {c.verdict for c in named}:
        yield f"{m['label'].strip()}: not ruled {stand.replace('_', ' ')}."


EXCEPTING = pattern_of(
    r"\b(?:all|every|each)\b[\w ]{0,30}criteri\w+ (?:but|except|apart from|other than|save|besides)\b(?P<others>.*)",
    re.I,
)


def wrong_exceptions(others: str, f: Findings) -> Iterator[str]:
    """'All criteria but the interval are met': those that are not met are the ones excepted, and no other."""
    stand = next((stand for stand, _ in stands(others)), "met")
    excepted = {c.id for c in f.governing if speaks_of(others, c)}
    if {c.id for c in f.governing if c.verdict != stand} != excepted:
        yield "The exceptions are not those of the review."


def wrong_verdicts(claim: Claim, f: Findings) -> Iterator[str]:
    if m := EXCEPTING.search(claim.unquoted):
        yield from wrong_exceptions(m["others"], f)
        return
    before: list[Criterion] = []
    for clause_start, clause in claim.clauses:
        named = [c for c in f.criteria if speaks_of(clause, c)] or before or cited_criteria(claim, f)
        before = named
        for stand, m in stands(clause):
            if stand == "met" and re.search(r"\bonly\b", clause, re.I):
                continue
            if re.search(r"\b(?:gaps?|interval between)\b", clause, re.I):
                continue
            if (HYPOTHETICAL.search(clause) and not ARGUES_ITSELF.search(claim.unquoted)) or re.search(
                r"\b(?:whether|to (?:meet|satisfy|be met)|must|should|required to|asks? for|would)\b",
                clause[: m.start()],
                re.I,
            ):
                continue
            if any(_within(claim, clause_start, m, a, b) for a, b, _ in comparisons(claim)):
                continue
            yield from against(stand, clause, m, named, claim, f)


def _within(claim: Claim, start: int, m: re.Match[str], a: Figure, b: Figure) -> bool:
    """Whether a verdict's words are those of a comparison of two figures, which is checked as such."""
    return (
        a.end <= start + m.end()
        and start + m.start() <= b.start
        and m.group().lower().strip().split()[0] not in ("criterion",)
    )


def against(
    stand: Stand, clause: str, m: re.Match[str], named: list[Criterion], claim: Claim, f: Findings
) -> Iterator[str]:
    """What is wrong with one verdict pronounced on the criteria that a clause names."""
    of_them = re.search(rf"\bof the ({NUMBER}) (?:governing )?criteria\b", clause, re.I)
    if of_them and not re.search(rf"\b(?:{NUMBER}) of the\b", clause, re.I):
        clause = clause[of_them.end() :].replace(",", " ")
        clause = re.sub(rf"\b({NUMBER})\b", r"\1 criteria", clause, count=1)
    if counted := re.search(rf"\b({NUMBER})(?: of (?:the |these |all )?\w+)? (?:governing )?criteri", clause, re.I):
        if figures(counted.group(1)) and int(figures(counted.group(1))[0].low) != sum(
            c.verdict == stand for c in f.governing
        ):
            yield "The count of criteria is wrong."
        return
    if whole := re.search(
        r"\b(?:all|every|each|both|none|no|neither)(?: of)?(?: the| these)?(?: \w+)? (?:\w+ )?criteri", clause, re.I
    ):
        wanted = [c for c in f.criteria if c.governing or re.search(r"supporting|society", clause, re.I)]
        if re.match(r"(?:none|no|neither)", whole.group(), re.I):
            if stand == "met" and any(c.verdict == "met" for c in f.governing):
                yield "Not every criterion is unmet."
        elif not all(c.verdict == stand for c in (wanted if "all" in whole.group().lower() else f.governing)):
            yield f"Not every criterion is {stand.replace('_', ' ')}."
        return
    if not named:
        if WHOLE_POLICY.search(clause) and f.policy:
            right = {"met": "approve", "not_met": "deny"}.get(stand)
            if right and f.recommendation != right:
                does = "meet" if stand == "met" else "fail"
                yield f"The request does not {does} the policy: the rules recommend {f.recommendation}."
        elif re.search(r"\bcriteri\w+|\bthreshold|\brequirement|\brule\b", clause, re.I):
            if not any(c.verdict == stand for c in (f.governing or f.criteria)):
                yield f"No criterion is {stand.replace('_', ' ')}."
        return
    if stand == "undocumented" and PART.search(clause):
        yield from absent_part(clause, f)
        return
    if stand == "undocumented" and _of_one_document(claim, clause, f):
        return
    allowed = {c.verdict for c in named}
    if (
        stand == "undocumented"
        and allowed & {"not_met", "contradictory"}
        and re.search(r"at least|threshold|required|\d ?%|significant|sufficient", clause, re.I)
    ):
        return
    if stand not in allowed:
        if stand == "met" and re.search(r"documented", m.group(), re.I) and allowed & {"not_met", "contradictory"}:
            return
        yield f"{named[0].title}: drafted as {stand.replace('_', ' ')}, ruled {named[0].verdict.replace('_', ' ')}."
        return
    decided = [c for c in named if c.verdict == stand]
    rest = [c for c in named if c.verdict != stand and c.governing]
    if len(named) > 1 and rest and not _nearest(clause, m, named, decided):
        yield f"{rest[0].title}: drafted as {stand.replace('_', ' ')}, ruled {rest[0].verdict.replace('_', ' ')}."


def _of_one_document(claim: Claim, clause: str, f: Findings) -> bool:
    """Whether a silence is told of a document that indeed holds no outcome: 'the November note does not give one'."""
    document = re.search(r"\b(?:note|letter|consultation|report|visit|sheet|record of)\b", clause, re.I)
    if not claim.labels or not document:
        return False
    read = {x.span.document for x in f.facts if isinstance(x, Outcome) and x.procedure == f.procedure}
    return not any(name in label for name in read for label in claim.labels)


def _nearest(clause: str, m: re.Match[str], named: list[Criterion], decided: list[Criterion]) -> bool:
    """Whether the criterion named nearest to a verdict has it."""

    def distance(c: Criterion) -> int:
        called = next((words for key, words in CALLED if c.id == key or c.id.startswith(key)), re.escape(c.title))
        return min((abs(x.start() - m.start()) for x in re.finditer(rf"\b(?:{called})", clause, re.I)), default=10_000)

    return min(named, key=distance) in decided


def absent_part(clause: str, f: Findings) -> Iterator[str]:
    """'No score before the injection is recorded': wrong where one was read."""
    from rules.facts import Outcome

    seen = [x for x in f.facts if isinstance(x, Outcome) and x.procedure == f.procedure and x.of != "function"]
    if re.search(r"score[\w ]* before|pre-?(?:injection|procedure)|baseline", clause, re.I) and any(
        x.pre for x in seen
    ):
        yield "A score before the injection is recorded."
    if re.search(r"score[\w ]* after|post-?(?:injection|procedure)", clause, re.I) and any(x.post for x in seen):
        yield "A score after the injection is recorded."
    if re.search(r"how long|duration of|last(?:ed|s|ing)?\b", clause, re.I) and any(x.lasted for x in seen):
        yield "How long the relief lasted is recorded."
    if (
        re.search(r"percentage", clause, re.I)
        and any(x.percent and x.how == "stated" for x in seen)
        and not re.search(r"calculat", clause, re.I)
    ):
        yield "A percentage is recorded."


def silent_about(claim: Claim, start: int, end: int) -> bool:
    """Whether the sentence says that the record is silent about the very thing that stands there."""
    first, clause = next(((s, c) for s, c in reversed(claim.clauses) if s <= start), (0, claim.unquoted))
    return any(
        stand == "undocumented" and min(abs(m.start() + first - end), abs(start - m.end() - first)) < 20
        for stand, m in stands(clause)
    )


def count_is_right(n: int, of: str, f: Findings) -> bool:
    if re.search("document|note", of):
        return n <= len(f.case.documents)
    if re.search("passage", of):
        return n <= len(f.cited())
    pool = f.supporting if "supporting" in of else f.governing if "governing" in of else f.criteria
    return n in {
        len(pool),
        len(f.governing),
        *(sum(c.verdict == v for c in pool) for v in ("met", "not_met", "undocumented", "contradictory")),
    }


_BY_FAR = "(?:far |well |clearly |just |still )?"
_BELOW = any_of(
    "below|under|less than|short of|lower than|shorter than",
    "does not (?:reach|meet|exceed)|did not (?:reach|meet)|misses|fails",
)
_ABOVE = any_of(
    "above|over|more than|greater than|higher than|longer than|past|beyond",
    "exceeds?|exceeding|surpass(?:es)?|clears|beats",
)
COMPARED = pattern_of(
    any_of(
        rf"(?P<below>(?:is|are|was|falls?|fell|lies|which is|remains|and)?\s*{_BY_FAR}(?:{_BELOW}))",
        rf"(?P<above>(?:is|are|was|lies|which is|and)?\s*{_BY_FAR}(?:{_ABOVE}))",
        "(?P<meets>(?:which )?(?:meets?|reach(?:es)?|satisf(?:ies|y)|equals|is equal to|is at least|at or above))",
    ),
    re.I,
)


def false_comparisons(claim: Claim) -> Iterator[str]:
    """'75% is below 70%': two figures of one kind with a comparison between them that does not hold."""
    for a, b, m in comparisons(claim):
        x, y = _size(a), _size(b)
        if (m["below"] and not x < y) or (m["above"] and not x > y) or (m["meets"] and not x >= y):
            yield f"{a.text} {m.group().strip()} {b.text} is not so."


def comparisons(claim: Claim) -> Iterator[tuple[Figure, Figure, re.Match[str]]]:
    """Neighbouring figures of one kind with a comparison between them, and no other figure, bracket or quotation."""
    for a, b in pairwise(claim.figures):
        between = claim.unquoted[a.end : b.start]
        if (
            a.kind == b.kind
            and a.kind in ("percent", "duration", "score")
            and len(between) <= 70
            and not re.search(r'[;."()]', between)
        ):
            if m := COMPARED.search(between):
                yield a, b, m


def compared_with(figure: Figure, claim: Claim) -> bool:
    """Whether a figure is what another is held against: '0% is below 70%'."""
    return any(b is figure for _, b, _ in comparisons(claim))


def _size(f: Figure) -> Fraction:
    scale = {
        "minute": Fraction(1, 1440),
        "hour": Fraction(1, 24),
        "week": Fraction(7),
        "month": Fraction(30),
        "year": Fraction(365),
    }
    return f.high * scale.get(f.unit, Fraction(1))


SUM = pattern_of(
    r"\(?\s*\(?\s*(?P<a>\d+(?:\.\d+)?)\s*[−–-]\s*(?P<b>\d+(?:\.\d+)?)\s*\)\s*"
    r"(?:[÷/]\s*(?P<c>\d+(?:\.\d+)?))\s*\)?\s*(?:[×x*]\s*100)?\s*"
    r"(?:=|is|equals|gives)\s*(?P<r>[-−]?\d+(?:\.\d+)?)\s*(?:%|per ?cent)?",
    re.I,
)


def workings(claim: Claim) -> list[tuple[int, int, bool]]:
    """Each written-out calculation: where its operands stand (the result is checked as a figure), whether it holds."""
    held = []
    for m in SUM.finditer(claim.body):
        a, b, c, r = (Fraction(m[k].replace("−", "-")) for k in "abcr")
        exact = (a - b) * 100 / c if c else None
        holds = (
            c == a
            and exact is not None
            and (r == exact or r in (Fraction(round(exact, 1)), Fraction(round(exact, 2))) or (r * 100 == exact))
        )
        held.append((m.start(), m.start("r"), holds))
    return held
