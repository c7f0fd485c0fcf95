"""Whether the images agree with the pain: stated concordance or its denial. Findings alone state neither.

Where nobody states it, one root that both hurts and is touched on the images ('left L5 radicular pain … herniation
abutting the left L5 root') is agreement in the record's own words. A word of agreement counts where the sentence (or
the one before, for 'it' and 'this') speaks of an image or a lesion, and where what it agrees with is the complaint, or
is left unsaid ('MRI left L4-5 protrusion, consistent').
"""

from __future__ import annotations

import re
from typing import Literal

from rules.facts import Fact, Finding
from rules.reading.context import another_complaint, answered_no, denied, elsewhere, planned_before
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# An image, or a lesion that one shows.
_IMAGE = pattern_of(
    r"\bmri\b|\bmr\b|\bct\b|myelo\w*|\bimag(?:es?|ing)\b|\bfilms?\b|x-?rays?|\bscans?\b|radiograph\w*|"
    r"\bstud(?:y|ies)\b|"
    r"\bimg\b|herniat\w*|\bhnp\b|prolapse|protrusion|extrusion|stenosis|stenotic|foramin\w*|listhesis|"
    r"disc\b|disk\b|bulge|"
    r"osteophyte|\broots?\b|\bradiolog\w*"
)
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "hang conc disc nonc corr corro matc mism fit fits fitt cons agre expl acco keep comp patt goes go supp "
    "c resp culp dist leve noth find cong line alig symp on right left righ tall tali squa bear bore born appr caus "
    "irri prod gene sour"
)
# Words that say that two things agree; what they agree with follows, or is left unsaid. One wording a line.
_AGREEMENT = (
    r"concordan(?:t|ce)\b",
    r"correlates clinically\b",
    r"correlat(?:es?|ed|ing)\b(?! (?:clinically(?! with\b)|for\b|is (?:recommended|advised|needed|suggested)))",
    r"congruent\b|corroborat\w*",
    r"(?:good |clear |close |(?:imaging|radiographic|mri|radiologic|clinical) )correlation\b"
    r"(?! (?:recommended|needed|advised|is|pending|requested))",
    r"match(?:es|ed|ing)?\b|mirrors?\b",
    r"fit(?:s|ted|ting)?\b",
    r"consistent\b|compatible\b|c/w\b|appropriate (?=to|for)",
    r"agree(?:s|d|ing)?\b|in agreement\b",
    r"in keeping\b|in line\b|in accord\w*\b|in harmony\b",
    r"(?:line|lines|lined|lining) up\b|align(?:s|ed)?\b",
    r"correspond(?:s|ed|ing)?\b|tall(?:y|ies)\b|squares? with\b|dovetails?\b|accords?\b",
    r"go(?:es)? (?:along )?with\b|hangs? together\b",
    r"supports?\b|supportive of\b|bears? (?:this|it|that|her out|him out|out)\b|"
    r"confirm(?:s|ed|ing)? (?:as )?the (?:cause|source)\b",
)
# Words that make the lesion the cause of the complaint, which always follows them.
_CAUSE = (
    r"explain(?:s|ing)\b|(?<=would )explain\b|(?<=can )explain\b|(?<=could )explain\b",
    r"account(?:s|ed|ing)? for\b",
    r"responsible for\b|culprit\b",
    r"(?:as|is|are|being) the (?:likely |probable |clear |obvious )?(?:cause|source|reason|origin|"
    r"generator|driver) (?:of|for)\b",
    r"irritating the (?:symptomatic|painful)\b",
)
# The complaint by its place alone: 'where she hurts', 'what he feels down the calf', 'where the pain runs'.
_WHERE_IT_HURTS = (
    r"(?:where|what) (?:(?:s?he|it|they|(?:the )?(?:patient|pt)|(?:the|her|his) (?:\w+ )?(?:legs?|arms?|neck|back|"
    r"buttocks?|pain|ache|symptoms?)) (?:also |actually |now |still )?(?:hurts?|aches?|burns?|feels?|points?|"
    r"complains?|"
    r"describes?|reports?|draws?|has it|gets it|runs?|goes|travels?|radiates?|sits|lies|is felt|is worst)\b)"
)
# All words of agreement.
_AGREES = pattern_of(
    # 'thigh pain, an L4 pattern that matches her MRI'
    r"\b(?:(?P<image>(?:match(?:es|ed|ing)?|fit(?:s|ting)?(?: with)?|mirror(?:s|ing)?|correspond(?:s|ing)? (?:to|with)|"
    r"correlat(?:es|ing) with|(?:consistent|concordant|compatible|congruent|in keeping|in line) with|"
    r"agree(?:s|ing)? with|lin(?:es|ing) up with|tall(?:y|ies) with|explained by|accounted for by|borne out by|"
    r"confirmed by) "
    r"(?:(?:the|her|his|their|this|that|recent|new|lumbar|cervical|of|findings?|results?|side|level|on|what|shown|"
    r"abnormality|lesion) )*(?:mri?|imaging|images|scans?|films|ct)\b(?! (?:guid|suite|of the (?:brain|chest))))|"
    rf"(?P<with>{'|'.join(_AGREEMENT)})|(?P<of>{'|'.join(_CAUSE)})|"
    r"(?P<own>on the (?:symptomatic|painful|affected|same) side\b|"
    r"(?:on )?(?:the )?same side(?: and (?:root|level))? as (?:the |her |his |their )?(?:pain|symptoms?|complaint|"
    r"sciatica|"
    r"radic\w*|leg)\b|at the (?:symptomatic|painful|affected|same) (?:level|root)\b|"
    # 'on the side of the pain', 'is the level of her symptoms'
    r"(?:on|at|is|was) the (?:side|level) of (?:the |her |his |their )?(?:pain|symptoms?|complaints?|sciatica|leg "
    r"pain)\b|"
    r"where (?:one|you|we|i) would expect (?:it |them )?(?:from|for|with|given) (?:the |her |his )?(?:symptoms?|pain|"
    r"complaint)|"
    # 'which is precisely the dermatome he draws'
    r"(?:is|was) (?:\w+ )?the (?:very |same )?(?:dermatome|distribution|pattern|territory|root|level|"
    r"nerve) (?:that |which )?"
    r"(?:s?he|they|the patient|pt) (?:draws?|describes?|points? (?:to|out)|reports?|maps?|traces?|feels?|"
    r"indicates?|outlines?|"
    r"complains? of)|"
    # 'and is explained by left C5-6 foraminal stenosis'
    r"(?:explained|accounted for) by (?:(?!sleep|stress|age)[\w/-]+ ){0,6}?(?:stenosis|narrowing|herniat\w+|"
    r"protrusion|extrusion|"
    r"prolapse|bulge|dis[ck]|compression|impingement|mri|imaging|findings)|"
    # 'and that is exactly where she hurts'
    rf"(?:is|was) (?:exactly |precisely |just |right |the very place ){_WHERE_IT_HURTS}|"
    r"(?:is|was) (?:her|his|their|the patient's) (?:\w+ ){0,3}(?:pattern|distribution|level)(?: exactly| precisely)?\b|"
    r"(?:level|side|root) (?:\w+ ){0,4}(?:is|are) (?:that|those|the one) of the (?:symptom\w*|pain|complaint)))"
)
# The complaint, as the object of agreement.
_COMPLAINT = pattern_of(
    r"^(?:(?:with|w/?|to|of|for|in|the|that|those|this|these|it|her|his|their|patient'?s?|pt'?s|an?|and|side|"
    r"level|location|distribution|"
    r"nature|reported|described|current|presenting|all|most|some|both|well|perfectly|nicely|exactly|"
    r"closely|precisely|very|what|"
    r"she|he|i|we|both|new|stated|given|said|listed|named|known|ongoing|severe|chronic|typical|observed|"
    r"diagnosis|impression|suspicion|left|right|l|r|lt|rt|bilateral|"
    r"b/l|sided|upper|lower|anterior|posterior|lateral|medial|thigh|buttock|triceps|biceps|deltoid|quadriceps|"
    r"grip|radicular|back and|shooting|burning|radiating|lancinating|electric|electrical|sharp|stabbing|constant|"
    r"same|usual|familiar|daily|main|chief|persistent|"
    r"[lcs]\d(?:[-/][lcs]?\d)?)[ ,'-]+){0,8}?"
    r"(?:symptom\w*|sx\b|pain\w*|ache\b|complain\w*|presentation|exam\w*|clinic\w*|pattern|picture|"
    r"history|story|findings|radic\w*|"
    r"sciatica|claudica\w*|legs?\b|arms?\b|dermatom\w*|distribution|myotom\w*|neuro\w*|weakness|numbness|"
    r"walking\w*|limitation\w*|gait\b|disability|limp\b|describe\w*|"
    r"[lcs]\d root|(?:left|right)(?:[- ]sided)?(?: [lcs]\d)? (?:leg|arm|pain|symptom)|it\b|this\b|"
    r"(?:left|right) side|side\b|level\b)|"
    r"^(?:(?:with|w/|to) )?(?:all of |both of )?(?:these|those|them)(?= ?(?:[.,;:)]|$))|"
    # 'agrees with where she hurts', 'matches what he feels down the calf', 'fits where the pain runs'
    rf"^(?:(?:with|to|of|for|in|exactly|precisely|nicely|well) )*{_WHERE_IT_HURTS}"
)
# … or nothing, to the end of the clause; a place or a degree may still follow.
_UNSAID = pattern_of(
    r"^(?: (?:well|perfectly|nicely|exactly|closely|throughout|clinically|here|too|also|the bill|"
    r"with (?:it|this|that|them)|"
    r"(?:at|on|for) (?:the )?(?:(?:left|right)(?: [lcs]\d(?:[-/ ][lcs]?\d)*)?|both legs|both sides|"
    r"[lcs]\d(?:[-/ ][lcs]?\d)*)))*\s*(?:[.,;:)\n(]|$| and\b| but\b| - )"
)
# 'A concordant right L4-5 herniation on MRI.'
_LESION = pattern_of(
    r"^ (?:(?:left|right|l|r|mri|ct|imaging|[lcs]\d(?:[-/][lcs]?\d)*|disc|disk|central|foraminal|nerve|"
    r"root|lumbar|cervical|severe|moderate)[ ,-]+){0,6}"
    r"(?:herniat\w*|hnp|protrusion|extrusion|stenosis|prolapse|bulge|findings?|imaging|mri|images|scan|"
    r"compression|patholog\w*|lesion)\b"
)
# 'Discordant', 'does not explain', 'no correlate', 'on the wrong side'.
_DISAGREES = pattern_of(
    r"\bdiscordan(?:t|ce)\b|\bnon-?concordant\b|\bincongruent\b|\bmismatch\w*|\bat odds with\b|"
    r"\bno (?:clear |good |definite |obvious |imaging |radiographic |anatomic(?:al)? |structural |mri )*"
    r"(?:correlat\w+|concordance|explanation|match)\b|"
    r"\b(?:nothing|none|no finding|no lesion|no abnormality|no pathology)\b[^.;]{0,40}\b(?:to |that |which |would )?"
    r"(?:account\w* for|explain\w*|correlat\w*|match\w*|correspond\w*)|"
    r"\b(?:does|do|did|is|are|was|were|would|cannot|can|could)(?: not|n't|"
    r"not)\b[^.;]{0,24}?\b(?:explain\w*|match\w*|correlat\w*|"
    r"fit\b|account\w* for|correspond\w*|agree\w*|support\w*|concordant|consistent|line up|tally|in keeping)|"
    r"\b(?:cannot|can't|could not) be the (?:source|cause|reason|origin) (?:of|for)\b|"
    r"\b(?:fails?|failed) to (?:explain|correlate|match|account for)|"
    r"\bwithout (?:a )?(?:correlat\w+|imaging correlate|concordan\w+)|"
    r"\b(?:imaging|mri|scan|films?|findings?|disc|herniation|protrusion) (?:is|are|was|were|lies?) (?:all )?on the "
    r"(?:wrong|opposite|other|contralateral|asymptomatic) side|"
    r"\b(?:imaging|mri|films?|findings?|disc|herniation|protrusion|stenosis) (?:(?:mri )?findings? )?(?:are|is|was|"
    r"were|lies?)"
    r" (?:all )?(?:on the )?(?:(?P<l>left)|(?P<r>right)|other|opposite|wrong)\b"
    r"[^.;]{0,40}\b(?:pain|symptom\w*)(?:(?!left|right)[^.;]){0,20}\b(?:on the )?(?(l)right|(?(r)left|(?:left|right|"
    r"other)))\b|"
    # 'the herniation is on the side opposite the pain'
    r"\b(?:on|to) the (?:side opposite|opposite side|other side)(?: (?:to|from|of|than))? (?:the |her |his )?(?:pain|"
    r"symptom|complaint)"
)
# 'Disease on the right, but the pain is on the left'.
_SIDES = pattern_of(
    r"\b(?P<a>left|right)\b[^.;\n]{0,50}(?:;|\b(?:but|yet|while|whereas|although|however)\b)[^.;\n]{0,16}"
    r"\b(?:pain|symptoms?|sx|complaints?)\b[^.;\n]{0,24}\b(?P<b>left|right)\b(?!-sided (?:weak|numb))"
)
# What before a word of agreement takes it back or leaves it open.
_NEGATED = pattern_of(
    r"\b(?:not|n't|no|never|nothing|none|hardly|poorly|without|doubt\w*|unclear (?:if|whether)|whether|if|"
    r"should|would need to|must|"
    r"non|(?<!from )(?<!in )(?<!of )(?<!since )(?<!early )(?<!late )may|might|could)\b(?: \w+){0,3} ?$"
)
# What the images of another complaint agree with.
_OTHER = pattern_of(
    r"\b(?:knee|shoulder|hip (?:pain|oa)|wrist|chest|cardiac|renal|sinus|thumb|ankle|age|patient'?s age|"
    r"brain|dental|abdom\w*)\b"
)
# What is fitted, or tested, and is no image.
_FITTED = pattern_of(
    r"\b(?:monofilament|hearing aids?|splints?|orthotics?|shoes?|brace|device|seat|dentures?)\b[^.;]{0,24}$"
)


