"""What an amount means: relief, pain that is left, a level reached, function, worsening, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from rules.facts import Percent, Phase, Reading, Scale, Score, Status
from rules.reading.activities import ACT
from rules.reading.outcomes.amounts import (
    ALL_RELIEF,
    NO_RELIEF,
    NUMERIC,
    TWICE_THE_PAIN,
    Amount,
    inverse,
    negated,
    shown,
)
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.events import event_of
from rules.reading.outcomes.wordings import measured, results, shares
from rules.reading.wordings import pattern_of

Object = Literal["pain", "function", "both"]
SNIPPET = 400  # characters: a text so short is about its procedure even where it names none
NEAR_SENTENCES = 2
IN_PLACE = 300  # characters before a sentence in which its pain or its procedure may be named
NEAR = 200  # characters before a sentence in which its procedure may be named
BOTH_NEAR = 110  # characters before a return in which both pain and function are named
FEW = 2  # words of their own before a percentage that goes on with the outcome of the sentence before
_ACT = pattern_of(rf"\b{ACT}\b")
IN_WORDS = ("zero", "full", "back", "unquantified", "worse")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an amount says, before it is bound to a procedure, a side and a time.

    `phase` is the phase where time tells none; `reach` are offsets that the quote should take in.
    """

    percent: Percent | None = None
    how: Literal["stated", "computed"] | None = None
    of: Object = "pain"
    status: Status = "ok"
    note: str | None = None
    readings: tuple[Reading, ...] = ()
    literal: bool = False
    pre: Score | None = None
    post: Score | None = None
    scale: Scale | None = None
    change: Literal["same"] | None = None  # with no amount: little or nothing changed
    phase: Phase = "unknown"
    reach: tuple[int, ...] = ()


def stated(share: Percent) -> Meaning:
    """Relief of pain, as the chart states it."""
    return Meaning(percent=share, how="stated")


VERBAL_ONLY = Meaning(status="not_computable", note="verbal only")
LITTLE = replace(VERBAL_ONLY, change="same")  # 'only a little better', 'not much help'
LESS_THAN_NONE = Percent(None, Fraction(0), "less_than")  # 'worse than before the injection'
WORSE = Meaning(status="not_computable", note="worse, no amount")


def meanings(
    chart: Chart, sentence: Sentence, amounts: list[Amount], *, paired: bool
) -> Iterator[tuple[Amount, Meaning]]:
    """The meaning of each amount of a sentence that is no score; those without one are left out.

    `paired`: scores of the sentence gave a result.
    """
    numeric = paired or any(amount.kind in ("percent", "fraction") for amount in amounts)
    spoken_of: Object | None = None  # what the last percentage was about
    told: set[Object] = set()
    for amount in amounts:
        if amount.score is not None:
            continue
        if amount.percent is None:
            meaning = _in_words(chart, sentence, amount, amounts, numeric)
            zero = meaning and amount.kind in ("zero", "back")
            if meaning and zero and _is_of_both(chart, sentence, amount, told):
                yield amount, replace(meaning, of="function")
            elif meaning and zero and _is_of_function(chart, sentence, amount, spoken_of or "pain"):
                meaning = replace(meaning, of="function")
        elif _counts(chart, sentence, amount, amounts):
            left = _said_before(chart, sentence, amount, amounts)
            before = spoken_of or _taken_up(chart, sentence, left)
            spoken_of = _object(left, amount.right(chart.folded), before)
            meaning = _percentage(chart, sentence, amount, spoken_of)
        else:
            meaning = None
        if meaning is not None:
            told.add(meaning.of)
            yield amount, meaning
            if amount.percent and shares.BOTH_FIGURES.search(amount.left(chart.folded)):
                yield amount, replace(meaning, of="function" if meaning.of == "pain" else "pain")


# --- results in words -------------------------------------------------------------------------------------------------


