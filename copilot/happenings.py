"""What was done to the patient, when, in what order and on which side, as a sentence tells it and the record does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from copilot.claims import Claim, stems
from copilot.figures import Figure, figures
from copilot.lexicon import BENIGN, NEGATED, SIDES_IN_CHARTS, named_procedures, named_sides
from copilot.narrative import Findings
from rules.facts import ConservativeCare, Outcome, Procedure, ProcedureEvent, When
from rules.reading.wordings import pattern_of

PROCEDURE = r"(?:injections?|shots?|blocks?|epidurals?|ablations?|rfas?|procedures?|joints?|steroids?|esis?|sessions?)"
DONE = pattern_of(
    r"\b(?:was|were|been|being) (?:\w+ly |first |last |also )*(?:done|performed|given|injected|treated|administered|"
    r"carried out|repeated|ablated|blocked)\b|"
    r"\b(?:underwent|undergone|received|took place)\b|"
    rf"\b(?:had|has had) (?:an?|one|two|three|her|his|previous|prior|earlier) (?:[\w-]+ ){{0,4}}{PROCEDURE}\b",
    re.I,
)
NOT_DONE = pattern_of(
    rf"\b(?:no|never (?:had|received|underwent)|not (?:had|received|undergone)) (?:any |a |an )?"
    rf"(?:earlier |previous |prior |other )?(?:[\w-]+ ){{0,3}}{PROCEDURE}\b (?:was|were|has|have|had)? ?"
    r"(?:been )?(?:done|performed|given|received)\b|"
    rf"\b(?:never|not) (?:had|received|undergone|underwent) (?:an?y? )?(?:[\w-]+ ){{0,3}}{PROCEDURE}\b",
    re.I,
)
NO_CARE = pattern_of(
    r"\b(?:no|not any|never)\b (?:\w+ ){0,2}(?:medications?|medicines?|drugs?|treatments?|therapy|conservative \w+)\b "
    r"(?:was |were |has been |have been |is |are )?"
    r"(?:tried|taken|used|given|attempted|done|documented|recorded|described)\b",
    re.I,
)
WRITTEN = pattern_of(
    r"\b(?:letter|note|report|consultation|document|request)\b (?:was |is )?(?:written|dated|signed|sent)(?: on| of)?",
    re.I,
)
PLANNED = pattern_of(
    r"\b(?:plan(?:s|ned)?|consider\w*|request\w*|authori[sz]\w*|auth|discuss\w*|candidate|would|will|if|should|may|"
    r"might|wants?|next|repeat|rpt|schedul\w*|later option|possible)\b",
    re.I,
)
GENERIC = pattern_of(rf"\b{PROCEDURE}\b|\binject(?:ed|ion)|\b(?:side|joint)s? (?:was|were) treated\b", re.I)
BEFORE_DATE = pattern_of(rf"{PROCEDURE}\s+(?:\w+\s+){{0,2}}(?:of|on|from|dated|in)\s+$", re.I)
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "1st": 1, "2nd": 2, "3rd": 3}
NTH = pattern_of(
    rf"\b(?P<n>{'|'.join(ORDINALS)})\b(?: (?:[\w-]+ ){{0,3}}?{PROCEDURE}\b)",
    re.I,
)
LATEST = pattern_of(rf"\b(?:last|latest|most recent|proximate)\b (?:[\w-]+ ){{0,3}}?{PROCEDURE}\b", re.I)
APART = pattern_of(r"\s*(?:apart|later|after|before|between|since|earlier)\b", re.I)
ONLY = pattern_of(r"\b(?:only|alone|solely)\b", re.I)


def performed(f: Findings, procedures: set[Procedure]) -> list[ProcedureEvent | Outcome]:
    """What the reader read as done, of these procedures; of every one where none is named."""
    return [
        x
        for x in f.facts
        if (isinstance(x, Outcome) or (isinstance(x, ProcedureEvent) and x.state == "performed"))
        and x.procedure
        and (not procedures or x.procedure in procedures)
    ]


def spoken_of(clause: str, f: Findings) -> set[Procedure]:
    """The procedures that a clause names; the requested one where it says 'the injection' alone."""
    named = named_procedures(clause)
    if named or not GENERIC.search(clause):
        return named
    blocks: set[Procedure] = {"medial_branch_block"}
    if re.search(r"\bblocks?\b", clause, re.I) and performed(f, blocks):
        return blocks
    asked: set[Procedure] = {f.procedure} if f.procedure else set()  # type: ignore[arg-type]
    return asked if performed(f, asked) else {x.procedure for x in performed(f, set()) if x.procedure} or asked


def dates(f: Findings, procedures: set[Procedure]) -> list[When]:
    """The dates on which these procedures were done, in order, each once."""
    held = {x.date.first: x.date for x in performed(f, procedures) if x.date and x.date.day}
    return [held[day] for day in sorted(held)]


def falls_on(figure: Figure, when: When) -> bool:
    if figure.unit == "yearless":
        return bool(when.day) and figure.low == when.first.month * 100 + when.first.day
    return when.first.toordinal() <= figure.high and figure.low <= when.last.toordinal()


def overlap(one: When, other: When) -> bool:
    return one.first <= other.last and other.first <= one.last


def wrong(claim: Claim, f: Findings, cited: Sequence[str]) -> Iterator[str]:
    """What speaks against the events that a sentence tells of. `cited` are the texts of the documents it cites."""
    for start, clause in claim.clauses:
        yield from _never_done(clause, claim, f, cited)
        yield from _no_care(clause, claim, f)
        yield from _undated(start, clause, claim, f, cited)
        yield from _sides(clause, claim, f, cited)
        yield from _counted(clause, f, cited)
    yield from _contrasted(claim, cited)
    yield from _written(claim, f)


def _never_done(clause: str, claim: Claim, f: Findings, cited: Sequence[str]) -> Iterator[str]:
    """A procedure told as done is one that the record tells as done; one told as never done, none that it does."""
    named = named_procedures(clause)
    if NOT_DONE.search(clause):
        if performed(f, named):
            yield "The record tells of such a procedure."
        return
    if not DONE.search(clause) or PLANNED.search(clause) or NEGATED.search(clause) or not claim.labels:
        return
    if not named and not re.search(r"\b(?:injections?|blocks?|ablations?|shots?)\b", clause, re.I):
        return
    for procedure in named or {None}:
        wanted: set[Procedure] = {procedure} if procedure else set()
        if not performed(f, wanted) and not any(_told(text, procedure) for text in cited):
            yield "The record does not tell that this was done."


def _no_care(clause: str, claim: Claim, f: Findings) -> Iterator[str]:
    """'No treatment was tried' where the record tells of some."""
    if NO_CARE.search(clause) and claim.labels and any(isinstance(x, ConservativeCare) for x in f.facts):
        yield "The record tells of treatment."


def _told(text: str, procedure: Procedure | None) -> bool:
    """Whether a sentence of the record names the procedure without denying or only planning it."""
    return any(
        (procedure in named_procedures(s) if procedure else GENERIC.search(s))
        and not NEGATED.search(s)
        and not PLANNED.search(s)
        for s in sentences(text)
    )


def _undated(start: int, clause: str, claim: Claim, f: Findings, cited: Sequence[str]) -> Iterator[str]:
    """The date of a procedure is the date of one that was done, or the one requested."""
    procedures = spoken_of(clause, f)
    held = [x.date for x in performed(f, procedures) if x.date]
    asked = f.case.request.date_of_service
    for figure in claim.figures:
        if figure.kind != "date" or not start <= figure.start < start + len(clause) or not held:
            continue
        if not BEFORE_DATE.search(claim.unquoted[: figure.start][-45:]) and not DONE.search(clause):
            continue
        yield from _of_kind(figure, clause, f, procedures)
        if any(falls_on(figure, d) for d in held) or (asked and falls_on(figure, When(asked, asked))):
            continue
        if not any(
            named_procedures(s) & procedures and any(figure.same(d) for d in figures(s))
            for text in cited
            for s in sentences(text)
        ):
            yield f"No such procedure is recorded {figure.text}."


def _of_kind(figure: Figure, clause: str, f: Findings, procedures: set[Procedure]) -> Iterator[str]:
    """An injection of a date is diagnostic or therapeutic as the record has it."""
    kinds = {x.purpose for x in performed(f, procedures) if isinstance(x, ProcedureEvent) and x.date
             and falls_on(figure, x.date)} - {None}  # fmt: skip
    said = {m.lower() for m in re.findall(r"\b(?:diagnostic|therapeutic)\b", clause, re.I)}
    if kinds and len(said) == 1 and not said & kinds:
        yield f"The one {figure.text} was not {said.pop()}."
    sides = {x.side for x in performed(f, procedures) if x.side and x.date and falls_on(figure, x.date)}
    if sides and (named := named_sides(clause)) and not named & (sides | {"bilateral"}) and "bilateral" not in sides:
        yield f"The one {figure.text} was not {' and '.join(sorted(named))}."


def _written(claim: Claim, f: Findings) -> Iterator[str]:
    """'The letter was written on …': the date of the letter cited."""
    for m in WRITTEN.finditer(claim.unquoted):
        date = next((x for x in claim.figures if x.kind == "date" and 0 <= x.start - m.end() <= 4), None)
        own = [d.date for d in f.case.documents if any(d.name in label for label in claim.labels) and d.date]
        if date and own and not any(falls_on(date, When(day, day)) for day in own):
            yield f"It was not written {date.text}."


def _counted(clause: str, f: Findings, cited: Sequence[str]) -> Iterator[str]:
    """'The fourth session' is at most one beyond what was done, or the record's own word."""
    for m in NTH.finditer(clause):
        done = len(dates(f, spoken_of(clause, f)))
        if ORDINALS[m["n"].lower()] > done + 1 and not any(re.search(rf"\b{m['n']}\b", text, re.I) for text in cited):
            yield f"The record dates {done} of these: no {m['n']} one."


