"""What procedures did, as the rules read it, against what a drafted sentence says they did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from copilot import happenings
from copilot.claims import QUOTE, Claim
from copilot.figures import ONES, Figure, figures, number_of
from copilot.lexicon import NEGATED, named_procedures, named_sides
from copilot.narrative import Findings
from copilot.wordings import ARGUED, GAP, any_of
from rules.facts import (
    Amount,
    ConservativeCare,
    Duration,
    Fact,
    Finding,
    Outcome,
    PainDuration,
    PainScore,
    Procedure,
    ProcedureEvent,
    ProvocativeTests,
    Score,
    When,
    number,
)
from rules.reading.wordings import pattern_of

if TYPE_CHECKING:
    from copilot.guard import Guard

GAIN = (
    r"(?:pain[- ])?(?:relief|reduction|improvement|decrease|response|benefit|better|less pain|improved|reduced|"
    r"relieved)"
)
_HER = r"(?:her |him |them |the patient |the member )?"
NO_GAIN = pattern_of(
    r"\b(?:no|zero|without(?: any)?|not any|denie[sd](?: any)?|did not (?:have|get|obtain|report|experience) "
    r"any)\s+(?:pain\s+)?"
    r"(?:relief|improvement|benefit|reduction|response|effect)\b(?! (?:was|is|were)? ?(?:documented|recorded))|"
    r"\bunchanged\b|\bineffective\b",
    re.I)  # fmt: skip
FULL_GAIN = pattern_of(
    r"\b(?:complete(?:ly)?|full|total(?:ly)?|entire(?:ly)?)\s+(?:pain\s+)?(?:relie(?:f|ved)|resolution|resolved|"
    r"gone)|\bpain[- ]free\b|"
    r"\b(?:took|takes|taken) (?:\w+ )?pain away\b|"
    r"\b(?:pain|symptoms) (?:fully |completely )?(?:resolved|disappeared|vanished|went away)|\ball of (?:her|his|"
    r"the) pain\b|"
    r"\b(?:had|has|reported|with|in) no pain\b(?! (?:relief|score|scale|diary))", re.I)  # fmt: skip
HELD_GAIN = pattern_of(
    r"\b(?:relief|improvement|benefit|response|effect|it)\s+(?:[\w/-]+ ){0,7}?(?:held|hold|lasted|last|persisted|"
    r"persist|continued|endured|remained|was sustained|was lasting)\b|"
    r"\b(?:sustained|lasting|prolonged|durable|enduring|long-term)\s+(?:pain\s+)?(?:relief|improvement|benefit|"
    r"response|reduction)", re.I)  # fmt: skip
LOST_GAIN = pattern_of(
    r"\b(?:wore off|wears off|worn off|faded|short-lived|temporary|transient|returned to baseline|pain (?:has "
    r")?(?:returned|recurred|came back)|no longer helps)\b",
    re.I,
)
LOST_IN_CHARTS = pattern_of(
    r"\b(?:pain|ache|sx|symptoms?) (?:is |was |has )?(?:now )?(?:back|returned|recurr\w+|coming back)\b|"
    r"\b(?:worn off|wearing off|back to baseline)\b",
    re.I,
)
GREAT_GAIN = pattern_of(
    r"\b(?:excellent|great|dramatic|marked|robust|outstanding|tremendous)\s+(?:and \w+\s+)?(?:pain\s+)?"
    r"(?:relief|improvement|benefit|response|reduction|effect|outcome|result)s?\b|"
    r"\b(?:was|were|proved) (?:\w+ly )?(?:effective|successful|a success)\b|\bsucceeded\b",
    re.I,
)
SOME_GAIN = pattern_of(
    r"\b(?:significant|substantial|good|excellent|great|marked|dramatic|meaningful|adequate|considerable|clear|"
    r"strong|moderate|partial|some|clinically "
    r"important|notable|robust|positive|favou?rable)\s+(?:and \w+\s+)?(?:pain\s+)?(?:relief|improvement|benefit|"
    r"response|reduction|effect|outcome|result)s?\b|"
    r"\b(?:respond(?:ed|s)|worked|works|help(?:ed|s)|benefit(?:t?ed|s)|relieved|eased|was (?:effective|successful|"
    r"beneficial|helpful|a success)|"
    r"succeeded|improved|better (?:after|since|with|than before))\b|"
    rf"\b(?:gave|brought|provided|produced|had|got|obtained|experienced|achieved) {_HER}(?:pain )?(?:relief|"
    rf"improvement|benefit)\b|"
    r"\b(?:relief|improvement|benefit) (?:was|is|has been) (?:\w+ly )?(?:obtained|achieved|noted|seen|reported|"
    r"documented)\b|"
    r"\bdid (?:not )?(?:help|work|respond|improve|provide|bring|give|relieve|benefit)\b|\bfailed to (?:help|"
    r"relieve|work|improve)\b", re.I)  # fmt: skip
FUNCTION = pattern_of(r"\bfunction(?:s|al|ing)?\b|\bactivit|\bmobility\b", re.I)
FUNCTIONING = pattern_of(r"walk|stand|sit|work|activit|adl|function|mow|lift|climb|stairs|odi|oswestry|sleep", re.I)
INFERRED = pattern_of(
    r"\b(?:must have|presumably|apparently|evidently|likely|probably|surely|certainly|undoubtedly|should "
    r"have)\b[\w ]{0,30}\b(?:help|work|relie|benefi|improv|effect|respond|success)",
    re.I,
)
# Not a claim that something happened: a rule, a wish, a question, somebody's argument.
UNREAL = pattern_of(
    r"\b(?:would|could|should|must|if|whether|unless|requires?|required|threshold|asks?|needs?|needed|"
    r"evidence (?:of|for)|proof of|shows? (?:no|nothing|that)|"
    r"argues?|argument|claims?|claimed|assum\w+|inferr?\w*|suggest\w*|impl(?:y|ies|ied)|goals?|expect\w*|hop\w+|"
    r"(?-i:may)|might|criteri\w+|documentation|document(?:s|ed)? (?:no|any)|"
    r"how (?:much|long)|amount of|any relief|no evidence|does not (?:show|establish|prove|demonstrate|document|"
    r"count)|not (?:documented|recorded|shown|stated)|read (?:as|literally)|gap|interval|record (?:gives|shows|"
    r"states|holds|contains|has) no|silent|undocumented|"
    r"missing|can(?:not)? be (?:calculated|computed|judged|formed|worked out))\b", re.I)  # fmt: skip
GENERIC = pattern_of(r"\b(?:blocks?|injections?|procedures?|ones?|shots?)\b", re.I)
PHASES = {"anaesthetic": pattern_of(r"\b(?:an(?:a?)esthetic (?:phase|window|reading|response)|local "
                                    r"an(?:a?)esthetic)\b", re.I),
          "steroid": pattern_of(r"\bsteroid (?:phase|window|reading|response|effect|result)\b", re.I)}  # fmt: skip
KINDS = {
    "diagnostic": pattern_of(r"\b(?:diagnostic|dx)\b", re.I),
    "therapeutic": pattern_of(r"\btherapeutic\b", re.I),
}
_POINTS = rf"(?:\d{{1,2}}|(?:{'|'.join(list(ONES)[:11])})\b)"
PAIR = pattern_of(
    rf"(?<!\d )(?:from|was|of)\s+(?P<a>{_POINTS})(?:\s?/\s?10)?\s+(?:before[\w ,]*?(?:and|to)|to|→|"
    rf"->)\s+(?P<b>{_POINTS})(?:\s?/\s?10)?(?![\d%])|"
    r"(?P<c>\d{1,2})(?:\s?/\s?10)?\s*(?:→|->|−>)\s*(?P<d>\d{1,2})", re.I)  # fmt: skip


AFTER = pattern_of(
    r"\b(?:after|following|since) (?:the |her |his )?(?:[\w-]+ ){0,4}?(?:injections?|blocks?|epidurals?|ablations?)\b",
    re.I,
)
HOLDS = pattern_of(
    r"\b(?:records|documents|gives|contains|states|reports|holds|provides)\b (?:the |an? )?(?:(?!that\b)\w+ ){0,2}"
    r"(?:outcomes?|results?|response|relief|percentages?)\b",
    re.I,
)
_LONG = r"(?:\d+|an?|\w+)(?: and a half)? ?-?(?:days?|weeks?|months?|years?)"
_PAIN_FOR = any_of(
    r"\bpain (?:has lasted|has been present|lasted|for|since|of)(?: (?:for|about|at least|more than|over))* " + _LONG,
    rf"{_LONG} of (?:\w+ ){{0,3}}pain\b",
)
_CARE_FOR = rf"{_LONG} of (?:\w+ ){{0,2}}(?:therapy|conservative care|exercises?|treatment)"
LENGTHS: tuple[tuple[type[Fact], re.Pattern[str]], ...] = (
    (PainDuration, pattern_of(_PAIN_FOR, re.I)),
    (ConservativeCare, pattern_of(_CARE_FOR, re.I)),
)


@dataclass(frozen=True)
class Held:
    """One outcome of the record: the fact, its document's number, and the figures of the words around it."""

    fact: Outcome
    document: int
    around: tuple[Figure, ...]
    text: str
    next: str = ""  # and the sentence after them