def _in_words(chart: Chart, sentence: Sentence, amount: Amount, amounts: list[Amount], numeric: bool) -> Meaning | None:
    kind, folded = amount.kind, chart.folded
    if kind in IN_WORDS and not _about_a_procedure(chart, sentence, amount, amounts):
        return None
    if kind == "zero":
        return _zero(chart, sentence, amount, amounts)
    if kind == "full":
        left = folded[max(sentence.start, amount.start - 80) : amount.start]
        if results.NOT_FULL.search(left) or _is_of_another_part(chart, sentence, amount, left):
            return None
        return stated(ALL_RELIEF)
    if kind == "back" and results.NOT_BACK.search(folded, max(sentence.start, amount.start - 28), amount.start):
        return None
    if kind == "back":
        near = folded[max(sentence.start, amount.start - 30) : amount.start]
        if results.SAME_OF_OTHER.search(near) and not _is_of_both(chart, sentence, amount, set()):
            return None
        scored = any(other.score is not None and other.piece == amount.piece for other in amounts)
        return None if scored else stated(NO_RELIEF)
    if kind == "unquantified":
        more = results.NOT_ALL_OF_IT.search(folded, amount.start, amount.end)
        return VERBAL_ONLY if more else LITTLE
    if kind == "doubled":
        return stated(TWICE_THE_PAIN)
    if kind == "worse":
        denied = results.NOT_WORSE.search(folded[max(sentence.start, amount.start - 16) : amount.start])
        if not (numeric or denied) and results.THAN_BEFORE.match(folded, amount.end):
            return stated(LESS_THAN_NONE)
        return None if numeric or denied else WORSE
    return None  # 'over' ends an outcome and is none


def _is_of_another_part(chart: Chart, sentence: Sentence, amount: Amount, left: str) -> bool:
    """'Legs symptom free', beside an injection that treats no leg."""
    event = event_of(chart, sentence, amount)
    treats_the_limb = event is not None and event.procedure == "epidural_injection"
    return bool(results.OF_ANOTHER_PART.search(left)) and not treats_the_limb


def _is_of_both(chart: Chart, sentence: Sentence, amount: Amount, told: set[Object]) -> bool:
    """'In May both the pain and the walking went back to what they had been', '… then both returned to baseline'."""
    left = chart.folded[max(sentence.start, amount.start - BOTH_NEAR) : amount.start]
    both = measured.BOTH_WENT.search(left)
    return bool(both and (both["named"] or {"pain", "function"} <= told) and not measured.NOT_BOTH.search(left))


def _is_of_function(chart: Chart, sentence: Sentence, amount: Amount, spoken_of: Object) -> bool:
    """'Her walking is back to what it was', 'housework was 60 % easier and then no different'."""
    led = measured.FUNCTION_LEADS.match(chart.folded, sentence.start, amount.start)
    told = shares.LIKE_THE_PAIN.sub("", chart.folded[sentence.start : amount.end])
    return bool((led or spoken_of == "function") and not measured.PAIN_WORD.search(told))


def _about_a_procedure(chart: Chart, sentence: Sentence, amount: Amount, amounts: list[Amount]) -> bool:
    """Words of relief count where a procedure is spoken of, here or just before, or a number stands beside them."""
    if chart.procedure_note or sentence.since_outcome <= 2:
        return True
    if chart.performed(sentence.start - 500, sentence.end) or any(a.kind in NUMERIC for a in amounts):
        return True
    return bool(measured.RELIEF_NOUN.search(chart.folded[amount.start : amount.end]))


def _zero(chart: Chart, sentence: Sentence, amount: Amount, amounts: list[Amount]) -> Meaning | None:
    folded = chart.folded
    if _is_of_something_else(chart, sentence, amount) or results.CHOICES_RIGHT.match(folded, amount.end):
        return None
    literal = results.NO_PAIN_RELIEF.search(
        folded, max(sentence.start, amount.start - 4), min(sentence.end, amount.end + 12)
    )
    if literal and literal.start() <= amount.start + 4:
        readings = (
            Reading(NO_RELIEF, "no relief of pain"),
            Reading(ALL_RELIEF, "no pain at present, so complete relief"),
        )
        return replace(stated(NO_RELIEF), status="ambiguous", readings=readings, literal=True)
    if _holds(chart, sentence, amount, amounts) or _since_a_visit(chart, sentence, amount):
        return None
    earlier = [other for other in amounts if other.kind == "zero" and other.start < amount.start]
    if not _has_time(chart, amount) and any(not _has_time(chart, other) for other in earlier):
        return None  # 'a waste of time, zero relief' says it twice
    if results.UNTIL_LATER.match(folded, amount.end, sentence.end):
        return None  # the steroid had not set in, and what it did is told next
    if results.UNTIL_NEXT_DAYS.match(folded[amount.end : amount.end + 50]):
        return replace(stated(NO_RELIEF), phase="anaesthetic")  # the steroid had not set in
    return stated(NO_RELIEF)


