"""What may bar fluoroscopy with contrast: an allergy to contrast, a pregnancy; each stated to be there or not."""

from __future__ import annotations

import re

from rules.facts import Fact, Finding
from rules.reading.context import denied_after, denied_before, elsewhere
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# The first letters of the words without which nothing here is said.
_AGENTS = stems("cont dye dyes iodi omni iohe isov iopa visi radi")
_STATES = stems("preg ega grav gest iup intr expe edd est trim gird old yo hcg g weeks week wk wks")
# Contrast, by what it is called.
_AGENT = (
    r"(?:(?:iodin(?:e|ated)|radiographic|radio-?contrast|radiologic(?:al)?|iv|intravenous|x-?ray|ct|"
    r"non-?ionic|ionic|imaging) )*(?:contrast(?: (?:dye|media|medium|material|agents?))?|"
    r"dyes?|iodine|iodinated|iodides?|omnipaque|iohexol|isovue|iopamidol|visipaque|iodixanol|"
    r"radiocontrast)"
)
# A reaction to it.
_REACTION = (
    r"(?:allerg(?:y|ies|ic)|anaphyla\w+|hypersensitiv\w+|sensitiv(?:e|ity)|"
    r"(?:adverse |severe |bad |allergic |prior |previous )?reactions?|hives|urticaria|rash|angioedema|"
    r"react(?:s|ed)|intoleran\w+|bronchospasm|throat (?:swelling|closing|to close)|airway swelling|intubated|"
    r"laryngospasm|"
    r"(?:cardiac )?arrest(?:ed)?|anaphylactic shock|(?:went into|in) shock|collapsed)"
)
# 'Must not have contrast after her anaphylaxis', 'never contrast again (anaphylaxis 2020)': what is denied is its use.
_AVOIDED = pattern_of(
    r"\b(?:not|never|cannot|can't|no longer|no|avoid\w*)(?: (?:to|ever|be))*(?: (?:have|receive|get|given|give|use|"
    r"used|take|"
    r"re-?exposed to|exposed to|more|further))+(?: (?:any|iv|the|more|further|again))* ?$"
)
_BECAUSE_OF_IT = pattern_of(r"\b(?:after|because|due|since|given|owing|again|following|as|ever)\b|[(:;-]")
# The two together, either first: 'contrast allergy', 'hives with Omnipaque', 'cannot have dye'.
_ALLERGY = pattern_of(
    rf"\b(?P<agent>{_AGENT})\b(?P<mid>[ /,:(–-]*(?:\w+[ /,-]+){{0,5}}?[(:=–-]*\s?){_REACTION}\b|"
    rf"\b{_REACTION}\b(?P<mid2>[ :,(–-]*(?:\w+\)?[ /,-]+){{0,6}}?[(:=–-]*\s?)(?P<agent2>{_AGENT})\b|"
    rf"\bcannot (?:have|receive|tolerate|be given) (?P<agent3>{_AGENT})\b"
)
# Contrast that did no harm: 'tolerated contrast', 'no problems with dye'.
_TOLERATED = pattern_of(
    r"\b(?:tolerat\w+|"
    r"no (?:(?:previous|prior|past|known|history of|hx of|adverse|any|such) )*(?:problem|trouble|reaction|"
    rf"issue|difficult\w+|intoleranc)e?s? (?:with|to|from|after))\b[^.;\n]{{0,40}}?\b{_AGENT}\b|"
    rf"\b{_AGENT}\b[^.;\n]{{0,40}}?\b(?:without (?:any )?(?:trouble|reaction|problem|incident|difficulty|"
    r"issue|complication)|uneventful\w*|(?:was |well )?tolerated|with no (?:reaction|problem|trouble))"
)
# 'Contrast reaction risk was explained' tells of no reaction.
_TOLD_OF = pattern_of(
    r" (?:risks?|possibility|potential)\b|"
    r"s? (?:was|were|is|are|has been) (?:explained|discussed|reviewed)\b"
)
# Iodine on the skin, in food, or a dye of something else.
_TOPICAL = pattern_of(
    r"\b(?:povidone|betadine|topical|skin|prep|scrub|wash|wound|swab|dressing|dietary|supplement|hair|"
    r"food|clothing|tattoo|fabric|containing|radioactive|thyroid|food colou?ring|red|blue|yellow)\b"
)