def read_imaging(page: Page) -> list[Fact]:
    """Stated agreement of images with the pain, or not. 'It' and 'this' reach back one sentence for the image."""
    facts: list[Fact] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        before = page.sentences[index - 1] if index else sentence
        for start in range(sentence.start, sentence.end, 600):
            fact = _in_part(page, Stretch(start, min(sentence.end, start + 600)), before)
            if fact:
                facts.append(fact)
    return facts or _same_root(page) or _same_canal(page) or _free(page)


_SIDE = r"(?:(?P<side>left|right|l|r|lt|rt)[ -](?:sided )?)?"
# A root's pain: 'left L5 radicular pain', 'S1 leg pain', 'radiculopathy, right C6'.
_ROOT_HURTS = pattern_of(
    rf"\b{_SIDE}(?P<root>[lcs]\d)(?: (?:nerve|root|pattern|type))*[ ,-]+(?:(?:left|right|leg|arm|lower|"
    rf"extremity) ){{0,2}}"
    r"(?:radic\w*|sciatica|pain\b|distribution|dermatom\w*|symptoms)|"
    r"\b(?:radic\w*|sciatica)\b[^.;\n]{0,16}?\b(?P<root2>[lcs]\d)\b(?![-/])"
)
# What an image shows at a root: 'abutting the left L5 root', 'against the L4 root', 'on S1'.
_ROOT_TOUCHED = pattern_of(
    r"\b(?:abut\w*|compress\w*|contact\w*|imping\w*|displac\w*|touch\w*|flatten\w*|encroach\w*|effac\w*|"
    r"indent\w*|deflect\w*|"
    r"push\w*|narrow\w*|crowd\w*|against|upon|onto|"
    r"on)[ ]+(?:(?:on|upon|against|the|exiting|traversing|descending|passing|adjacent) )*"
    rf"{_SIDE}(?:(?:exiting|traversing|descending) )?(?P<root>[lcs]\d)\b(?![-/])(?: nerve)?(?: roots?)?"
)