def _holds(chart: Chart, sentence: Sentence, amount: Amount, amounts: list[Amount]) -> bool:
    """'Four fifths, and that has not changed since week two': the level that was just told, and no other."""
    words = chart.folded[amount.start : amount.end]
    if results.NO_CHANGE.fullmatch(words) and any(other.kind == "percent" for other in amounts):
        return True  # 'no change, 80 percent less'
    told = any(other.kind in NUMERIC and other.end <= amount.start for other in amounts) or sentence.since_outcome == 1
    return bool(told and results.UNCHANGED.search(words) and results.SINCE_THEN.match(chart.folded, amount.end))


def _since_a_visit(chart: Chart, sentence: Sentence, amount: Amount) -> bool:
    """'No change from June', 'pain unchanged since the last visit': as it was then, which may be better than before.

    A month is no visit's where it is the procedure's own.
    """
    if not results.UNCHANGED.search(chart.folded[amount.start : amount.end]):
        return False
    visit = results.SINCE_A_VISIT.match(chart.folded, amount.end, sentence.end)
    if visit is None or visit["month"] is None:
        return visit is not None
    event = event_of(chart, sentence, amount)
    done = event.when if event is not None else None
    return done is not None and f"{done.first:%B}".lower()[:3] != visit["month"][:3]


def _is_of_something_else(chart: Chart, sentence: Sentence, amount: Amount) -> bool:
    """'Medications unchanged', 'Allergies: none', 'walking no better'."""
    folded, words = chart.folded, chart.folded[amount.start : amount.end]
    if results.UNCHANGED.search(words) or words.startswith(("do ", "does ", "did ")):
        beside = folded[max(sentence.start, amount.start - 30) : min(sentence.end, amount.end + 20)]
        if results.SAME_OF_OTHER.search(beside):
            return True
    if results.DOING_AFTER.match(folded, amount.end, sentence.end):
        return True
    if results.DOING_BEFORE.search(folded, max(sentence.start, amount.start - 60), amount.start):
        return True
    if folded[: amount.start].rstrip(" ")[-1:] == ":" and results.FIELD_NONE.match(words):
        label = re.split(r"[.;|\n]|  ", folded[max(sentence.start, amount.start - 60) : amount.start])[-1]
        named = any(amount.start - len(label) <= mention.start < amount.start for mention in chart.done)
        if not named and not measured.OUTCOME_LABEL.search(label):
            return True
    if results.NOTHING.match(words) and results.FINDING.search(folded, sentence.start, amount.start):
        if not measured.RELIEF_NOUN.search(folded, sentence.start, amount.end):
            return True
    if words.startswith("none") and results.NONE_OF_THEM.search(folded, sentence.start, amount.start):
        return not measured.RELIEF_NOUN.search(folded, max(sentence.start, amount.start - 40), amount.end)
    helped = results.HELP.search(words)
    if helped and results.UNAIDED.search(folded, max(sentence.start, amount.start - 12), amount.end):
        return True
    near = max(sentence.start, amount.start - 18)
    return bool(
        measured.FUNCTION.search(folded, near, amount.start) and not measured.PAIN.search(folded, near, amount.end)
    )


def _has_time(chart: Chart, amount: Amount) -> bool:
    start, end = amount.piece.start, amount.piece.end
    return bool(chart.lengths(amount.piece) or chart.dates(start, end) or chart.performed(start, end))


# --- percentages ------------------------------------------------------------------------------------------------------