def _sides(clause: str, claim: Claim, f: Findings, cited: Sequence[str]) -> Iterator[str]:
    """A side is one that the record names with the procedure, or with the thing that the clause speaks of."""
    said = named_sides(clause)
    if not said:
        return
    procedures = spoken_of(clause, f)
    if procedures:
        known = {x.side for x in performed(f, procedures) if x.side}
        asked = not DONE.search(clause) or NEGATED.search(clause)  # else it is told of what was done
        if asked and f.procedure in procedures and f.case.request.side:
            known.add(f.case.request.side)
        for side in said - known:
            if known or not any(
                named_procedures(s) & procedures and side in _sides_of(s) for text in cited for s in sentences(text)
            ):
                yield f"The record has no {side} one."
    if claim.labels and said != {"bilateral"}:
        held = [_sides_of(s) for s in _akin(clause, cited)]
        told = set().union(*held) if held else set()
        if not held and set().union(*map(_sides_of, cited)) == {"bilateral"}:
            yield "The record says both sides."
        if told and not told & (said | {"bilateral"}):
            yield f"The record does not say {' or '.join(sorted(said))} of this."
        elif told == {"bilateral"} and ONLY.search(clause):
            yield "The record says both sides of this."


def _contrasted(claim: Claim, cited: Sequence[str]) -> Iterator[str]:
    """Left set against right where the record speaks of both at once."""
    said = [named_sides(clause) for _, clause in claim.clauses]
    if {"left"} in said and {"right"} in said and claim.labels:
        if not any({"left", "right"} & _sides_of(s) for text in cited for s in sentences(text)):
            yield "The record does not tell the sides apart."


