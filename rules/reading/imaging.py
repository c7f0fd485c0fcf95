"""Whether the images agree with the pain: stated concordance or its denial. Findings alone state neither."""

from __future__ import annotations

import re

from rules.facts import Fact, Finding
from rules.reading.context import elsewhere, planned_before
from rules.reading.page import Page, stems
from rules.reading.text import Stretch

_IMAGE = re.compile(
    r"\bmri\b|\bmr\b|\bct\b|myelo\w*|\bimag(?:es?|ing)\b|\bfilms?\b|x-?rays?|\bscans?\b|radiograph\w*|\bstud(?:y|ies)\b|\bimg\b|herniat\w*|\bhnp\b|protrusion|extrusion|stenosis|stenotic|foramin\w*|listhesis|disc\b|disk\b|bulge|osteophyte|\broots?\b|\bradiolog\w*"
)
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "conc disc nonc corr corro matc mism fit fits fitt cons agre expl acco keep comp patt goes go supp "
    "resp culp dist leve noth find cong line alig symp on right left righ"
)
_AGREES = re.compile(
    r"\bconcordan(?:t|ce)\b|\bcorrelat(?:es?|ed|ing)\b(?! (?:clinically(?! with\b)|for|is (?:recommended|advised|needed|suggested)))|\bcongruent\b|\b(?:line|lines|lining|lined) up with\b|\balign(?:s|ed)? with\b|\bon the (?:symptomatic|painful|affected|same) side\b|\bgood correlation\b|\b(?:imaging|radiographic|mri|radiologic) correlation\b(?! (?:recommended|needed|advised|is|pending|requested))|\b(?:imaging|mri|films?|scans?)(?: \w+){0,3} agrees?\b|\bexam\w* (?:\w+ ){0,2}(?:is|are|was|were) (?:consistent|concordant|in agreement) with (?:the |her |his )?(?:mri|imaging|ct\b|films?|scan)|\bcorroborat\w*|\bmatch(?:es|ed|ing)?\b|\bfits?\b(?= (?:with|w/|her|his|the|this|well|perfectly|nicely|clinical|exactly|what)|[.,;]|$)|\bfitting\b|"
    r"\bconsistent with (?:the |her |his |this |patient's |pt's |their |clinical |reported |left |right |l |r |bilateral |b/l |\w\d |s1 )*(?:symptom\w*|sx|pain|presentation|exam\w*|complaint\w*|pattern|distribution|radicul\w*|leg|level|side|findings|claudication)|\bagrees?\b(?= (?:with|w/))|\bin agreement with\b|\bcorrespond(?:s|ed|ing)?\b(?= (?:to|with)|[ .,;]|$)|"
    r"\bexplain(?:s|ing)\b(?= (?:it|the|her|his|this|these|all|most|pt|patient|leg|arm|back|left|right|symptoms|pain|radic))|\baccount(?:s|ed|ing)? for\b|\bin keeping with (?:the |her |his |this )?(?:\w+ ){0,2}(?:symptom\w*|sx|pain|presentation|exam|radicul\w*)|\bcompatible with (?:the |her |his |this )?(?:\w+ ){0,2}(?:symptom\w*|sx|pain|presentation|exam|radicul\w*)|"
    r"\b(?:is|was) (?:her|his|their|the patient's) (?:\w+ ){0,3}(?:pattern|distribution|level)(?: exactly| precisely)?\b|\bgo(?:es)? (?:along )?with (?:the |her |his )?(?:symptom\w*|sx|pain|complaint\w*|presentation)|\bsupports? (?:the |her |his )?(?:(?:clinical )?(?:diagnosis|impression|picture) of (?:\w+ ){0,3}?(?:radiculop\w+|radiculitis|claudication|stenosis)|symptom\w*|radicular|pain|complaints?|clinical)|\bresponsible for (?:the |her |his )?(?:\w+ ){0,3}?(?:symptom\w*|pain|radiculop\w+|radiculitis|sciatica)|\bculprit\b"
)
_DISAGREES = re.compile(
    r"\bdiscordan(?:t|ce)\b|\bnon-?concordant\b|\bnot concordant\b|\bincongruent\b|\b(?:does|do) not line up\b|\bno (?:clear |good |definite |obvious |imaging |radiographic |anatomic(?:al)? |structural |mri )*(?:correlat\w+|correlate|concordance|explanation|match)\b|\b(?:nothing|none|no finding|no lesion|no abnormality|no pathology)\b[^.;]{0,40}\b(?:to |that |which |would )?(?:account\w* for|explain\w*|correlat\w*|match\w*|correspond\w*)|"
    r"\b(?:does|do|did|is|are|was|were|would|cannot|can|could)(?: not|n't|not)\b[^.;]{0,24}?\b(?:explain\w*|match\w*|correlat\w*|fit\b|account\w* for|correspond\w*|agree\w*|support\w*|concordant|consistent)|\b(?:fails?|failed) to (?:explain|correlate|match|account for)|\bwithout (?:a )?(?:correlat\w+|imaging correlate|concordan\w+)|\bmismatch\w*|"
    r"\b(?:imaging|mri|films?|findings?) (?:are|is|was|were) (?:all )?on the (?:left|right|other|opposite|wrong)\b[^.;]{0,40}\b(?:pain|symptom\w*)[^.;]{0,20}\bon the (?:left|right|other)"
)
_SIDES = re.compile(
    r"\b(?P<a>left|right)\b[^.;\n]{0,50}\b(?:but|yet|while|whereas|although|however)\b[^.;\n]{0,16}\b(?:pain|symptoms?|sx|complaints?)\b[^.;\n]{0,24}\b(?P<b>left|right)\b(?!-sided (?:weak|numb))"
)
_NEGATED = re.compile(r"\b(?:not|n't|no|never|nothing|none|hardly|poorly|without|doubt\w*|unclear (?:if|whether)|whether|if|should|would need to|must|non|(?<!from )(?<!in )(?<!of )(?<!since )(?<!early )(?<!late )may|might|could)\b(?: \w+){0,3} ?$")
# What the images of another complaint agree with.
_OTHER = re.compile(r"\b(?:knee|shoulder|hip (?:pain|oa)|wrist|chest|cardiac|renal|sinus|thumb|ankle|age|patient'?s age)\b")


