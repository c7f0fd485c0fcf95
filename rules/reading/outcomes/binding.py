"""From an amount and its meaning to a fact: bound to its procedure, side and time, with the words it was read from."""

from __future__ import annotations

from dataclasses import replace

from rules.facts import Outcome, Side, Span
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.events import event_of
from rules.reading.outcomes.meaning import Meaning
from rules.reading.outcomes.timing import Timing, phase_of, timing
from rules.reading.outcomes.wordings import events, measured, times
from rules.reading.procedures import Mention, side_in, side_nearest
from rules.reading.text import Stretch

# A quote takes in what is this near to its amount, in characters: the time, and the word of relief or pain.
NEAR_TIME = 64
NEAR_WORD = 60


def bind(chart: Chart, sentence: Stretch, amount: Amount, meaning: Meaning, *, now: bool = False) -> Outcome:
    """The outcome that an amount of a sentence states. `now`: it is known to tell of the day of the note."""
    event = event_of(chart, sentence, amount)
    present = now or _is_present(chart, sentence, amount, event)
    when = timing(chart, sentence, amount, event, present=present)
    side, of = _sided(chart, sentence, amount, event)
    return bound(chart, amount, meaning, when, side, of)


def bound(
    chart: Chart, amount: Amount, meaning: Meaning, when: Timing, side: Side | None, of: Mention | None
) -> Outcome:
    """The outcome of an amount whose time, side and procedure are known."""
    phase = phase_of(when, of)
    share = meaning.percent
    better = meaning.of == "function" and share is not None and share.low is not None and share.low > 0
    return Outcome(
        _quote(chart, amount, meaning, when),
        of=meaning.of,
        procedure=of.procedure if of else None,
        date=of.when if of else None,
        side=side,
        phase=meaning.phase if phase == "unknown" else phase,
        pre=meaning.pre,
        post=meaning.post,
        scale=meaning.scale,
        percent=meaning.percent,
        how=meaning.how,
        lasted=when.lasted,
        measured_at=when.measured_at,
        measured_on=when.measured_on,
        over=when.over,
        peak=when.peak,
        change="better" if better else meaning.change,
        status=meaning.status,
        note=meaning.note,
        readings=meaning.readings,
        literal_relief=meaning.literal,
        role=chart.author,
    )


def _is_present(chart: Chart, sentence: Stretch, amount: Amount, event: Mention | None) -> bool:
    """Whether the words tell of the day of the note: 'reports 80 % relief', '80 % better'."""
    if event is not None and event.purpose == "diagnostic" and not times.NOW.search(chart.text(amount.piece)):
        return False  # a block's response is read while its anaesthetic acts
    if times.NO_LONGER.search(chart.folded, sentence.start, amount.start):
        return False
    if amount.kind == "bare" or times.PRESENT.search(chart.folded, sentence.start, sentence.end):
        return True
    if times.ASKED_NOW.search(chart.folded, sentence.start, amount.start):
        return True
    if times.OF_WHAT_IT_WAS.match(amount.right(chart.folded)) and not times.PAST.search(amount.left(chart.folded)):
        return True
    better = times.BETTER_NOW.match(amount.right(chart.folded))
    return bool(better and not times.PAST.search(chart.folded, amount.piece.start, amount.piece.end))


def _sided(
    chart: Chart, sentence: Stretch, amount: Amount, event: Mention | None
) -> tuple[Side | None, Mention | None]:
    """The side, and the procedure of that side: 'Left side: 80 %' is not the right one's result."""
    folded, piece = chart.folded, amount.piece
    inside = event is not None and piece.start <= event.start < amount.start
    own = Stretch(event.end if event is not None and inside else piece.start, piece.end)
    side = side_nearest(folded, own, amount.start, amount.end)
    if side is None and event is not None and event.side == "bilateral":
        so_far = Stretch(sentence.start, piece.end)
        side = side_nearest(folded, so_far, amount.start, amount.end)  # '…, poor on the left (30%)'
    if event is None or not event.side or (event.side == "bilateral" and side is not None):
        return side, event
    label = events.SIDE_LABEL.match(folded[piece.start : amount.start])
    named = side_in(folded, piece.start, piece.start + label.end()) if label else None
    if named and named != event.side and event.start < piece.start:
        return named, _on_side(chart, event, named)
    return event.side, event


def _on_side(chart: Chart, event: Mention, side: Side) -> Mention:
    """The latest of its kind on that side that was named before it, else one of which no day is known."""
    alike = (m for m in chart.done if m.procedure == event.procedure and m.side == side and m.start < event.start)
    return next((m for m in reversed([*alike]) if m.when is not None), replace(event, side=side, when=None))


def _quote(chart: Chart, amount: Amount, meaning: Meaning, when: Timing) -> Span:
    """The words around an amount that say when it was and what of, as far as they stand near."""
    ends = [amount.start, amount.end, *meaning.reach]
    for start, end in zip(when.reach[::2], when.reach[1::2], strict=True):
        if max(start, end, amount.end) - min(start, end, amount.start) < NEAR_TIME:
            ends += [start, end]
    ends += _nearest_word(chart, amount)
    now = times.NOW_AFTER.match(chart.folded[max(ends) : max(ends) + 20])
    if now:
        ends.append(max(ends) + now.end())
    return chart.page.span(min(ends), max(ends))


def _nearest_word(chart: Chart, amount: Amount) -> tuple[int, ...]:
    """Where the nearest word of relief stands, else of pain."""

    def gap(start: int, end: int) -> int:
        return min(abs(start - amount.end), abs(amount.start - end))

    for pattern in (measured.RELIEF, measured.PAIN):
        found = [match.span() for match in pattern.finditer(chart.folded, amount.piece.start, amount.piece.end)]
        if found:
            nearest = min(found, key=lambda span: gap(*span))
            if gap(*nearest) < NEAR_WORD:
                return nearest
    return ()