def _sides_of(text: str) -> set[str]:
    return named_sides(text) | {side for side, pattern in SIDES_IN_CHARTS.items() if pattern.search(text)}


def _akin(clause: str, cited: Sequence[str]) -> list[str]:
    """The sentences of the record that share most of a clause's own words with it."""
    wanted = stems(clause) - BENIGN
    shared = [(len(wanted & stems(s)), s) for text in cited for s in sentences(text)]
    most = max((n for n, _ in shared), default=0)
    return [s for n, s in shared if n == most > 0]


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.;])\s|\n", text) if s.strip()]


# --- what the outcomes ask ------------------------------------------------------------------------------------------


def meant(clause: str, f: Findings, procedures: set[Procedure]) -> When | bool:
    """The date of the one that a clause counts out ('the second block'); False where there is none such, True where
    it counts none out."""
    held = dates(f, procedures)
    if m := NTH.search(clause):
        n = ORDINALS[m["n"].lower()]
        return True if not held else held[n - 1] if n <= len(held) else False
    if LATEST.search(clause) and held:
        return held[-1]
    return True


def is_between(figure: Figure, claim: Claim, f: Findings) -> bool:
    """Whether a length of time is one between two dates: of the sentence, or of what was done and is asked for."""
    if figure.kind != "duration" or not APART.match(claim.body[figure.end :]):
        return False
    days = [on for x in claim.figures if (on := x.on)]
    if len(days) < 2:
        procedures = {p for _, clause in claim.clauses for p in spoken_of(clause, f)}
        days = [d.first for d in dates(f, procedures)]
        if f.case.request.date_of_service and not re.match(r"\s*apart", claim.body[figure.end :]):
            days.append(f.case.request.date_of_service)
    return any(is_elapsed(figure, abs((a - b).days)) for a in days for b in days if a != b)


_DAYS = {"day": Fraction(1), "week": Fraction(7), "month": Fraction(365, 12), "year": Fraction(365)}


def is_elapsed(figure: Figure, days: int) -> bool:
    """Whether so many days are, counted in the figure's unit, what the figure says of them."""
    if figure.unit not in _DAYS:
        return False
    length = days / _DAYS[figure.unit]
    if figure.bound in ("more_than", "at_least"):
        return figure.low <= length < figure.low + 1
    if figure.bound in ("less_than", "at_most"):
        return figure.low - 1 < length <= figure.low
    return round(length) == figure.low or length == figure.low
