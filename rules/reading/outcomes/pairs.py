"""Relief from two pain scores: in one sentence, or in two that stand near each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from rules.facts import Outcome, PainScore, Reading, Side, When
from rules.reading.numbers import percent
from rules.reading.outcomes.amounts import ALL_RELIEF, Amount, relief_between, top
from rules.reading.outcomes.bare import is_lone
from rules.reading.outcomes.binding import bind
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.course import Made, spread
from rules.reading.outcomes.events import event_of
from rules.reading.outcomes.exclude import excluded
from rules.reading.outcomes.meaning import Meaning
from rules.reading.outcomes.roles import Role, apart, condition_of, moments, roles_of, side_of
from rules.reading.outcomes.wordings import scores as words
from rules.reading.procedures import side_in
from rules.reading.text import Stretch

SNIPPET = 400  # characters: a text so short is about its procedure even where it names none
NEAR_SENTENCES = 6
NEAR_CHARACTERS = 420
GOES_ON = 2  # sentences after a pair in which its course goes on
NEAR_PROCEDURE = 80  # characters: 'was' so soon after a procedure speaks of its day


@dataclass(frozen=True, slots=True)
class Single:
    """A score whose partner may stand in a neighbouring sentence."""

    sentence: int
    role: Role
    amount: Amount
    condition: str | None
    sure: bool
    side: Side | None = None  # where its sentence tells the two sides apart
    paired: bool = False  # a baseline that has a score after it in its own sentence


@dataclass(slots=True)
class Paired:
    """What the scores of a sentence give: outcomes, scores without a partner, and those that are facts alone."""

    made: Made = field(default_factory=list)
    singles: list[Single] = field(default_factory=list)
    lone: list[PainScore] = field(default_factory=list)


# --- in one sentence --------------------------------------------------------------------------------------------------


def pair(chart: Chart, sentence: Sentence, scores: list[Amount], told: Sequence[Single] = ()) -> Paired:
    """Each score after the procedure with the one before it. `told`: the scores without a partner before this."""
    if not scores:
        return Paired()
    ambiguous = _relief_out_of_ten(chart, sentence, scores)
    if ambiguous:
        return Paired(made=ambiguous)
    scores = [a for a in scores if not words.OTHER_SITE.search(_around(chart, a))] or scores[:1]
    scores, said = moments(chart, sentence, scores)
    if not scores:
        return Paired()
    conditions = [condition_of(chart, amount) for amount in scores]
    sides = [side_of(chart, amount) for amount in scores]
    roles, sure = roles_of(chart, sentence, scores, said, conditions, sides)
    near = [one for one in told if sentence.index - one.sentence <= NEAR_SENTENCES and one.role == "pre" and one.sure]
    roles = _risen_since(chart, scores, roles, conditions, near)
    sides = _carried(roles, sides)
    if _of_both(sides):
        sure = [any(s for s, role in zip(sure, roles, strict=True) if role == own) for own in roles]
    made, used = _compared(chart, sentence, scores, roles, conditions, sides)
    paired = Paired(made)
    for i, amount in enumerate(scores):
        if i in used:
            if roles[i] == "pre" and sum(role == "pre" for role in roles) == 1:
                paired.singles.append(Single(sentence.index, "pre", amount, conditions[i], True, None, paired=True))
            continue
        side = sides[i] if _of_both(sides) else None
        paired.singles.append(Single(sentence.index, roles[i], amount, conditions[i], sure[i], side))
        if amount.kind == "score" or len(scores) > 1 or is_lone(chart, sentence, amount.start, amount.end):
            paired.lone += _lone(chart, sentence, amount, roles[i], conditions[i])
    return paired


def _around(chart: Chart, amount: Amount) -> str:
    return chart.folded[max(amount.piece.start, amount.start - 40) : min(amount.piece.end, amount.end + 24)]


def _relief_out_of_ten(chart: Chart, sentence: Sentence, scores: list[Amount]) -> Made:
    """'Relief 7/10' may be an amount of relief or a pain score."""
    if len(scores) > 1:
        return []
    amount = scores[0]
    if amount.kind != "score" or amount.score is None or amount.scale not in ("nrs", "vas_mm"):
        return []
    out_of_100 = chart.folded[amount.start : amount.end].endswith("100")
    if amount.scale == "vas_mm" and not out_of_100:
        return []
    left = chart.folded[max(sentence.start, amount.start - 64) : amount.start]
    right = chart.folded[amount.end : amount.end + 20]
    if not words.RELIEF_RIGHT.match(right) and not words.RELIEF_LEFT.search(left):
        return []
    tenth = 1 if out_of_100 else 10
    low, high = amount.score.low * tenth, amount.score.high * tenth
    most = percent(100 - low, 100 - low, "at_most")  # no baseline is above ten
    as_pain = Reading(ALL_RELIEF if high == 0 else most, "a pain score, with no baseline beside it")
    parts = "hundredths" if out_of_100 else "tenths"
    readings = (Reading(percent(low, high, "exact"), f"relief of that many {parts}"), as_pain)
    return [(amount, bind(chart, sentence, amount, Meaning(status="ambiguous", readings=readings)))]


def _risen_since(
    chart: Chart, scores: list[Amount], roles: list[Role], conditions: list[str | None], told: list[Single]
) -> list[Role]:
    """'8 before; rose from 1 to 2 over the weekend': what it rose from was after, where a higher baseline is told."""
    found = list(roles)
    known = [(one.amount.score, one.condition) for one in told]
    known += [(a.score, c) for a, role, c in zip(scores, roles, conditions, strict=True) if role == "pre"]
    for i, (low, high) in enumerate(pairwise(scores)):
        if low.score is None or high.score is None or roles[i] != "pre" or high.score.low <= low.score.low:
            continue
        rose = words.FROM.search(chart.folded, max(0, low.start - 16), low.start)
        top = high.score.low
        if rose and any(score and score.low > top and (c == conditions[i] or not c) for score, c in known):
            found[i] = "post"
    return found


def _carried(roles: list[Role], sides: list[Side | None]) -> list[Side | None]:
    """'Left 8 before, 2 after; right 7 before, 3 after': a score after has the side of the one that leads to it.

    'Left 7, right 8; now 2' leaves it open which of them the 2 is of: of neither.
    """
    found = list(sides)
    for i in range(1, len(found)):
        of_two = i > 1 and roles[i - 1] == roles[i - 2] == "pre" and apart(found[i - 1], found[i - 2])
        if found[i] is None and roles[i] == "post" and not of_two:
            found[i] = found[i - 1]
    return found


def _compared(
    chart: Chart,
    sentence: Sentence,
    scores: list[Amount],
    roles: list[Role],
    conditions: list[str | None],
    sides: list[Side | None],
) -> tuple[Made, set[int]]:
    """The outcomes, and which scores they used."""
    made: Made = []
    used: set[int] = set()
    if not (len(chart.folded) < SNIPPET or chart.page.mentions or chart.procedure_note):
        return made, used
    before = [i for i, role in enumerate(roles) if role == "pre"]
    for i, amount in enumerate(scores):
        if roles[i] != "post":
            continue
        options = [j for j in before if not apart(sides[i], sides[j])]
        if not options or (sides[i] is None and _of_both(sides[j] for j in options)):
            continue
        same = [j for j in options if conditions[j] == conditions[i]]
        alike = same or [j for j in options if None in (conditions[i], conditions[j])]
        likely = alike or options
        if sides[i] == "bilateral" and _of_both(sides[j] for j in likely):
            chosen = [next(j for j in reversed(likely) if sides[j] == side) for side in ("left", "right")]
        else:
            chosen = [([k for k in alike if k < i] or likely)[-1]]
        for j in chosen:
            used |= {i, j}
            outcome = compare(chart, sentence, scores[j], amount, alike=bool(alike))
            if _of_both(sides):
                outcome = _on_side(outcome, sides[j] if len(chosen) > 1 else sides[i])
            again = any(_say_the_same(other, outcome) for _, other in made)
            if not again or _has_own_time(chart, outcome) or _is_in_a_row(amount):
                made.append((amount, outcome))
    return made, used


def _of_both(sides: Iterable[Side | None]) -> bool:
    return {"left", "right"} <= set(sides)


def _on_side(outcome: Outcome, side: Side | None) -> Outcome:
    """The outcome of a bilateral procedure on the one side that its score names."""
    if side in ("left", "right") and outcome.side in (None, "bilateral"):
        return replace(outcome, side=side)
    return outcome


def _has_own_time(chart: Chart, outcome: Outcome) -> bool:
    own_day = outcome.measured_on is not None and outcome.measured_on != chart.on
    return bool(outcome.lasted or outcome.measured_at or own_day)


def _is_in_a_row(amount: Amount) -> bool:
    """Whether its moment stands in a row of moments, apart from it."""
    return amount.piece.end <= amount.start or amount.end <= amount.piece.start


def _say_the_same(one: Outcome, other: Outcome) -> bool:
    """'… and has stayed a three'."""
    return one.pre == other.pre and one.post == other.post and one.side == other.side


def _lone(chart: Chart, sentence: Sentence, amount: Amount, role: Role, condition: str | None) -> list[PainScore]:
    """A score as a fact of its own."""
    assert amount.score is not None
    if amount.score.high > top(amount.scale):
        return []
    metric = amount.kind == "score" and amount.scale in ("vas_mm", "vas_cm")
    if metric and not words.OF_PAIN.search(_around(chart, amount)):
        return []
    told = bind(chart, sentence, amount, Meaning(), now=role is None)
    own = side_in(chart.folded, amount.piece.start, amount.piece.end)
    if apart(own, told.side):  # 'L side 0/10', where the right was treated
        told = replace(told, procedure=None, date=None, side=own)
    return [
        PainScore(
            chart.page.span(amount.start, amount.end),
            score=amount.score,
            scale=amount.scale or "nrs",
            measured_on=chart.on,
            condition=condition,
            procedure=told.procedure,
            date=told.date,
            side=told.side,
            measured_at=told.measured_at,
            moment=_moment(chart, role, condition, told.date),
        )
    ]


def _moment(chart: Chart, role: Role, condition: str | None, done: When | None) -> Literal["before", "after"] | None:
    """Before or after its procedure. In the procedure's own note an average or a worst is that of the days before."""
    own_note = chart.procedure_note and done is not None and done.day == chart.on
    if role == "pre" or (own_note and condition in ("average", "worst")):
        return "before"
    if own_note:
        return "after" if role == "post" else None
    return "after" if done is None or chart.on is None or done.last < chart.on else None