# Words of a pregnancy, its weeks and its test.
_PREGNANT = pattern_of(
    r"\bpregnan(?:t|cy|cies)\b|\bega\b[ :=]*\d{1,2}|"
    r"\bgravid\b|\bgestation(?:al)?\b(?! (?:diabetes|dm|hypertension))|\biup\b|"
    r"\bintrauterine pregnancy|\bexpecting (?:a |her |in )|\bedd\b|\best(?:imated)? (?:date of )?delivery|"
    r"\b(?:first|second|third|1st|2nd|3rd) trimester\b|\b(?:hcg|pregnancy test)\b|"
    r"\bg\d ?p\d\b(?=[^.;\n]{0,24}\b(?:at|now|currently)\b[^.;\n]{0,10}\b(?:weeks?|wks?|/40))|"
    r"\b\d{1,2}(?:\+\d)?/40\b|\b\d{1,2} ?(?:weeks?|wks?) (?:pregnant|along\b(?! with| the))"
)
# … of another time, another woman, or only thought of.
_PAST_PREGNANCY = pattern_of(
    r"\b(?:last|previous|prior|during|since|after|history of|hx of|past|her (?:first|second|third|last)|"
    r"first|second|third|early|late|planning|plans|trying|desires?|contemplat\w+|wishes|avoid\w*|before|"
    r"two|three|four|one|no|hop(?:es|ing) to|to become|to get|becoming|getting|would like|post|following|ectopic|"
    r"failed|multiple|future|next|in|daughter'?s|wife'?s|"
    r"wife|daughter|sister|niece|is she|possibility of|if|could be|may be|might be|risk in|category|"
    r"rule out|r/o)\s(?:\w+ ){0,2}$|"
    # 'began when she was seven months pregnant'
    r"\b(?:when|while|as|because) (?:s?he|i|the patient|pt) was (?:[\w-]+ ){0,4}$"
)
# 'Pregnancy test: negative', 'pregnancy not possible'.
_NOT_PREGNANT = pattern_of(
    r"^[ :=(-]*(?:(?:test|status|screen)[ :=(-]*)?(?:is |"
    r"was )?(?:not (?:possible|a (?:possibility|concern)|applicable)|impossible|excluded|ruled out)|"
    r"^[ :=(-]*(?:(?:test|status|screen)[ :=(-]*)?(?:today |done |was |is |urine |serum |hcg |result |"
    r"in clinic |on file )*(?:neg\w*|no\b|n\b(?= |$|[.,;])|denied|denies|-ve|not detected|\(-\)|none|n/a)"
)
# 'hCG positive'.
_POSITIVE = pattern_of(
    r"^[ :=(-]*(?:test[ :=(-]*)?(?:today |was |is |urine |serum |result )*(?:pos\w*|yes\b|confirmed|\+)"
)


def read_cautions(page: Page) -> list[Fact]:
    """Contrast allergy and pregnancy, in order of the text."""
    found: list[tuple[int, Fact]] = []
    allergic, pregnant = frozenset(page.having(_AGENTS)), frozenset(page.having(_STATES))
    for index in sorted(allergic | pregnant):
        sentence = page.sentences[index]
        for start in range(sentence.start, sentence.end, 600):
            part = Stretch(start, min(sentence.end, start + 600))
            for fact in (
                *(_allergies(page, part) if index in allergic else ()),
                *(_pregnancies(page, part) if index in pregnant else ()),
            ):
                found.append((fact.span.start or 0, fact))
    return [fact for _, fact in sorted(found, key=lambda pair: pair[0])]


