"""Relief that somebody concludes from the time between injections. It is named, lest anybody take it for evidence."""

from __future__ import annotations

from rules.facts import Fact, Finding
from rules.reading.page import Page
from rules.reading.text import Stretch
from rules.reading.wordings import words

_GAP = words(
    "gap|interval",
    "time (?:between|since|that (?:has )?passed)",
    "length of time",
    "months? (?:between|apart|elapsed|went by|passed)",
    "years? (?:between|apart|elapsed|passed)",
    "so long",
    r"(?:did|has|had) not (?:call|need|return|require|come back|request|ask)\w*(?: for)? "
    "(?:back|another|again|further|any|for|in|until|to)?",
    "stay(?:ed)? away",
    "spacing",
    r"went \w+ (?:months|years|weeks)",
)
_CONCLUDES = words(
    r"show(?:s|ed|n)?|suggest\w*",
    "impl(?:y|ies|ied)",
    r"indicat\w*",
    "prov(?:e|es|ed|en)|proof",
    r"demonstrat\w*|evidence|evident\w*|must have|means? that",
    "speaks? (?:for|to)",
    r"testif\w*|attest\w*|support\w*|reflect\w*|confirm\w*|unless|outcome measure",
    "therefore|thus|clearly",
    "so (?:it|the injection) (?:must|clearly)",
)
_BENEFIT = words(
    r"relie[fv]\w*|benefit\w*|help\w*|work(?:ed|ing)?|effective\w*|respon[sd]\w*",
    r"success\w*|improve\w*|outcome|lasted|well",
)


def concluded(page: Page, sentence: Stretch, at: int) -> bool:
    """Whether what stands at an offset of a sentence is concluded from a gap: 'eight months are proof of 70 %'."""
    gap = _GAP.search(page.folded, sentence.start, sentence.end)
    concludes = _CONCLUDES.search(page.folded, sentence.start, at)
    return gap is not None and concludes is not None


def read_inferences(page: Page) -> list[Fact]:
    """Sentences that argue from the gap between procedures to a benefit."""
    found: list[Fact] = []
    for sentence in page.sentences:
        if _BENEFIT.search(page.folded, sentence.start, sentence.end) and concluded(page, sentence, sentence.end):
            found.append(Finding(page.span(sentence.start, sentence.end), name="inferred_relief"))
    return found