def _same_root(page: Page) -> list[Fact]:
    """Agreement by the root that both hurts and is touched on the images, on one side as far as sides are named."""
    hurting = [
        ((match["root"] or match["root2"]), (match["side"] or "")[:1])
        for match in _ROOT_HURTS.finditer(page.folded)
        if not denied(page, *match.span()) and not elsewhere(page, match.start())
    ]
    for match in _ROOT_TOUCHED.finditer(page.folded) if hurting else ():
        sentence = page.sentence_at(match.start())
        if not _IMAGE.search(page.folded, sentence.start, match.start()) or denied(page, *match.span()):
            continue
        side = (match["side"] or "")[:1]
        if any(root == match["root"] and (not side or not own or side == own) for root, own in hurting):
            return [Finding(page.span(*match.span()), name="concordant_imaging", present=True)]
    return []


# A canal that images show to be narrow: 'severe central narrowing L4-5', 'L3-4 moderate to severe canal stenosis'.
_LUMBAR_LEVEL = r"\bl[1-5](?:[-/ ](?:l?[1-5]|s1))?\b"
_NARROW = pattern_of(
    r"\b(?:severe|moderate|marked|high[- ]grade|critical|tight|mod)(?:(?:[ -]to[ -]|[-/ ])(?:severe|marked))? "
    r"(?:(?:multi-?level|lumbar|spinal|acquired|degenerative|concentric|circumferential|l[1-5](?:[-/]l?[1-5]|[-/]s1)?) "
    r")*"
    r"(?:central(?: and \w+)? (?:canal )?|(?:spinal |thecal )?canal |central spinal )(?:stenosis|narrowing|"
    r"compromise)\b|"
    r"\b(?:severe|marked|critical)(?:ly)? (?:lumbar |spinal )+stenosis\b"
)
_LUMBAR_IMAGE = pattern_of(r"\b(?:mri|mr|ct|myelo\w+|imaging|scan)\b")
_LUMBAR = pattern_of(rf"{_LUMBAR_LEVEL}|\blumb\w*|\bl-?spine|\bls spine")
_CLAUDICATES = pattern_of(r"\bclaudica\w+|\bneuroclaud\w*")
_OTHER_CLAUDICATION = pattern_of(r"\b(?:vascular|arterial|jaw|intermittent|venous|vasculogenic) $")


