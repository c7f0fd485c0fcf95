"""How a result is told: the procedure, the value, its time and quotation, what to ask for, what to be careful of."""

from __future__ import annotations

from collections.abc import Sequence

from rules import words
from rules.amounts import Interval, compare
from rules.derive.readings import Asked, Reading, percent_interval
from rules.events import Event
from rules.facts import Score, Span
from rules.pack import Quantity
from rules.verdict import Caution


def spans(found: Sequence[Reading]) -> list[Span]:
    """The statements, each after the score before the procedure where another document holds it."""
    told = ((reading.outcome.baseline, reading.outcome.span) for reading in found)
    return list(dict.fromkeys(span for pair in told for span in pair if span is not None))


def the(event: Event) -> str:
    """'the left SIJ injection of 3 March 2026'."""
    side = "bilateral " if event.both_sides else f"{next(iter(event.sides))} " if event.sides else ""
    day = f" of {words.when(event.when)}" if event.when else ""
    return f"the {side}{words.LABEL[event.procedure]}{day}"


def value(reading: Reading, asked: Asked) -> str:
    """'71.4 % relief', '0 % relief', '60 % better function'."""
    noun = "relief" if asked.of == "pain" else "better function"
    computed = next((option for option in reading.options if option is not None), None)
    found = (reading.outcome.percent if not reading.outcome.pre else None) or computed
    if found is None:
        return noun
    if found.high is not None and found.high <= 0 and found.low is None:
        return "no " + noun
    return f"{words.amount(found, '%')} {noun}"


def clause(reading: Reading, asked: Asked) -> str:
    """'2 of 7 left on 3 March 2026 (71.4 % relief, 6 weeks after the injection of 20 January 2026; "…")'."""
    outcome = reading.outcome
    read_on = outcome.measured_on if reading.at else None
    on = f" on {words.day(read_on)}" if read_on else ""
    against = f", {words.quote(outcome.baseline)} in the {outcome.baseline.document}" if outcome.baseline else ""
    told = f"{time(reading, asked.event)}; {words.quote(outcome.span)}{against}"
    if outcome.pre and outcome.post:
        scale = " mm" if outcome.scale == "vas_mm" else ""
        return f"{_score(outcome.post)} of {_score(outcome.pre)}{scale} left{on} ({value(reading, asked)}, {told})"
    return f"{words.capital(value(reading, asked))}{on} ({told})"


def _score(score: Score) -> str:
    return words.amount(Interval(score.low, score.high))


def time(reading: Reading, event: Event) -> str:
    """'for 9 weeks after the left SIJ injection of …', '6 weeks after …'."""
    outcome = reading.outcome
    if outcome.lasted:
        return f"for {words.duration(outcome.lasted)} after {the(event)}"
    if outcome.measured_at:
        return f"{words.duration(outcome.measured_at)} after {the(event)}"
    if reading.at and reading.at.low == reading.at.high and reading.at.low is not None:
        days = int(reading.at.low)
        spell = f"{days // 7} weeks" if days >= 14 and days % 7 == 0 else f"{days} day{'' if days == 1 else 's'}"
        return f"{spell} after {the(event)}" if days else f"on the day of {the(event)}"
    return f"after {the(event)}"


def asks(asked: Asked) -> tuple[str, ...]:
    """What the provider is asked for about this event."""
    lasting = f", and how long it lasted ({asked.rule.lasting} are asked for)" if asked.rule.lasting else ""
    if asked.of == "function":
        changed = f"What {the(asked.event)} changed in painful movements or daily activities, in percent or on a scale"
        return (changed + lasting,)
    scores = f"Pain scores before {the(asked.event)} and at follow-up at least two weeks after it, on the same scale"
    return (f"{scores}, with dates{lasting}",)


def cautions(found: Sequence[Reading], asked: Asked) -> tuple[Caution, ...]:
    """To acknowledge: statements about this event that could be read on the other side of the threshold, or that OCR
    may have misread."""
    wanted = asked.rule.wanted
    assert isinstance(wanted, Quantity)
    made = []
    for reading in found:
        outcome = reading.outcome
        said = words.quote(outcome.span)
        if outcome.status == "ambiguous":
            meant = [percent_interval(way.percent) for way in outcome.readings]
            sides = {option and compare(option, asked.rule.test, wanted.value) for option in meant}
            ocr = "ocr" in (outcome.note or "").lower()
            if len(sides) == 1 and None not in sides and not ocr and not outcome.literal_relief:
                continue
            ways = "; or ".join(way.gloss for way in outcome.readings if way.gloss)
            message = f"{said} can be read in more than one way" + (f": {ways}." if ways else ".")
            if outcome.literal_relief:
                message += " The literal words decide here."
            kind = "ocr" if ocr else "ambiguous_statement"
            made.append(Caution(kind, message, outcome.span.quote, True, outcome.span))
        elif None in reading.options:
            message = f"{said} names no side after an injection on both; it does not say how the requested side did."
            made.append(Caution("ambiguous_statement", message, outcome.span.quote, True, outcome.span))
    return tuple(made)


def imprecise(span: Span, against: object) -> Caution:
    message = f"{words.quote(span)} is too imprecise to be set against {against}."
    return Caution("imprecise_value", message, span.quote, False, span)