def _allergies(page: Page, part: Stretch) -> list[Finding]:
    folded = page.folded
    tolerated = _TOLERATED.search(folded, part.start, part.end)
    if (
        tolerated
        and not re.search(
            r"\bnot\b|n't|\bunable\b",
            folded[max(part.start, tolerated.start() - 16) : tolerated.start()],
        )
    ):
        return [Finding(page.span(tolerated.start(), tolerated.end()), name="contrast_allergy", present=False)]
    if elsewhere(page, part.start):
        return []
    for match in _ALLERGY.finditer(folded, part.start, part.end):
        if elsewhere(page, match.start()):
            continue
        between = match["mid"] or match["mid2"] or ""
        agent = match["agent"] or match["agent2"] or match["agent3"]
        left = folded[max(part.start, match.start() - 80) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 50)]
        if re.search(r"\b(?:no|without|not)\b", between):
            return [Finding(page.span(match.start(), match.end()), name="contrast_allergy", present=False)]
        if (
            _TOPICAL.search(between)
            or (
                agent.startswith("iodi")
                and "contrast" not in match[0]
                and (_TOPICAL.match(right.lstrip(" -")) or _TOPICAL.search(left[-14:]))
            )
        ):
            continue
        if (
            re.search(
                r"\b(?:if|risks?|possible|potential|include|including|monitor|in case of|for|asked about|"
                r"screen\w*|signs of|watch)\s(?:\w+ ){0,2}$",
                left,
            )
            and not re.search(
                r"\bfor (?:her|his|the) $|"
                r"\b(?:because of|due to|owing to|given|pre-?medic\w*|pretreat\w*|steroid prep)\b",
                left[-24:],
            )
        ):
            continue
        if _TOLD_OF.match(right):
            continue
        answer = re.match(
            r"s?\s*\?\s*(?:\[ ?x ?\]|[\u2611\u2612\u2713\u2714])?\s*(?P<yes>yes|y\b)?(?P<no>no\b|none|n\b)?",
            right,
        )
        if answer and not answer["yes"]:
            if answer["no"]:
                return [Finding(page.span(match.start(), match.end()), name="contrast_allergy", present=False)]
            continue
        # 'No contrast because of an allergy' denies the contrast; one to shellfish is none to contrast.
        reason = re.search(r"\b(?:because of|due to|owing to|given|on account of)\b", between)
        if reason and re.search(r"\b(?:shellfish|seafood|fish|latex|penicillin|sulfa|lidocaine)\b", between):
            continue
        avoided = match["agent"] is not None and _AVOIDED.search(left) and _BECAUSE_OF_IT.search(between)
        present = not (
            (denied_before(left) and not reason and not avoided)
            or denied_after(right)
            or re.match(r"[ ]*[:=-]+[ ]*(?:no|none|neg\w*|denies|denied|n)\b", right)
            or (re.search(r"\b(?:no|denies|none)\b[^.;]*$", left[-40:]) and not reason and not avoided)
        )
        start = match.start()
        if not present and (cue := re.search(r"\b(?:no|denies|denied|without|not|neither|nor)\b[^.;]*$", left)):
            start -= len(left) - cue.start()
        return [Finding(page.span(start, match.end()), name="contrast_allergy", present=present)]
    colon = re.search(rf"\b{_AGENT}(?: allergy)?[ ]*:[ ]*(?P<no>no|none|denies|nkda)\b", folded[part.start : part.end])
    if colon:
        return [
            Finding(
                page.span(part.start + colon.start(), part.start + colon.end()),
                name="contrast_allergy",
                present=False,
            )
        ]
    listed = re.search(
        rf"\b(?:allerg(?:y|ies)(?: list)? ?[:=-]+|allergic to)[ ]*(?P<list>[^.;\n]{{0,80}}?\b(?P<agent>{_AGENT})\b)",
        folded[part.start : part.end],
    )
    if (
        listed
        and not elsewhere(page, part.start + listed.start("list"))
        and not re.search(r"\b(?:no|none|denies|nkda)\b", listed["list"])
        and not _TOPICAL.search(listed["list"][-30:])
    ):
        return [
            Finding(
                page.span(part.start + listed.start(), part.start + listed.end()),
                name="contrast_allergy",
                present=True,
            )
        ]
    return []


def _pregnancies(page: Page, part: Stretch) -> list[Finding]:
    folded = page.folded
    told: dict[bool, Finding] = {}
    if elsewhere(page, part.start):
        return []
    for match in _PREGNANT.finditer(folded, part.start, part.end):
        left = folded[max(part.start, match.start() - 60) : match.start()]
        right = folded[match.end() : min(part.end, match.end() + 50)]
        present = _pregnant(match[0], left, right)
        if denied_after(right) and present is not None:
            present = False
        if present is None or present in told:
            continue
        start = match.start()
        if not present and (cue := re.search(r"\b(?:not|no|denies|denied|never|isn't)\b[^.;]*$", left)):
            start -= len(left) - cue.start()
        told[present] = Finding(page.span(start, match.end()), name="pregnancy", present=present)
    if False in told and True in told:  # 'not pregnant; last pregnancy 2019'
        return [told[False]]
    return list(told.values())


def _pregnant(words: str, left: str, right: str) -> bool | None:
    if _NOT_PREGNANT.match(right):
        return False
    if re.search(
        r"\b(?:not|isn't|never|denies(?: being)?|denied(?: being)?|no(?: chance of| possibility of| current)?|"
        r"negative for|without)\s(?:\w+ ){0,2}$",
        left,
    ):
        return None if re.search(r"\bno (?:prior|previous|history of)\s", left) else False
    if "test" in words or "hcg" in words:
        return (
            True
            if _POSITIVE.match(right) or re.search(r"\bpositive (?:urine |serum |home )?$", left)
            else False
            if re.search(r"\bnegative (?:urine |serum )?$", left)
            else None
        )
    if re.search(r"\bwas (?:then |about |already )*$", left) and re.match(r" (?:when|while|at the time|then)\b", right):
        return None
    if _POSITIVE.match(right) and words.startswith("pregnan"):
        return True
    if words.endswith("trimester") and re.search(r"\b(?:now|currently|is|she's|today)\b[^.;]{0,10}$", left):
        return True
    if _PAST_PREGNANCY.search(left):
        return None
    if words.startswith("pregnanc"):
        return (
            True
            if re.search(
                r"\b(?:current|ongoing|because of|due to|owing to|given|her|confirmed|singleton|twin|"
                r"viable)\s(?:\w+ )?$",
                left,
            )
            and not re.match(r"[ -]*(?:in (?:19|20)\d\d|last|with|years|related|category|test|\d{4})", right)
            else None
        )
    if (
        words == "pregnant"
        and re.match(
            r"[ ]*(?:in (?:19|20)\d\d|last year|before|wife|daughter|with her (?:first|second|third|last)|\?)",
            right,
        )
    ):
        return None
    if words.startswith("gestation") and not re.search(r"\d|weeks?|wks?", left[-16:]):
        return None
    return True