def read_imaging(page: Page) -> list[Fact]:
    """Stated agreement or disagreement of images with the pain. 'It' and 'this' reach back one sentence for the image."""
    facts: list[Fact] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        before = page.sentences[index - 1] if index else sentence
        for start in range(sentence.start, sentence.end, 600):
            fact = _in_part(page, Stretch(start, min(sentence.end, start + 600)), before)
            if fact:
                facts.append(fact)
    return facts


def _in_part(page: Page, part: Stretch, before: Stretch) -> Finding | None:
    folded = page.folded
    if elsewhere(page, part.start):
        return None
    against = _DISAGREES.search(folded, part.start, part.end) or _other_side(folded, part)
    match = against or _AGREES.search(folded, part.start, part.end)
    if match is None:
        return None
    left = folded[max(part.start, match.start() - 120) : match.start()]
    near = folded[part.start : part.end] if part.end - part.start < 260 else folded[max(part.start, match.start() - 200) : match.end() + 60]
    reach = max(before.start, match.start() - 320)
    if not _IMAGE.search(near) and not (_refers_back(folded, part, match) and _IMAGE.search(folded, reach, before.end)):
        return None
    if _OTHER.search(folded, match.end(), min(part.end, match.end() + 30)) or re.search(r"\bage[- ]", match[0]):
        return None
    if against:
        if re.search(r"\b(?:if|whether|should)\b(?: \w+){0,3} $", left):
            return None
        return Finding(page.span(match.start(), match.end()), name="concordant_imaging", present=False)
    if _NEGATED.search(left) or planned_before(left[-40:]):
        return None
    if re.search(r"\b(?:injection|block|relief|response|diary|test|emg|exam\w*|scores?|history|story|report)\b[^.;,]{0,20}$", left) and not _IMAGE.search(left[-60:]):
        return None
    return Finding(page.span(match.start(), match.end()), name="concordant_imaging", present=True)


def _other_side(folded: str, part: Stretch) -> re.Match[str] | None:
    """'MRI shows right-sided disease, but her pain is on the left.'"""
    match = _SIDES.search(folded, part.start, part.end)
    if match is None or match["a"] == match["b"] or not re.search(r"\b(?:mri|ct|imaging|scans?|films?|x-?rays?)\b", folded[part.start : match.start() + 1]):
        return None
    return match


def _refers_back(folded: str, part: Stretch, match: re.Match[str]) -> bool:
    """'That is her L5 pattern exactly', 'This matches …', '… concordant.' after a sentence on the images."""
    opening = folded[part.start : match.start()]
    return len(opening.split()) <= 7