# --- two scores -------------------------------------------------------------------------------------------------------


def compare(chart: Chart, sentence: Stretch, pre: Amount, post: Amount, *, alike: bool = True) -> Outcome:
    """The relief between two scores, bound to its procedure and time. `alike`: taken under like conditions."""
    meaning = compared(pre, post, alike=alike)
    left = chart.folded[max(pre.piece.start, pre.start - 16) : pre.start]
    now = post.start < pre.start and bool(words.WAS_BEFORE.search(left))  # '1/10; was 8/10'
    if words.ARROW.match(chart.folded[pre.end : post.start]):
        post = replace(post, piece=Stretch(pre.piece.start, post.piece.end))
    return bind(chart, sentence, post, meaning, now=now)


def compared(pre: Amount, post: Amount, *, alike: bool) -> Meaning:
    """The relief between two scores, or why none can be computed."""
    assert pre.score is not None
    assert post.score is not None
    scale = pre.scale or post.scale  # a bare number takes its partner's
    meaning = Meaning(pre=pre.score, post=post.score, scale=scale, reach=(pre.start, pre.end))
    if pre.scale != post.scale and ((pre.scale and post.scale) or "vas_mm" in (pre.scale, post.scale)):
        return _not_computable(replace(meaning, scale=None), "the two scores are on different scales")
    if scale is None:
        meaning = replace(meaning, scale="nrs")
    if not alike:
        return _not_computable(meaning, "the two scores were not taken under like conditions")
    if pre.score.low <= 0:
        return _not_computable(meaning, "a baseline of 0 gives no percentage")
    if max(pre.score.high, post.score.high) > top(scale):
        return _not_computable(meaning, "a score is outside its scale")
    return replace(meaning, percent=relief_between(pre.score, post.score), how="computed")


