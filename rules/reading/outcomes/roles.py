"""Which of the pain scores of a sentence came before the procedure and which after."""

from __future__ import annotations

from typing import Literal

from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.wordings import scores as words
from rules.reading.text import Stretch

Role = Literal["pre", "post"] | None
# Words of before and after that bind only what stands next to them.
_NEXT_BEFORE = ("to", "is", "by", "out", "then")  # 'to 3'
_NEXT_AFTER = ("to", "is", "from", "by", "then")
_NEXT = 12  # characters


def condition_of(chart: Chart, amount: Amount) -> str | None:
    """Rest, movement, worst, average or best, where the score's own piece says so."""
    piece = chart.text(amount.piece)
    return next((name for name, pattern in words.CONDITION if pattern.search(piece)), None)


def roles_of(
    chart: Chart, sentence: Stretch, scores: list[Amount], conditions: list[str | None]
) -> tuple[list[Role], list[bool]]:
    """The role of each score, and whether its own words say so: a bare 'was' is weak."""
    said = [_role(chart.folded, amount) for amount in scores]
    roles: list[Role] = [role for role, _ in said]
    sure = [strong for _, strong in said]
    if roles == ["post", "post"] and _then_now(chart.folded, *scores):
        roles[0] = "pre"
    _follow_arrows(chart.folded, scores, roles, sure)
    if len(scores) >= 2:
        roles = _completed(chart, sentence, roles, conditions)
    return roles, sure


def _role(folded: str, amount: Amount) -> tuple[Role, bool]:
    """Before or after, by the nearer cue in the amount's own piece."""
    left, right = amount.left(folded)[-80:], amount.right(folded)[:60]
    best: tuple[int, Role] | None = None
    pre: Role = "pre"
    post: Role = "post"
    for role, pattern in ((pre, words.PRE), (post, words.POST)):
        for match in pattern.finditer(left):
            gap = len(left) - match.end()
            if match[0] in _NEXT_BEFORE and gap > _NEXT:
                continue
            if best is None or gap < best[0] or (gap == best[0] and role == "pre"):
                best = (gap, role)
        for match in pattern.finditer(right):
            gap = match.start() + 1
            if match[0] not in _NEXT_AFTER and (best is None or gap < best[0]):
                best = (gap, role)
    if best:
        return best[1], True
    return ("pre" if words.WAS.search(left[-16:]) else None), False


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


def _completed(chart: Chart, sentence: Stretch, roles: list[Role], conditions: list[str | None]) -> list[Role]:
    """With the roles that follow from the others': where one score is before, the rest are after."""
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