# 'Evaluate for neurogenic claudication'.
_THOUGHT_OF = pattern_of(
    r"(?:\b(?:for|r/o|rule out|exclude|possib\w+|suspect\w*|query|versus|vs|if|whether|consider\w*|history of|hx of|"
    r"prior)|\?) ?"
    r"(?:(?:neurogenic|pseudo) ?)?$"
)


def _same_canal(page: Page) -> list[Fact]:
    """Neurogenic claudication, and a lumbar canal that the images of the same note show to be markedly narrow."""
    if not any(
        not denied(page, *match.span())
        and not elsewhere(page, match.start())
        and not _OTHER_CLAUDICATION.search(page.folded, max(0, match.start() - 16), match.start())
        and not _THOUGHT_OF.search(
            page.folded, max(page.sentence_at(match.start()).start, match.start() - 40), match.start()
        )
        for match in _CLAUDICATES.finditer(page.folded)
    ):
        return []
    for match in _NARROW.finditer(page.folded):
        sentence = page.sentence_at(match.start())
        if (
            _LUMBAR_IMAGE.search(page.folded, sentence.start, match.start())
            and _LUMBAR.search(page.folded, sentence.start, sentence.end)
            and not denied(page, *match.span())
            and not elsewhere(page, match.start())
        ):
            return [Finding(page.span(*match.span()), name="concordant_imaging", present=True)]
    return []