def _not_computable(meaning: Meaning, note: str) -> Meaning:
    return replace(meaning, status="not_computable", note=note)


# --- across sentences -------------------------------------------------------------------------------------------------


def pair_across(chart: Chart, singles: list[Single]) -> tuple[list[Outcome], set[int]]:
    """'Pre-injection 8/10.' and, in a sentence near it, 'Thirty minutes later 2/10.'

    Gives the outcomes, and where the scores start that are facts of their own no longer.
    """
    made: dict[int, Made] = {}  # by the sentence of the score after
    starts: set[int] = set()
    used: set[int] = set()
    for i, post in enumerate(singles):
        if i in used:
            continue
        first = bisect_left(singles, post.sentence - NEAR_SENTENCES, key=attrgetter("sentence"))
        last = bisect_right(singles, post.sentence + NEAR_SENTENCES, key=attrgetter("sentence"))
        for j in range(first, last):
            pre = singles[j]
            if j in used or i == j or not _partners(chart, pre, post):
                continue
            if pre.paired and not _goes_on_from(chart, pre, post):
                continue
            if pre.side and (post.side is None or apart(pre.side, post.side)):
                continue
            sentence = chart.page.sentence_at(post.amount.start)
            outcome = compare(chart, sentence, pre.amount, post.amount)
            told = _on_side(outcome, post.side if pre.side else None)
            made.setdefault(post.sentence, []).append((post.amount, told))
            starts |= {pre.amount.start, post.amount.start}
            used |= {i, j} if pre.sentence > post.sentence else {i}
            break
    return [outcome for told in made.values() for _, outcome in spread(chart, told)], starts