class Outcomes:
    def __init__(self, findings: Findings):
        self.f = findings
        self.documents = [d.text or "" for d in findings.case.documents]
        self.held = [self._hold(x) for x in findings.facts if isinstance(x, Outcome)]

    def _hold(self, fact: Outcome) -> Held:
        n = self._document(fact)
        text = self.documents[n] if n >= 0 else ""
        start, end = fact.span.start or 0, fact.span.end or 0
        first = max(text.rfind("\n\n", 0, start), text.rfind(". ", 0, start), max(0, start - 300))
        stop = re.search(r"\.\s|\n\n", text[end:])
        around = text[first : end + (stop.end() if stop else 200)]
        after = text[first + len(around) : first + len(around) + 200].split(". ")[0]
        return Held(fact, n, tuple(figures(around)), around, around + after)

    def _document(self, fact: Fact) -> int:
        for n, d in enumerate(self.f.case.documents):
            if d.name == fact.span.document and fact.span.start is not None:
                if (d.text or "")[fact.span.start : fact.span.end] == fact.span.quote:
                    return n
        return -1

    def told_of(self, document: int, quote: str) -> set[Procedure]:
        """The procedures of which a document says `quote`: those of its sentence, else those named last before it."""
        text = self.documents[document]
        at = text.find(quote)
        if at < 0:
            return set()
        read = {h.fact.procedure for h in self.held if h.document == document and quote in h.text and h.fact.procedure}
        before = re.split(r"(?<=[.;])\s|\n", text[:at])
        sentence = before[-1] + quote + re.split(r"[.;]\s|\n", text[at + len(quote) :])[0]
        for part in (sentence, *reversed(before[:-1])):
            if read or named_procedures(part):
                return read | named_procedures(part)
        return set()

    def figures(self, documents: list[int]) -> list[Figure]:
        """What facts of these documents say in figures, also what no text spells out: computed percentages, dates."""
        held: list[Figure] = []
        for fact in self.f.facts:
            if self._document(fact) in documents:
                held += spoken(fact)
        held += self._counts()
        for criterion in self.f.criteria:
            if criterion.observed and isinstance(criterion.observed.get("low"), (int, float)):
                low, high = (
                    Fraction(str(criterion.observed["low"])),
                    Fraction(str(criterion.observed.get("high") or criterion.observed["low"])),
                )
                unit = str(criterion.observed.get("unit"))
                kind: Any = (
                    "percent"
                    if unit == "percent"
                    else "duration"
                    if unit in ("week", "month", "day", "year", "hour")
                    else "number"
                )
                held.append(Figure(kind, low, high, "", 0, 0, unit if kind == "duration" else ""))
        return held

    def _counts(self) -> list[Figure]:
        """How many dated procedures of a kind the record holds, alone and with the one requested."""
        dated: dict[str, set[object]] = {}
        for fact in self.f.facts:
            if isinstance(fact, ProcedureEvent) and fact.state == "performed" and fact.date:
                dated.setdefault(fact.procedure, set()).add(fact.date)
        counts = {n for held in dated.values() for n in (len(held), len(held) + 1)}
        return [Figure("number", Fraction(n), Fraction(n), "", 0, 0) for n in counts]

    def owns(self, figure: Figure, claim: Claim, guard: Guard) -> bool:
        """Whether a percentage is an outcome, which `unfounded` checks against the facts."""
        return figure.kind == "percent" and self.is_outcome(figure, claim, guard)

    def is_outcome(self, figure: Figure, claim: Claim, guard: Guard) -> bool:
        """A percentage of relief that the sentence says came about."""
        if figure.kind != "percent" or guard.is_required(figure, claim):
            return False
        if quoted := next((q for q in QUOTE.finditer(claim.body) if q.start() < figure.start < q.end()), None):
            return bool(re.search(GAIN, quoted.group(), re.I))
        _, clause = claim.clause_of(figure)
        return bool(re.search(GAIN, claim.body[max(0, figure.start - 80) : figure.end + 60], re.I)) or bool(
            re.search(r"\bpain\b", clause, re.I) or named_procedures(clause)
        )

    def unfounded(self, claim: Claim, guard: Guard) -> Iterator[str]:
        """Outcomes that no fact carries: a percentage, or 'no relief', 'complete relief', 'good relief' in words."""
        documents = guard.cited_documents(claim)
        for figure in claim.figures:
            if self.is_outcome(figure, claim, guard):
                hedged = bool(
                    re.search(r"\b(?:(?-i:may)|might|could|alternatively|other reading|slip)\b", claim.unquoted, re.I)
                )
                _, clause = claim.clause_of(figure)
                of_function = bool(FUNCTION.search(clause)) and not re.search(r"\b(?:pain|relief)\b", clause, re.I)
                matching = [
                    h
                    for h in self.held
                    if h.document in documents
                    and carries(h.fact, figure, hedged)
                    and (h.fact.of == "function" or not of_function)
                ]
                if not matching:
                    yield f"No outcome of {figure.text} was read in the record."
                else:
                    yield from self._attributes(claim, figure, matching, guard)
        yield from self._pairs(claim, documents)
        yield from self._lengths(claim, guard)
        yield from self._scores_after(claim, documents)
        yield from self._said_to_hold(claim, documents)
        yield from self._in_words(claim, documents)

    def _attributes(self, claim: Claim, figure: Figure, matching: list[Held], guard: Guard) -> Iterator[str]:
        """The procedure, side, phase, durations and dates said with an outcome are those of one fact that has it."""
        start, clause = claim.clause_of(figure)
        procedures = named_procedures(clause)
        if not procedures and not GENERIC.search(clause):
            procedures = named_procedures(claim.unquoted)
        matching = [h for h in matching if not procedures or h.fact.procedure in procedures or h.fact.procedure is None]
        if not matching:
            yield f"{figure.text} is another procedure's result."
            return
        for kind, pattern in KINDS.items():
            other = next(p for k, p in KINDS.items() if k != kind)
            if pattern.search(clause) and not other.search(clause):
                matching = [
                    h
                    for h in matching
                    if pattern.search(h.text) or not (other.search(h.text) or self._is(h.fact, kind))
                ]
        if not matching:
            yield f"{figure.text} is not the result of this injection."
            return
        when = happenings.meant(clause, self.f, happenings.spoken_of(clause, self.f))
        if isinstance(when, When):
            matching = [h for h in matching if not h.fact.date or happenings.overlap(h.fact.date, when)]
        if not matching or when is False:
            yield f"{figure.text} is not the result of this injection."
            return
        sides = named_sides(clause) and named_sides(claim.unquoted)
        if sides and not any(h.fact.side in sides or h.fact.side is None for h in matching):
            yield f"{figure.text} is the other side's result."
        for phase, pattern in PHASES.items():
            if pattern.search(clause) and not any(h.fact.phase in (phase, "unknown") for h in matching):
                yield f"{figure.text} belongs to the other phase."
        end = start + len(clause)
        for other in claim.figures:
            if (
                not start <= other.start < end
                or other.kind not in ("duration", "date")
                or not nearest(figure, other, claim)
            ):
                continue
            near = [*(s for h in matching for s in spoken(h.fact)), *(s for h in matching for s in h.around)]
            near += [s for h in matching for s in figures(str(self.f.case.documents[h.document].date or ""))]
            since = [days for h in matching for days in self._since(h)]
            bound = other.kind == "duration" and re.search(
                r"\b(?:for|lasting|lasted|held|sustained|over|through)\b[\w ]{0,20}$", claim.body[: other.start], re.I
            )
            if bound:
                near = [s for h in matching for s in lengths(h.fact)] or [
                    s for h in matching for s in h.around if s.kind == "duration" and not h.fact.measured_at
                ]
            if (
                not guard.is_required(other, claim)
                and not self._required_near(other, claim)
                and not any(other.same(s) for s in near)
                and (bound or not any(happenings.is_elapsed(other, days) for days in since))
            ):
                yield f"{figure.text} is not recorded with {other.text}."

    def _is(self, fact: Outcome, kind: str) -> bool:
        """Whether the injection of an outcome is known to be of another kind than this: diagnostic, therapeutic."""
        purposes = {
            x.purpose
            for x in self.f.facts
            if isinstance(x, ProcedureEvent) and x.procedure == fact.procedure and x.date and x.date == fact.date
        } - {None}
        return bool(purposes) and kind not in purposes

    def _since(self, held: Held) -> list[int]:
        """The days from a procedure to the measurement of its outcome, or to the note that tells of it."""
        on, told = held.fact.measured_on, self.f.case.documents[held.document].date
        begun = held.fact.date.day if held.fact.date else None
        return [(end - begun).days for end in (on, told) if end and begun]

    def _required_near(self, figure: Figure, claim: Claim) -> bool:
        return bool(
            re.search(
                r"\b(?:requir\w+|threshold|asks?|must|needs?|at least|minimum)\b[\w %]{0,40}$",
                claim.unquoted[: figure.start],
                re.I,
            )
        )

    def _lengths(self, claim: Claim, guard: Guard) -> Iterator[str]:
        """How long the pain has lasted, and how long a course of care: as it was read, where it was read."""
        for kind, words in LENGTHS:
            read = [f for x in self.f.facts if isinstance(x, kind) for f in spoken(x)]
            for m in words.finditer(claim.body):
                for figure in claim.figures:
                    if figure.kind == "duration" and m.start() <= figure.start < m.end() and read and claim.labels:
                        if not guard.is_required(figure, claim) and not any(figure.same(s) for s in read):
                            yield f"{figure.text} is not what was read of this."

    def _scores_after(self, claim: Claim, documents: list[int]) -> Iterator[str]:
        """A score after a procedure is one that was read as its outcome, or stands in a sentence with it."""
        for start, clause in claim.clauses:
            if not (m := AFTER.search(clause)) or not (wanted := named_procedures(m.group())):
                continue
            for figure in claim.figures:
                if figure.kind != "score" or not start + m.end() <= figure.start < start + len(clause):
                    continue
                read = [h for h in self.held if h.document in documents and h.fact.procedure in wanted]
                if not any(figure.same(s) for h in read for s in (*spoken(h.fact), *h.around)):
                    yield f"{figure.text} was not read as the outcome of this."

    def _said_to_hold(self, claim: Claim, documents: list[int]) -> Iterator[str]:
        """'The note records the outcome': a document cited holds one."""
        for _, clause in claim.clauses:
            m = HOLDS.search(clause)
            if m and claim.labels and not NEGATED.search(clause) and not UNREAL.search(clause[: m.start()]):
                if not any(h.document in documents for h in self.held):
                    yield "What it cites holds no outcome."

    def _pairs(self, claim: Claim, documents: list[int]) -> Iterator[str]:
        """'From 8 to 2' is a pair that was read, or stands so in the record."""
        for m in PAIR.finditer(claim.unquoted):
            a, b = number_of(m["a"] or m["c"]), number_of(m["b"] or m["d"])
            if re.match(
                r"\s*(?:%|per ?cent|weeks?|months?|days?|hours?|minutes?|sessions?)", claim.unquoted[m.end() :], re.I
            ):
                continue
            pair = Score(a, a), Score(b, b)
            read = any(h.fact.pre == pair[0] and h.fact.post == pair[1] for h in self.held if h.document in documents)
            stands = any(
                re.search(rf"\b{a}(?:\s?/\s?10)?\s*(?:to|→|->|-->)\s*{b}(?:\s?/\s?10)?\b", self.documents[n])
                for n in documents
            )
            if not read and not stands:
                yield f"No change from {a} to {b} is recorded."

    def _in_words(self, claim: Claim, documents: list[int]) -> Iterator[str]:
        """'No relief', 'complete relief', 'it helped', 'the relief held': what was read says so of that procedure."""
        if INFERRED.search(claim.unquoted):
            yield "It infers an outcome that nobody recorded."
        for start, clause in claim.clauses:
            if GAP.search(claim.unquoted) and ARGUED.search(clause):
                continue
            if UNREAL.search(clause) or UNREAL.search(claim.unquoted[:start]):
                continue
            wanted = named_procedures(clause) or named_procedures(claim.unquoted)
            mine = [
                h
                for h in self.held
                if h.document in documents and (not wanted or h.fact.procedure in wanted or not h.fact.procedure)
            ]
            if FUNCTION.search(clause) and SOME_GAIN.search(clause):
                if not any(FUNCTIONING.search(self.documents[n]) for n in documents):
                    yield "The record does not speak of function."
                continue
            counted = any(x.kind == "percent" and start <= x.start < start + len(clause) for x in claim.figures)
            for pattern, reason, holds, lacks in PREDICATES:
                if counted and pattern is SOME_GAIN:
                    continue  # its percentage was checked
                if m := pattern.search(clause):
                    ends = m.start() if pattern in (NO_GAIN, LOST_GAIN) else m.end()
                    denied = bool(NEGATED.search(clause[max(0, m.start() - 45) : ends]))
                    verbal = any(h.fact.percent is None and _says(h.text, m.group(), denied) for h in mine)
                    if not verbal and not any((lacks if denied else holds)(h) for h in mine):
                        yield reason
                    break


