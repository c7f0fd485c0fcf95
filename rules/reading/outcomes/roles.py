"""Which of the pain scores of a sentence came before the procedure and which after."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Literal

from rules.facts import Side
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.events import event_of
from rules.reading.outcomes.moments import divided, in_rows, moment_cues, moment_of
from rules.reading.outcomes.wordings import scores as words
from rules.reading.procedures import side_in
from rules.reading.text import Stretch

Role = Literal["pre", "post"] | None


def condition_of(chart: Chart, amount: Amount) -> str | None:
    """Rest, movement, worst, average or best, where the score's own piece says so; not 'on the same movement'."""
    piece = chart.text(amount.piece)
    if words.LIKE_BEFORE.search(piece):
        return None
    return next((name for name, pattern in words.CONDITION if pattern.search(piece)), None)


def side_of(chart: Chart, amount: Amount) -> Side | None:
    """The side that a score's own piece names: before it ('left 7') or else after it ('7 on the left')."""
    piece = amount.piece
    before = side_in(chart.folded, piece.start, amount.end)
    return before or side_in(chart.folded, amount.end, piece.end)


def apart(one: Side | None, other: Side | None) -> bool:
    """Whether the two are left and right."""
    return {one, other} == {"left", "right"}


def moments(chart: Chart, sentence: Stretch, scores: list[Amount]) -> tuple[list[Amount], list[Role]]:
    """The scores, each with the piece that speaks of it, and what its own words say of its moment.

    No score at all where moments and scores stand in two rows of unlike length.
    """
    event = event_of(chart, sentence, scores[0])
    rows = in_rows(chart, sentence, scores, event.when if event else None)
    if rows is not None:
        listed = [replace(score, piece=item.piece) for score, item in zip(scores, rows, strict=False)]
        return listed, [item.moment for item in rows]
    owned = moment_cues(chart, sentence, scores, event.when if event else None)
    said: list[Role] = [moment_of(chart.folded, score, cues) for score, cues in zip(scores, owned, strict=True)]
    return divided(chart, scores, owned), said


def roles_of(
    chart: Chart,
    sentence: Stretch,
    scores: list[Amount],
    said: list[Role],
    conditions: list[str | None],
    sides: list[Side | None],
) -> tuple[list[Role], list[bool]]:
    """The role of each score, and whether words of its own say so: a bare 'was' is weak."""
    sure = [moment is not None for moment in said]
    roles: list[Role] = [moment or _by_was(chart, score) for moment, score in zip(said, scores, strict=True)]
    if roles == ["post", "post"] and _then_now(chart.folded, *scores):
        roles[0] = "pre"
    _follow_arrows(chart.folded, scores, roles, sure)
    _follow_lists(chart.folded, scores, roles, sure)
    if len(scores) >= 2:
        roles = _completed(chart, sentence, roles, conditions, sides)
    return roles, sure


def _by_was(chart: Chart, score: Amount) -> Role:
    """'Pain was 7/10' is weakly before."""
    return "pre" if words.WAS.search(score.left(chart.folded)[-16:]) else None


def _then_now(folded: str, first: Amount, second: Amount) -> bool:
    """'Then 7, now 4'."""
    return bool(words.THEN.search(first.left(folded)) and words.NOW.search(second.left(folded)))


def _follow_arrows(folded: str, scores: list[Amount], roles: list[Role], sure: list[bool]) -> None:
    """'8 -> 2' and '8 down to 2' are before and after; a third in the chain is after too."""
    for i in range(len(scores) - 1):
        between = folded[scores[i].end : scores[i + 1].start]
        known = sure[i] and roles[i] == "post" and "to" not in between
        if not words.ARROW.match(between) or (known and not words.DRAWN.search(between)):
            continue
        chained = i > 0 and words.ARROW.match(folded[scores[i - 1].end : scores[i].start])
        if chained and roles[i] == "post" and sure[i]:
            roles[i + 1] = "post"
        else:
            roles[i], roles[i + 1] = "pre", "post"
        sure[i] = sure[i + 1] = True


def _follow_lists(folded: str, scores: list[Amount], roles: list[Role], sure: list[bool]) -> None:
    """'Last seven days: 5, 6, 5, 4': three numbers or more with nothing between them are of one moment."""
    listed = [bool(words.LISTED.fullmatch(folded, one.end, other.start)) for one, other in pairwise(scores)]
    for i, (before, after) in enumerate(pairwise(listed)):
        if before and after and roles[i] is not None:
            for j in (i + 1, i + 2):
                if roles[j] is None or not sure[j]:
                    roles[j], sure[j] = roles[i], sure[i]


def _completed(
    chart: Chart, sentence: Stretch, roles: list[Role], conditions: list[str | None], sides: list[Side | None]
) -> list[Role]:
    """With the roles that follow from the others': where one score is before, the rest are after."""
    roles = _of_one_moment(roles, conditions, sides)
    if "pre" in roles and "post" in roles:
        return _between(roles, conditions)
    if "pre" in roles:
        return [role or "post" for role in roles]
    if "post" in roles:
        if None in roles:
            first = roles.index(None)
            return ["pre" if i == first else role or "post" for i, role in enumerate(roles)]
        return roles
    if len(roles) == 2 and words.CHANGED.search(chart.folded, sentence.start, sentence.end):
        return ["pre", "post"]
    return roles


def _of_one_moment(roles: list[Role], conditions: list[str | None], sides: list[Side | None]) -> list[Role]:
    """'Day of injection: average 6, worst 9', 'before, left 7 and right 8': a score beside another is of its moment.

    It stands beside one that was taken under another condition, or on the other side.
    """

    def beside(i: int) -> bool:
        one, other = conditions[i - 1], conditions[i]
        return bool(one and other and one != other) or apart(sides[i - 1], sides[i])

    found = list(roles)
    for i in range(1, len(found)):
        if found[i] is None and found[i - 1] is not None and beside(i):
            found[i] = found[i - 1]
    for i in range(len(found) - 1, 0, -1):
        if found[i - 1] is None and found[i] is not None and beside(i):
            found[i - 1] = found[i]
    return found


def _between(roles: list[Role], conditions: list[str | None]) -> list[Role]:
    """'Baseline 0/10 at rest, 8/10 walking; after …': another condition of the same moment, or else after."""
    found = list(roles)
    for i, role in enumerate(found):
        if role is not None:
            continue
        later = "post" in found[i + 1 :]
        if i > 0 and conditions[i] != conditions[i - 1] and later:
            found[i] = found[i - 1]
        elif i + 1 < len(found) and found[i + 1] == "pre" and conditions[i] != conditions[i + 1] and later:
            found[i] = "pre"
        else:
            found[i] = "post"
    return found