def _goes_on_from(chart: Chart, pre: Single, post: Single) -> bool:
    """'8 before and 1 after. At ten weeks 3.': a later reading of the same procedure, timed in the next sentences."""
    if not (post.sure and post.role == "post" and pre.sentence < post.sentence <= pre.sentence + GOES_ON):
        return False
    if not chart.lengths(post.amount.piece):
        return False
    first, then = (event_of(chart, chart.page.sentence_at(one.amount.start), one.amount) for one in (pre, post))
    return first is not None and then is not None and (first.procedure, first.when) == (then.procedure, then.when)


def _told_of_the_day(chart: Chart, pre: Single, post: Single) -> bool:
    """'Injection on 12 June. Her number was 8. It is 2 now.': a bare 'was' right after the procedure is of its day."""
    follows = chart.page.sentence_at(pre.amount.start).start
    told = chart.performed(follows - NEAR_PROCEDURE, pre.amount.start)
    return bool(told) and post.sure and pre.sentence + 1 == post.sentence


def _partners(chart: Chart, pre: Single, post: Single) -> bool:
    if pre.role != "pre" or post.role == "pre" or pre.sentence == post.sentence:
        return False
    if not (pre.sure or _told_of_the_day(chart, pre, post)):
        return False
    if post.role is None:
        piece = post.amount.piece
        now = words.GIVES_NOW.search(chart.folded, piece.start, post.amount.start)
        if pre.sentence > post.sentence and not chart.procedure_note and not (now and pre.sure):
            return False
        if not post.sure and not now and not words.POST.search(chart.folded, piece.start, piece.end):
            return False
    if pre.condition and post.condition and pre.condition != post.condition:
        return False
    first, second = sorted((pre.amount, post.amount), key=attrgetter("start"))
    if second.end - first.start > NEAR_CHARACTERS:
        return False
    return not excluded(chart, chart.page.sentence_at(first.start), "score", first.start, first.end)