def _counts(chart: Chart, sentence: Sentence, amount: Amount, amounts: list[Amount]) -> bool:
    """Whether a percentage states a result: of pain or relief, or with all the signs of one."""
    left, right = amount.left(chart.folded), amount.right(chart.folded)
    own = f"{left} {right}"
    hurts = measured.HURTS.search(own)
    if measured.FUNCTION.search(left) and shares.MORE_RIGHT.match(right) and _in_place(chart, sentence):
        return True  # 'walks 25 % more than before'
    if not hurts and not (measured.RELIEF.search(own) and _in_place(chart, sentence)):
        if not _understood(chart, sentence, amount, amounts):
            return False
    if measured.FUNCTION.search(own) and shares.FULL_STRENGTH.search(own):
        return False
    return not shares.MORE_NEEDED.search(left[-20:])


def _in_place(chart: Chart, sentence: Sentence) -> bool:
    """Whether what is better here can be the pain: it, its procedure or another result is spoken of nearby."""
    if sentence.since_outcome <= NEAR_SENTENCES or len(chart.folded) < SNIPPET:
        return True
    near = max(0, sentence.start - IN_PLACE)
    return bool(chart.performed(near, sentence.end) or measured.HURTS.search(chart.folded, near, sentence.end))


def _understood(chart: Chart, sentence: Sentence, amount: Amount, amounts: list[Amount]) -> bool:
    """Whether a percentage beside which neither pain nor relief is named speaks of them all the same."""
    if chart.performed(sentence.start, sentence.end) or _looks_like_a_result(chart, amount, amounts):
        return True
    if len(amounts) > 1 and measured.RELIEF.search(chart.folded, sentence.start, sentence.end):
        return True
    left, right = amount.left(chart.folded), amount.right(chart.folded)
    if chart.performed(sentence.start - NEAR, sentence.start) and not left.strip():
        return True  # 'The block today? Sixty percent.'
    if chart.performed(sentence.start - NEAR, sentence.start) and shares.NTH_ONLY.match(left):
        return True  # 'Wk 4 - 60 %.'
    if chart.performed(sentence.start - NEAR, sentence.start) and shares.TOLD.search(left):
        if shares.WHEN_RIGHT.match(right) or shares.WHEN_LEFT.search(left):
            return True
    several = sum(other.kind == "percent" for other in amounts) > 1
    if several and shares.ON_A_SIDE.match(right) and chart.performed(sentence.start - NEAR, sentence.start):
        return True  # '80% on the right and 40% on the left.'
    after = chart.performed(sentence.start - NEAR, sentence.start) and chart.lengths(amount.piece)
    if shares.QUOTED.search(left) and _in_place(chart, sentence):
        return True
    if sentence.since_outcome > 1 and not after:
        return False
    if len(shares.CONTENT.findall(left)) > FEW:
        return False  # 'has lost 6 lb since summer (3 %)' speaks of something else
    return bool(shares.FOLLOWED_BY.match(right) or shares.WAS_AT.search(left))


def _looks_like_a_result(chart: Chart, amount: Amount, amounts: list[Amount]) -> bool:
    """'Got 80 %, lasted 3 months', '70 % for 3 months', 'R: 80 %, L: 40 %', '90 % at first, 60 % now'."""
    left, right = amount.left(chart.folded), amount.right(chart.folded)
    if shares.LASTED.search(right) and shares.GOT.search(left):
        return True
    if shares.OUT_OF_IT.match(right) and shares.GOT.search(left):
        return True
    if shares.FOR.match(right) and chart.lengths(amount.piece):
        return True
    if shares.LENGTH_OF.search(left) or shares.SIDE_ONLY.match(left):
        return True
    return bool(shares.OVER_TIME.match(right)) and sum(other.kind == "percent" for other in amounts) > 1


