"""Which procedure an amount speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rules.events import overlap
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.wordings import events as words
from rules.reading.procedures import Mention
from rules.reading.text import Stretch, within

AHEAD = 400  # characters after a sentence in which the procedure may first be named


def event_of(chart: Chart, sentence: Stretch, amount: Amount) -> Mention | None:
    """The procedure an amount speaks of; one that came after the day the words name is not it."""
    event = _spoken_of(chart, sentence, amount)
    if event is None or event.when is None or event.procedure is None:
        return event
    for date in chart.dates(amount.piece.start, amount.piece.end):
        if date.end > amount.start or date.when is None or date.start in chart.event_dates:
            continue
        if date.end <= event.start < amount.start and not event.resolved:
            continue  # 'denied in June, and finally done 8/20/25: 70 %'
        if date.when.last < event.when.first:
            alike = [m for m in chart.done if m.procedure == event.procedure]
            earlier = [m for m in alike if m.when is not None and m.when.first <= date.when.last]
            return earlier[-1] if earlier else replace(event, when=date.when, side=None)
    return event


def _spoken_of(chart: Chart, sentence: Stretch, amount: Amount) -> Mention | None:
    """By its day, in the sentence, before it in the document, by a day alone, after it in the document."""
    here = chart.performed(sentence.start, sentence.end)
    return (
        _in_order(chart, sentence, amount, here)
        or _named_by_its_day(chart, amount, here)
        or _named_here(chart, amount, here)
        or _steroid_of_a_day(chart, sentence, amount)
        or _named_before(chart, sentence)
        or _known_by_a_day_alone(chart, amount)
        or next(iter(chart.performed(sentence.end, sentence.end + AHEAD)), None)
    )


def _in_order(chart: Chart, sentence: Stretch, amount: Amount, here: Sequence[Mention]) -> Mention | None:
    """'Blocks on 9/9 and 10/7 gave 90 % and 85 %': as many percentages in a row as days before them, each its own."""
    dated = [mention for mention in here if mention.when is not None and not mention.resolved]
    if len(dated) < 2 or len({mention.procedure for mention in dated}) > 1:
        return None
    shares = within(chart.page.percents, dated[-1].end, sentence.end)
    at = next((i for i, share in enumerate(shares) if share.start <= amount.start < share.end), None)
    if at is None or len(shares) != len(dated):
        return None
    gaps = [chart.folded[one.end : other.start] for one, other in pairwise(shares)]
    return dated[at] if all(words.IN_A_ROW.fullmatch(gap) for gap in gaps) else None


def _named_by_its_day(chart: Chart, amount: Amount, here: Sequence[Mention]) -> Mention | None:
    """'After 4/24: 65 %', where a procedure of 4/24 is known and the piece names none with a day of its own."""
    if any(mention.when is not None and not mention.resolved and mention.start in amount.piece for mention in here):
        return None
    for date in chart.dates(amount.piece.start, amount.piece.end):
        if date.end > amount.start or date.when is None:
            continue
        first, last = date.when.first, date.when.last
        known = [m for m in chart.done if m.procedure]
        named = [m for m in known if m.when is not None and first <= m.when.first and m.when.last <= last]
        if named and words.PROCEDURE_DATE.search(chart.folded[amount.piece.start : date.start]):
            return named[-1]
    return None


def _named_here(chart: Chart, amount: Amount, here: Sequence[Mention]) -> Mention | None:
    """Of those in its piece, else the last before it in the sentence, else the first of the sentence."""
    own = [mention for mention in here if mention.start in amount.piece]
    earlier = [mention for mention in here if mention.start < amount.start]
    pool = own or earlier[-1:] or here[:1]
    if not pool:
        return None
    before = [mention for mention in pool if mention.start < amount.start]
    direct = _due_to(chart, amount, pool)
    if direct and (not before or before[-1].procedure is None or (own and not _gave(chart, before[-1], amount))):
        return direct
    if before:
        named = [mention for mention in pool if mention.procedure is not None]
        return before[-1] if before[-1].procedure is not None or not named else named[0]
    return earlier[-1] if earlier else pool[0]  # '40% and 50%; RFA not pursued'


def _due_to(chart: Chart, amount: Amount, pool: Sequence[Mention]) -> Mention | None:
    """'80 % relief from the May injection': the first named after it, where the words bind them."""
    after = [mention for mention in pool if mention.start >= amount.end]
    return after[0] if after and words.DUE_TO.match(chart.folded[amount.end : after[0].start]) else None


def _gave(chart: Chart, mention: Mention, amount: Amount) -> bool:
    return bool(words.GAVE.search(chart.folded[mention.end : amount.start]))


def _named_before(chart: Chart, sentence: Stretch) -> Mention | None:
    """The last one named before the sentence; 'the steroid …' is not the diagnostic block's."""
    previous = chart.performed(0, sentence.start)
    if not previous:
        return None
    last = previous[-1]
    if last.purpose != "diagnostic" or not words.THERAPEUTIC.search(chart.text(sentence)):
        return last
    treatments = (m for m in reversed(previous) if m.procedure == last.procedure and m.purpose != "diagnostic")
    return next(treatments, last)


def _steroid_of_a_day(chart: Chart, sentence: Stretch, amount: Amount) -> Mention | None:
    """'Diagnostic block in July … Steroid on 9/30, 85 % at five weeks': not the block's, though nothing names it."""
    previous = chart.performed(0, sentence.start)
    if not previous or previous[-1].purpose != "diagnostic":
        return None
    for date in chart.dates(sentence.start, amount.start):
        if date.when is not None and words.STEROID_OF.search(chart.folded[sentence.start : date.start]):
            alike = [m for m in chart.done if m.when is not None and overlap(m.when, date.when)]
            return alike[-1] if alike else Mention(date.start, date.end, None, when=date.when)
    return None


def _known_by_a_day_alone(chart: Chart, amount: Amount) -> Mention | None:
    """'After 8/20: 80 %', where nothing else is known of 8/20."""
    for date in chart.dates(amount.piece.start, amount.start):
        if date.when is not None and words.AFTER_DATE.search(chart.folded[amount.piece.start : date.start]):
            return Mention(date.start, date.end, None, when=date.when)
    return None
