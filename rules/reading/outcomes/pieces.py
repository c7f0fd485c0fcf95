"""Which piece of a sentence speaks of which amount.

'60% for 5 weeks, 30% through week 12' holds two amounts; 'for 5 weeks' belongs to the first, 'through week 12' to the
second. Everything said of one amount (side, time, before or after) is looked for in its own piece first.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rules.reading.outcomes.wordings import joints
from rules.reading.text import Stretch


def divide(folded: str, sentence: Stretch, found: list[tuple[int, int]]) -> list[Stretch]:
    """The piece of the sentence that belongs to each of the amounts at `found`, in order."""
    bounds = [sentence.start]
    for (_, end), (start, _) in pairwise(found):
        bounds.append(end + _boundary(folded[end:start]))
    bounds.append(sentence.end)
    return [Stretch(bounds[i], bounds[i + 1]) for i in range(len(found))]


def _boundary(between: str) -> int:
    """Where the words between two amounts stop speaking of the first and begin to speak of the second."""
    cuts = list(joints.SEPARATOR.finditer(between))
    if not cuts:
        return _uncut(between)
    rows = [*joints.NEW_ROW.finditer(between)]
    if rows:
        return rows[-1].start()
    strong = [cut for cut in cuts if cut[0] in joints.STRONG or cut[0].startswith((".", ":"))]
    if strong:
        return strong[-1].start()
    return _last_that_opens(between, cuts).start()


def _uncut(between: str) -> int:
    """With no separator at all: after 'before' or 'after', else before 'at', 'now' and their like, else at the end."""
    trailing = joints.UNCUT_TRAILING.match(between)
    if trailing:
        return trailing.end()
    leading = joints.UNCUT_LEADING.search(between)
    return leading.start() if leading else len(between)


def _last_that_opens(between: str, cuts: list[re.Match[str]]) -> re.Match[str]:
    """The last cut, or an earlier one where all that stands between them speaks of the second amount."""
    at = cuts[-1]
    for earlier in reversed(cuts[:-1]):
        piece = joints.OPENING.sub("", between[earlier.start() : at.start()])
        if not joints.LEADING.match(piece) or joints.TRAILING.match(piece):
            break
        at = earlier
    return at