# Images of the spine that show every root free: 'canal and foramina patent at every level', 'nothing touching a root'.
_CLEAR = r"(?:roomy|patent|open|clear|capacious|generous|adequate|free|widely patent|wide open|unremarkable|normal)"
_EVERY = r"(?:(?:at|on) (?:every|all|each|any)(?: of the)? (?:(?:lumbar|imaged|visuali[sz]ed) )?levels?|throughout)"
_TOUCH = r"(?:contact|compression|impingement|compromise|encroachment|displacement|involvement|cut-?off)"
_ROOTS_FREE = pattern_of(
    # 'no root contact at any level'
    rf"\b(?:no|without(?: any)?) (?:(?:evidence of|sign of|significant) )*(?:nerve[- ]?root|root|neural|nerve) {_TOUCH}"
    rf" (?:{_EVERY}|anywhere)|"
    # 'nothing touching a nerve root'
    r"\b(?:nothing|no lesion)(?: (?:is|seen|that is))* (?:touch\w*|contact\w*|compress\w*|press\w*|imping\w*|abut\w*|"
    r"displac\w*|on)"
    r"(?: (?:on|upon))?(?: (?:a|any|the|either))? (?:nerve ?roots?|roots?|nerves?|neural elements?)\b(?! (?:on the |at "
    r")?(?:left|right|[lcs]\d))|"
    # 'no central or foraminal narrowing, no root impingement'
    rf"\bno (?:\w+ ){{0,4}}(?:stenosis|narrowing)(?:(?!\b[lcs]\d|\bbut\b)[^.;\n]){{0,24}}?\b(?:no|or|nor) "
    rf"(?:nerve[- ]?root|root|neural|nerve) "
    rf"{_TOUCH}\b(?! (?:at|on) (?!every|all|each|any))|"
    # 'canal roomy, both foramina open at every level'
    rf"\b(?:central )?canal(?: is)?(?: \w+)? {_CLEAR}[^.;\n]{{0,40}}\b(?:foramina|"
    rf"foramens?)\b[^.;\n]{{0,20}}\b{_CLEAR}\b"
    rf"[^.;\n]{{0,12}}\b{_EVERY}|"
    rf"\bcanal (?:and|&) (?:both |all |the )?(?:neuro)?foramina?\b[^.;\n]{{0,24}}\b{_CLEAR}\b[^.;\n]{{0,16}}\b{_EVERY}|"
    rf"\bcanal (?:and|&) (?:both |all |the )?(?:neuro)?foramina?\b[^.;\n]{{0,12}}\b{_EVERY} {_CLEAR}\b"
)
# What images show that could fit a limb's pain, affirmed somewhere in the note.
_LESION_SEEN = pattern_of(
    r"herniat\w*|\bhnp\b|protrusion|extrusion|prolapse|sequest\w*|stenosis|stenotic|narrow\w*|listhesis|\bbulg\w*|"
    r"\bcysts?\b|"
    r"abut\w*|compress\w*|imping\w*|displac\w*|effac\w*|encroach\w*|"
    r"\b(?:touch\w*|contact\w*)\b[^.;\n]{0,20}\b(?:roots?|nerves?|[lcs]\d)\b"
)