def _percentage(chart: Chart, sentence: Sentence, amount: Amount, of: Object) -> Meaning:
    share = amount.percent
    assert share is not None
    left, right = amount.left(chart.folded), amount.right(chart.folded)
    relieved = (
        shares.RELIEF_NEXT.match(right) or shares.RELIEF_IN_PAIN.search(left) or shares.RELIEF_STAYS.search(left[-60:])
    )
    left_over = shares.REMAINING_LEFT.search(left) and not relieved
    if of == "pain" and (left_over or shares.REMAINING_RIGHT.match(right)):
        return stated(inverse(share))
    speaks_of_relief = shares.SPEAKS_OF_RELIEF.search(left[-44:]) or relieved
    if of == "pain" and shares.DOWN_TO.search(left) and not speaks_of_relief:
        readings = (
            Reading(inverse(share), f"{shown(share)} % of the pain is left"),
            Reading(share, f"pain went down by {shown(share)} %"),
        )
        return Meaning(status="ambiguous", readings=readings)
    if _worsened(left, right):
        return stated(negated(share))
    if shares.CHANGE_LABEL.search(left) and not relieved:
        readings = (
            Reading(share, f"pain changed for the better by {shown(share)} %"),
            Reading(negated(share), f"pain changed for the worse by {shown(share)} %"),
        )
        return Meaning(status="ambiguous", readings=readings)
    if measured.PAIN_AND_FUNCTION.search(chart.text(chart.clause(sentence, amount.start))):
        readings = (
            Reading(share, "pain relief"),
            Reading(None, "a combined figure: the share of pain alone is not known"),
        )
        return replace(stated(share), of="both", status="ambiguous", readings=readings)
    return replace(stated(share), of=of)


def _worsened(left: str, right: str) -> bool:
    """'20 % worse', 'pain increased by 20 %'; not 'no worse than 20 %', nor 'function increased 20 %'."""
    if results.WORSE_BY_RIGHT.match(right):
        return True
    near = results.WORSE_BY_LEFT.search(left)
    if near is None or results.NOT_WORSE.search(left[: near.start()]):
        return False
    return not results.BETTER_RISEN.search(left[-40:])


def _said_before(chart: Chart, sentence: Sentence, amount: Amount, amounts: list[Amount]) -> str:
    """What its piece says before an amount; where that names neither pain nor function, all since the last amount."""
    left = amount.left(chart.folded)
    if measured.PAIN_WORD.search(left) or measured.FUNCTION.search(left):
        return left
    since = max((other.end for other in amounts if other.end <= amount.start), default=sentence.start)
    return chart.folded[since : amount.start]


def _taken_up(chart: Chart, sentence: Sentence, left: str) -> Object:
    """'Stairs, stockings, the car are another matter. She puts those at 60 %': what the sentence before was about."""
    if sentence.index == 0 or not shares.TAKES_UP.search(left):
        return "pain"
    before = chart.text(chart.page.sentences[sentence.index - 1])
    if measured.PAIN_WORD.search(before) or not (measured.FUNCTION.search(before) or _ACT.search(before)):
        return "pain"
    led = measured.FUNCTION_LEADS.match(before) or _ACT.match(before.lstrip())
    return "function" if led or shares.TAKES_UP_MANY.search(left) else "pain"


def _object(left: str, right: str, before: Object) -> Object:
    """What a percentage speaks of; one with no word of pain goes on with what the one before it spoke of."""
    of = _pain_or_function(left, right)
    if of == "pain" and before == "function" and not measured.SPEAKS_OF_PAIN.search(f"{left} {right}"):
        return "function"  # '80% easier month one, 35-40% easier since'
    return of


def _pain_or_function(left: str, right: str) -> Object:
    """The nearer word decides: 'less pain with walking' is pain."""
    near, left = right[:40], shares.LIKE_THE_PAIN.sub("", left)
    if shares.OF_PAIN.match(near):
        return "pain"
    if shares.OF_FUNCTION.match(near):
        return "function"
    if shares.EASIER.match(near) and not measured.SPEAKS_OF_PAIN.search(left[-60:]):
        return "function"
    functions = list(measured.FUNCTION.finditer(left[-140:]))
    pains = list(measured.PAIN_WORD.finditer(left[-140:]))
    nearer = functions and (not pains or functions[-1].start() > pains[-1].start())
    return "function" if nearer and not shares.PAIN_NEXT.match(near) else "pain"