def _at_least(h: Held, percent: int) -> bool:
    return (low(h.fact) if low(h.fact) is not None else -1) >= percent  # type: ignore[operator]


def _under(h: Held, percent: int) -> bool:
    return high(h.fact) is not None and high(h.fact) < percent  # type: ignore[operator]


def _lasting(h: Held) -> bool:
    return _at_least(h, 30) and not h.fact.over and (h.fact.lasted is not None or h.fact.phase == "steroid")


def _lost(h: Held) -> bool:
    return h.fact.over or bool(LOST_GAIN.search(h.text) or LOST_IN_CHARTS.search(h.next))


# What outcome words say: the pattern, the reason against it, whether an outcome bears it out, and bears out its denial.
_UNSAID_NONE = "The record does not say that there was no relief from this."
_UNREAD = "No such outcome of this was read in the record."
PREDICATES: tuple[tuple[re.Pattern[str], str, Callable[[Held], bool], Callable[[Held], bool]], ...] = (
    (FULL_GAIN, "No complete relief was read in the record.", lambda h: _at_least(h, 100), lambda h: _under(h, 100)),
    (NO_GAIN, _UNSAID_NONE, lambda h: _under(h, 1), lambda h: _at_least(h, 1)),
    (HELD_GAIN, "No such lasting relief was read in the record.", _lasting, _lost),
    (LOST_GAIN, "The record does not say that the relief was lost.", _lost, _lasting),
    (GREAT_GAIN, _UNREAD, lambda h: _at_least(h, 50), lambda h: _under(h, 50)),
    (SOME_GAIN, _UNREAD, lambda h: _at_least(h, 30), lambda h: _under(h, 30)),
)