_SPINE_IMAGE = pattern_of(
    r"\b(?:mri|ct|myelo\w+)\b(?! (?:of (?:the |her |his )?)?(?:brain|head|hips?|pelvis|knee|shoulder|sij?|sacroiliac))"
)


_NEW_IMAGE = pattern_of(
    r"\b(?:repeat|new|updated?|fresh|another|order(?:ed|ing)?|request(?:ed|ing)?|await\w*|schedule\w*|get|obtain) "
    r"(?:an? |the |her |his )?"
    r"(?:lumbar |cervical |repeat |new |updated )*(?:mri|ct|imaging|myelo\w+)\b(?![- ]guid)|"
    r"\b(?:mri|ct|imaging)(?: \w+){0,3} (?:ordered|pending|requested|scheduled|awaited|to be (?:done|repeated))\b"
)


def _free(page: Page) -> list[Fact]:
    """Images of the spine that show no root touched at any level, in a note that tells of no lesion that could be, and
    of no newer images to come.
    """
    if _NEW_IMAGE.search(page.folded):
        return []
    for match in _ROOTS_FREE.finditer(page.folded):
        sentence = page.sentence_at(match.start())
        index = page.sentence_index(match.start())
        image = page.sentences[max(0, index - 2)].start
        if (
            not _SPINE_IMAGE.search(page.folded, image, match.start())
            or elsewhere(page, match.start())
            or planned_before(page.folded[max(sentence.start, match.start() - 40) : match.start()])
        ):
            continue
        if not any(
            not denied(page, *lesion.span())
            for lesion in _LESION_SEEN.finditer(page.folded)
            if not match.start() <= lesion.start() < match.end()
        ):
            return [Finding(page.span(*match.span()), name="concordant_imaging", present=False)]
    return []


def _in_part(page: Page, part: Stretch, before: Stretch) -> Finding | None:
    if elsewhere(page, part.start):
        return None
    fact = _told(page, part, before)
    return fact if fact and not another_complaint(page, fact.span.start or part.start) else None


# Images that nobody has seen agree and disagree with nothing: 'MRI not yet available, so cannot be correlated'.
_UNSEEN = pattern_of(
    r"\b(?:not|never|n't)(?: yet| been| currently)* (?:available|in the chart|in hand|received|sent|obtained|on file|"
    r"on hand|reviewed|forwarded|provided|supplied)\b|"
    r"\bno (?:images?|reports?|mri|ct|films?|disc|copy)(?: \w+)? (?:(?:was|were|is|are|has been|have been) )?(?:sent|"
    r"available|on file|in the chart|received|provided|to review)\b|"
    r"\b(?:unavailable|yet to (?:be|see|arrive)|without (?:the )?(?:images|report|films)|been sought|"
    r"have not seen|has not seen|did not come with)\b"
)


