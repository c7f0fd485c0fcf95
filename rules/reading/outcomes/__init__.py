"""What a procedure did: relief and function, as the contract's facts, and pain scores that have no pair.

Each sentence goes through the same steps, one module a step:

    tables      scores in rows and columns, before the sentences are read
    noise       amounts that OCR may have misread, kept as ambiguous
    recognise   the amounts of the sentence: results in words, percentages, scores, shares; `bare` numbers last
    exclude     … without those that are a goal, a rule, another person's, a drug's
    pieces      … each with the piece of the sentence that speaks of it
    roles       which scores came before and which after
    pairs       relief from two scores, in one sentence or in two
    meaning     what each other amount means: relief, what is left, a level reached, function, worsening
    events      which procedure it speaks of
    timing      when it was measured, how long it held, which phase
    binding     … all of it as one fact, with its quote
    course      time that is said once for several outcomes, or in the next sentence
    verbal      a sentence without an amount that speaks of relief all the same

The words all this goes by are in `wordings`; README.md tells how to add one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rules.facts import Duration, Fact, Outcome, PainScore
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.binding import bind
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.course import (
    as_long_as,
    ended,
    hold_of_another,
    relasted,
    slipped,
    spread,
    superseded,
    worn_off,
)
from rules.reading.outcomes.meaning import meanings
from rules.reading.outcomes.noise import noise_in
from rules.reading.outcomes.pairs import Single, pair, pair_across
from rules.reading.outcomes.recognise import amounts_in
from rules.reading.outcomes.tables import read_tables
from rules.reading.outcomes.verbal import falls_by_points, verbal
from rules.reading.outcomes.wordings import times
from rules.reading.outcomes.wordings.measured import INTERESTING
from rules.reading.page import Page
from rules.reading.text import Stretch

LONG_AGO = -9  # a sentence too far back to lean on


@dataclass(slots=True)
class _Read:
    """What was read so far, for later sentences to lean on.

    `length` is a length that was stated alone, and in which sentence; `last` the last sentence that gave a fact, whose
    facts begin at `since`.
    """

    facts: list[Outcome | PainScore] = field(default_factory=list)
    singles: list[Single] = field(default_factory=list)
    length: tuple[int, Duration] | None = None
    last: int = LONG_AGO
    since: int = 0

    def before(self, index: int, stretch: Stretch) -> Sentence:
        """A sentence, with what stands how far before it."""
        scored = next((one.sentence for one in reversed(self.singles) if not one.paired), LONG_AGO)
        return Sentence(stretch.start, stretch.end, index, index - self.last, index - scored)


def read_outcomes(page: Page) -> list[Fact]:
    """Every statement of an outcome in a document, in order of the text."""
    chart = Chart.of(page)
    if chart.elsewhere:
        return []
    read = _Read()
    tabled, tables = read_tables(chart)
    read.facts += tabled
    for index, stretch in enumerate(page.sentences):
        table = next((table for table in tables if table.start < stretch.end and stretch.start < table.end), None)
        if table is not None and table.start <= stretch.start:
            continue
        if table is not None:
            stretch = Stretch(stretch.start, table.start)  # the words that lead to it
        elif chart.answered(index):
            continue
        elif index and chart.answered(index - 1):
            stretch = Stretch(page.sentences[index - 1].start, stretch.end)
        if INTERESTING.search(page.folded, stretch.start, stretch.end):
            _read_sentence(chart, read, read.before(index, stretch))
    outcomes, partners = pair_across(chart, read.singles)
    alone = [fact for fact in read.facts if not (isinstance(fact, PainScore) and fact.span.start in partners)]
    return sorted([*alone, *outcomes], key=lambda fact: (fact.span.start or 0, fact.span.end or 0))


def _read_sentence(chart: Chart, read: _Read, sentence: Sentence) -> None:
    known = len(read.facts)
    noise = noise_in(chart, sentence)
    read.facts += [item.outcome for item in noise]
    amounts = amounts_in(chart, sentence, [Stretch(item.start, item.end) for item in noise])
    if amounts:
        _read_amounts(chart, read, sentence, amounts)
    scored = not any(isinstance(fact, Outcome) for fact in read.facts[known:]) and falls_by_points(chart, sentence)
    if scored:
        del read.facts[known:]  # 'down 2 points from the pre-injection 8': the eight is no score alone
    if len(read.facts) == known and (scored or not _goes_on(chart, read, sentence)):
        spoken = verbal(chart, sentence)
        read.facts += [spoken] if spoken else []
    if len(read.facts) > known:
        read.last, read.since = sentence.index, known


def _read_amounts(chart: Chart, read: _Read, sentence: Sentence, amounts: list[Amount]) -> None:
    paired = pair(chart, sentence, [amount for amount in amounts if amount.score is not None], read.singles)
    read.singles += paired.singles
    read.facts += paired.lone
    made = list(paired.made)
    for amount, meaning in meanings(chart, sentence, amounts, paired=bool(paired.made)):
        made.append((amount, bind(chart, sentence, amount, meaning)))
    made = spread(chart, sorted(made, key=lambda item: item[0].start))
    made = spread(chart, worn_off(chart, ended(slipped(chart, made), read.facts), amounts))
    superseded(chart, read.facts, made)
    outcomes = [*as_long_as([outcome for _, outcome in made], read.facts, chart.text(sentence))]
    if read.length and read.length[0] == sentence.index - 1 and outcomes:
        if outcomes[0].lasted is None and outcomes[0].measured_at is None:
            outcomes[0] = relasted(outcomes[0], read.length[1])
    read.facts += outcomes


def _goes_on(chart: Chart, read: _Read, sentence: Sentence) -> bool:
    """Whether a sentence times the outcome of the one before it; else its length waits for the next."""
    told = read.facts[read.since :] if sentence.since_outcome == 1 else []
    last = told[-1] if told else None
    length, over = hold_of_another(chart, sentence, last.date if isinstance(last, Outcome) else None)
    together = times.ALL_OF_IT.search(chart.folded, sentence.start, sentence.end)
    timed = False
    for i, fact in enumerate(told, read.since):
        if not isinstance(fact, Outcome) or fact.lasted is not None or not (together or fact is last):
            continue
        if fact.of == "function" and not together:
            continue
        if length is not None:
            read.facts[i], timed = relasted(fact, length, over=over), True
        elif over and fact.measured_on == chart.on:
            read.facts[i], timed = replace(fact, measured_on=None, over=True), True
    if timed:
        return True
    if length is not None and not over:
        read.length = (sentence.index, length)
    return False