def nearest(percent: Figure, other: Figure, claim: Claim) -> bool:
    """Whether `percent` is the percentage that stands nearest to another figure."""
    return min((f for f in claim.figures if f.kind == "percent"), key=lambda f: gap(f, other)) is percent


def gap(one: Figure, other: Figure) -> int:
    return max(one.start - other.end, other.start - one.end)


def carries(fact: Outcome, figure: Figure, hedged: bool) -> bool:
    """Whether a fact states this percentage, with its bound; one of its readings does where the sentence is hedged."""
    percents = [fact.percent] if fact.percent else []
    if hedged or fact.percent is None:
        percents += [r.percent for r in fact.readings if r.percent]
    return any(_states(p, figure) for p in percents)


def _states(percent: Amount, figure: Figure) -> bool:
    low, high = percent.low, percent.high
    match percent.bound:
        case "at_least" | "more_than":
            return figure.bound == percent.bound and figure.low == low
        case "at_most" | "less_than":
            return figure.bound == percent.bound and figure.high == high
        case "approx":
            return figure.bound == "approx" and figure.low == low
    ends = (figure.low, figure.high)
    if low is None or high is None:
        return False
    rounded = [(Fraction(round(low, n)), Fraction(round(high, n))) for n in (1, 2)]
    whole = (Fraction(round(low)), Fraction(round(high)))
    if ends == (low, high) or ends in rounded:
        return figure.bound in ("exact", "approx") or (figure.bound in ("at_least", "at_most") and low == high)
    return figure.bound == "approx" and ends == whole