def _told(page: Page, part: Stretch, before: Stretch) -> Finding | None:
    folded = page.folded
    against = _DISAGREES.search(folded, part.start, part.end) or _other_side(folded, part)
    if against:
        left = folded[max(part.start, against.start() - 60) : against.start()]
        if (
            not _of_an_image(folded, part, before, against)
            or _UNSEEN.search(folded, part.start, part.end)
            or _NEW_IMAGE.search(folded, part.start, part.end)
            or re.search(r"\b(?:if|whether|should)\b(?: \w+){0,3} $", left)
        ):
            return None
        return Finding(page.span(against.start(), against.end()), name="concordant_imaging", present=False)
    for match in _AGREES.finditer(folded, part.start, part.end):
        if _stated(folded, part, match) and _of_an_image(folded, part, before, match):
            right = folded[match.end() : part.end]
            asked = re.match(r"[^?.;\n]{0,80}(?=\?|[ ]{2,}\[ ?x)", right)
            # 'Imaging concordant: [ ] yes [x] no', 'Imaging agrees with the side?  no'
            no = answered_no(right) or (asked is not None and answered_no(right[asked.end() :]))
            return Finding(page.span(match.start(), match.end()), name="concordant_imaging", present=not no)
    return None


# 'Stenosis, which would account for his limp' states it.
_WOULD = pattern_of(
    r"\b(?:which|that|this|it|these|findings?|and|mri|imaging|scan|[lcs]\d|stenosis|narrowing|herniation|protrusion|"
    r"compression) (?:would|could|can) (?:well |readily |certainly |"
    r"easily |fully )?(?:be )?$"
)


# The complaint that an image is said to fit.
_HURTS = pattern_of(
    r"\b(?:pain|aches?|symptom\w*|sx|sciatica|radic\w*|claudica\w*|pattern|distribution|dermatom\w*|weakness|numbness|"
    r"complaints?|presentation|exam(?:ination)?|legs?|arms?)\b[^.;\n]{0,80}$"
)


def _stated(folded: str, part: Stretch, match: re.Match[str]) -> bool:
    """Whether the agreement is with the complaint, and is neither denied, planned nor another thing's."""
    left = folded[max(part.start, match.start() - 120) : match.start()]
    left = _WOULD.sub("", left)
    if _NEGATED.search(left) or planned_before(left[-40:]):
        return False
    if match["image"]:
        return _HURTS.search(left) is not None and not _IMAGE.search(left[-60:])
    if _object(folded[match.end() : min(part.end, match.end() + 110)], match) is None:
        return False
    others = r"\b(?:injection|block|relief|response|diary|test|emg|exam\w*|scores?|history|story|report)\b[^.;,]{0,20}$"
    return not re.search(others, left) or bool(_IMAGE.search(left[-60:]))


def _object(right: str, match: re.Match[str]) -> Literal["complaint", "unsaid"] | None:
    """What the agreement is with: the complaint, or something left unsaid; None for anything else."""
    if match["own"]:
        return "complaint"
    if _COMPLAINT.match(right.lstrip(" ,")):
        return "complaint"
    unsaid = (
        _UNSAID.match(right)
        or (match[0] in ("concordant", "matching", "corresponding", "correlating") and _LESION.match(right))
    )
    return "unsaid" if match["with"] and unsaid else None


def _of_an_image(folded: str, part: Stretch, before: Stretch, match: re.Match[str]) -> bool:
    """Whether an image or a lesion is spoken of near by, and no other complaint."""
    near = folded[max(part.start, match.start() - 200) : min(part.end, match.end() + 60)]
    reach = max(before.start, match.start() - 320)
    refers = len(folded[part.start : match.start()].split()) <= 7  # 'That is her L5 pattern exactly'
    if not _IMAGE.search(near) and not (refers and _IMAGE.search(folded, reach, before.end)):
        return False
    if _FITTED.search(folded, max(part.start, match.start() - 40), match.start()):
        return False
    return not _OTHER.search(folded, match.end(), min(part.end, match.end() + 30))


def _other_side(folded: str, part: Stretch) -> re.Match[str] | None:
    """'MRI shows right-sided disease, but her pain is on the left.'"""
    match = _SIDES.search(folded, part.start, part.end)
    image = r"\b(?:mri|ct|imag(?:es?|ing)|scans?|films?|x-?rays?)\b"
    if match is None or match["a"] == match["b"] or not re.search(image, folded[part.start : match.start() + 1]):
        return None
    return match