def spoken(fact: Fact) -> list[Figure]:
    """The figures of a fact's fields."""
    held: list[Figure] = []

    def add(value: object) -> None:
        match value:
            case Duration():
                one = value.low if value.low is not None else value.high
                other = value.high if value.high is not None else one
                held.append(
                    Figure("duration", one or Fraction(0), other or Fraction(0), "", 0, 0, value.unit, value.bound)
                )
            case Amount() if value.low is not None or value.high is not None:
                one = value.low if value.low is not None else value.high
                other = value.high if value.high is not None else one
                assert one is not None
                assert other is not None
                for low, high in {(one, other), (Fraction(round(one, 1)), Fraction(round(other, 1)))}:
                    held.append(Figure("percent", low, high, "", 0, 0, "", value.bound))
            case Score():
                held.append(Figure("score", value.low, value.high, "", 0, 0))
                held.append(Figure("number", value.low, value.high, "", 0, 0))
            case When():
                held.append(
                    Figure("date", Fraction(value.first.toordinal()), Fraction(value.last.toordinal()), "", 0, 0)
                )
            case int() if not isinstance(value, bool):
                held.append(Figure("number", Fraction(value), Fraction(value), "", 0, 0))

    match fact:
        case Outcome():
            for value in (fact.percent, fact.pre, fact.post, fact.lasted, fact.measured_at, fact.date):
                add(value)
            if fact.measured_on:
                add(When(fact.measured_on, fact.measured_on))
        case PainScore():
            add(fact.score)
        case PainDuration():
            add(fact.duration)
        case ConservativeCare():
            add(fact.duration)
        case ProvocativeTests():
            for count in (fact.positive, fact.tested, len(fact.names) or None):
                add(count)
        case Finding():
            add(fact.count)
    if not isinstance(fact, Outcome):
        add(getattr(fact, "date", None))
    return held


def lengths(fact: Outcome) -> list[Figure]:
    return [f for f in spoken(fact) if f.kind == "duration"] if fact.lasted else []


def low(fact: Outcome) -> Fraction | None:
    return fact.percent.low if fact.percent else None


def high(fact: Outcome) -> Fraction | None:
    return fact.percent.high if fact.percent else None


def _says(text: str, phrase: str, denied: bool) -> bool:
    """Whether the record uses the phrase, denied as the sentence denies it."""
    said = " ".join(text.split())
    found = re.search(re.escape(" ".join(phrase.split())), said, re.I)
    return found is not None and bool(NEGATED.search(said[max(0, found.start() - 45) : found.end()])) == denied


__all__ = ["Held", "Outcomes", "carries", "number", "spoken"]
