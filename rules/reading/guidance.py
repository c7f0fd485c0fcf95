"""Imaging guidance: fluoroscopy, CT, ultrasound or none; planned for the request, or used for one already done.

A modality counts only where the words make it guidance ('under CT', 'fluoro guided', '(US)', ', C-arm'); a CT of the
abdomen, an ultrasound of the shoulder or a machine that is out of order guide nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rules.facts import Fact, Finding, Guidance
from rules.reading.context import elsewhere
from rules.reading.page import Page, stems
from rules.reading.procedures import Mention, is_procedure_note
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# Words after a modality that make it guidance: 'guided', 'control'.
_GUIDED = (
    r"(?:[- ]?(?:guid\w+|assist\w+|control\w*|directed|screening|localization|locali[sz]ed|"
    r"visuali[sz]ation|confirm\w+|verif\w+|needle placement))"
)
# … and before it: 'under', 'via', 'will use'.
_BY = (
    r"(?:under|with|w/|w|using|via|by|through|utili[sz]ing|employing|in|on|into|per|use of|"
    r"(?:will|to|shall|would|plan to) use|used|live|real[- ]time|intermittent|continuous|biplanar|pulsed|"
    r"direct|ap and lateral)"
)
# One line or a few a modality.
_MODALITIES: dict[str, str] = {
    "fluoroscopy":
        r"fl(?:u|ou)[o0]r[o0]\w*|c[- ]?arms?\b|image intensif\w+|x-?ray(?=" + _GUIDED +
            r"| screening| control| fluoro)|(?<=under )(?:\w+ )?(?:live |biplanar )?x-?rays?\b|"
            r"(?<=under the )x-?rays?\b|(?<=biplanar )x-?rays?|(?:live|real[- ]time) x-?rays?|"
            r"radiographic(?=" + _GUIDED + r")|arthrogra\w+|radioscop\w+",
    "ct": r"\bct\b|\bcat scan\b|computed tomograph\w*|computeri[sz]ed tomograph\w*|\bcbct\b",
    "ultrasound": r"ultrasoun\w*|ultrasonogr\w*|sonograph\w*|\busg\b|sonosite|\bu/s\b|\bus\b|\bmsk us\b|\bsono\b",
    "none":
        r"(?:without|w/o(?:ut)?|with(?: the use of)? no|no)(?: any| the use of| use of| need for| live)? (?:image|"
        r"imaging|fluoro\w*|radiographic|x-?ray|ultrasound|us|c-arm|"
        r"radiologic)(?:[- ](?:guid\w+|control|assist\w+|used|use))?(?! ?(?:allerg|evidence|needed|findings|"
        r"contra|fracture|today|available|needed to|was done|done|prior|previous|studies|report|since|on file|"
        r"in))|"
    r"\bblind(?:ly)?\b(?!ed| spot| to|ness|-folded| in (?:one|both|her|his|(?:the )?(?:left|right|other)))|"
    r"landmarks?\b(?! (?:(?:are|is|were|was) )?(?:very |quite |too )?"
    r"(?:hard|difficult|obscured?|poor\w*|unreliable|not|impalpable|unclear|lost))[- ]?(?:based|guided|"
    r"technique|only)?|"
    r"(?:by|via|under|with|using) (?:anatomic(?:al)? )?landmarks?|"
    r"palpation[- ](?:guid\w+|only|based|technique|directed)|(?:by|via|with|using|under) palpation|"
    r"\bno guidance (?:needed|required|necessary|planned|used)\b|"
    r"\bby feel\b|\bunguided\b|non-?(?:image[- ])?guided|palpatory (?:guidance|technique)|"
    r"(?<=, )palpation\b(?! (?:gives|gave|repro|tender|of|reveal|elicit|produc|causes|show|over))|"
    r"free-?hand",
}  # fmt: skip
_NONE_FIRST = sorted(_MODALITIES, key=lambda name: name != "none")  # 'no fluoroscopy' before 'fluoroscopy'
_MODALITY = pattern_of("|".join(rf"(?P<{name}>{_MODALITIES[name]})" for name in _NONE_FIRST))
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "usg fluo flu flou carm c xray x ct cat tomo comp ultr sono u us blin land palp feel ungu guid imag radi cbct non "
    "free"
)
# The words at which a modality can begin.
_OPENING = stems(
    "fluo flu flou c carm imag x xray live real radi arth ct cat comp cbct ultr sono u us msk with w no blin land by "
    "via unde usin "
    "usg palp ungu non nono free dire bipl puls cont inte anat"
)
# A study of a body part, and not guidance.
_STUDY_RIGHT = pattern_of(
    r"^[ ,:(]*(?:scans?\b|of (?:the |her |his )?\w+(?! of)|abd\w*|chest|head|neck|brain|"
    r"pelvis\b(?! joint)|l-?spine|ls\b|lumbar|c-?spine|t-?spine|spine|myelo\w*|sinus|renal|thyroid|pelvic|"
    r"hips?\b|kidney|carotid|angio\w*|colono\w*|urogram|c/a/p|a/p\b|"
    r"with (?:iv )?contrast (?:in|on|last|without)|shows?|showed|shown|"
    r"demonstrat\w+|reveal\w+|negative|normal|report|review\w*|today|done|from|"
    r"dated|confirm(?:s|ed) (?:solid|fusion|hardware)|findings?|pending|ordered|doppler|surveillance|"
    r"screening|repeat(?:ed)? in|in (?:three|six))"
)
_MONTH = (
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\b\.?"
)
# A day behind a modality is a study's ('CT 10/3 negative') …
_DATED = pattern_of(rf"^[ ,:(]*(?:\d{{1,2}}/\d|(?:in )?\d{{4}}|in {_MONTH})")
# … unless the modality guides an injection of that day: 'SI joint injection with ultrasound, 12/11'. What it showed is
# a study's.
_ON_DAY = pattern_of(
    r"^[ ,:(]*(?:[\d/]+|in \w+)(?: \d{4})?\)?(?![^.;\n]{0,30}\b(?:show\w*|negative|neg|normal|positive|unremarkable|"
    r"reveal\w*|without|report\w*|read|found|demonstrat\w*|confirm\w*|with)\b)"
)
_INJECTION_BY = pattern_of(
    r"\b(?:inj\w*|blocks?|esi|tfesi|ilesi|rfa|ablation|tpis?|sij\w*|si joints?|steroid|procedure|done|performed)\b"
    r"(?:(?!\bafter\b|\bruled\b|\bdiagnos|\bfollow)[^.;\n]){0,40}?\b(?:under|with|w/|using|via|by)(?: the)? $"
)
# … by the words before it: 'MRI, CT', 'renal ultrasound'.
_STUDY_LEFT = pattern_of(
    r"(?:\b(?:mri|xr|x-?rays?|films?|imaging|mammogra\w*|cardiac|chest|abdominal|renal|pelvic|carotid|"
    r"thyroid|head|brain|abd|lumbar|l-?spine|c-?spine|bone|pet|msk|venous|doppler|transvaginal|repeat|"
    r"diagnostic|screening|\bon|per|from|and)[ /,-]*)$"
)
# What behind a modality makes it guidance.
_GRAMMAR_RIGHT = pattern_of(
    rf"^{_GUIDED}|^[ ]?(?:suite|room|table|unit|time|images?|views?|today)|"
    r"^ (?:was |is |will be |to be |were )?(?:used|utili[sz]ed|employed|planned|requested)|"
    r"^ instead\b|^ for (?:guidance|all|needle)|^ (?:guidance|and contrast|\+ contrast|w/ contrast|with contrast)|"
    r"^[a-z]*ally[- ](?:guided|directed)"
)
# … and what before it, a ticked box of 'Guidance:' too.
_GRAMMAR_LEFT = pattern_of(
    r"\b(?:it(?:'ll| will| is to| is going to) be|prefers?|chose|opt(?:s|ed|ing)? for|(?:go|going|stay|staying|stick|"
    r"sticking) with)(?: the)? $|\bthis (?:one|time)(?: ?[:,=-])? $|"
    rf"\b{_BY}(?: the| a| our| an| bi-?plane| live| real[- ]time| continuous| intermittent| direct|"
    r" biplanar| needle| image[- ]guid\w+ ?\(?| portable| combined)* ?\(?$|"
    r"[(]$|"
    r"guid(?:ance|ed)(?: (?:requested|planned|type|method|modality))?(?: by| with|:| is| will be| -)? ?\(?$|"
    r"image[- ]guided,? ?\(?$|(?:\bhow|modality|method):? {1,20}$|"
    r"imaging:? $|guid\w+[^.;\n]*(?:\[ ?x ?\]|[\u2611\u2612\u2713\u2714]) ?$"
)
# A modality that is not to be had: 'fluoro is backed up', 'CT unavailable'.
_OUT_OF_ORDER = pattern_of(
    r"^(?:(?!\b(?:since|because|as|while)\b)[^.;,(\n]){0,44}\b"
    r"(?:wait\w*|backlog|miles|weeks? out|not until|closed|unavailable|"
    r"not (?:requested|planned|wanted|available|used|needed|required|possible|working|an option|performed|"
    r"employed|indicated)|"
    r"broken|(?:being|getting|under|in|in for|awaiting|for) (?:repair\w*|servic\w+|maintenance|replace\w*)|off-?line|"
    r"(?:weight |table )+limit\w*|down\b(?! the)|out of (?:order|service)|only comes|contraindicated|declined|avoided|"
    r"was deferred|cannot be|could not be|could not|truck comes|is (?:booked|backed up)|shortage|costs?|"
    r"takes|is better|would)\b"
)
# What befell somebody in a scanner: 'she arrested in the CT suite after iohexol'.
_MISHAP = pattern_of(
    r"\b(?:arrest\w*|shock|anaphyla\w*|hives|urticaria|rash|react\w*|collaps\w*|sw[eo]ll\w*|vomit\w*|seiz\w*|passed "
    r"out|"
    r"faint\w*|syncop\w*|panick\w*|epinephrine|adrenaline|coded|code blue|throat|wheez\w*|itch\w*|bronchospasm|"
    r"intubat\w*|"
    r"hypotens\w*|could(?: not|n't) breathe|claustrophob\w*|allerg\w*)\b"
)
_OF_A_NEEDLE = pattern_of(
    r"\b(?:guid\w+|will|plan\w*|request\w*|under|needle|blocks?|si|sij\w*|sacro\w*|joints?|esi|epidural|facet|instead|"
    r"therefore|so)\b"
)
# … that a place has, which is no plan: 'the ASC has fluoroscopy available'.
_TO_BE_HAD = pattern_of(
    r"^ (?:suite |unit |machine |guidance )?(?:(?:is|are) )?(?:readily )?"
    r"(?:available|on[- ]site|in[- ]house|capabilit\w+)\b"
)
_HAS = pattern_of(
    r"\b(?:room|suite|clinic|office|asc|cent(?:er|re)|facility|hospital|we) (?:has|have) (?:(?:its own|an?|our) )?$"
)
# What is said of a machine or its room, where it is spoken of in the present and nothing is planned with it: 'the
# fluoro suite is a forty mile drive', 'as the C-arm table cannot take his weight', 'where the C-arm is'.
_MACHINE = r"(?:suites?|rooms?|tables?|units?|machines?|scanners?|schedul\w+|slots?|lists?|times?|days?|lab)"
_OF_USE = (
    r"(?:(?:to be|being|now|again|still|also|always|what|how|the|my|our|his|her|best|only) )*(?:planned|requested|"
    r"used|utili[sz]ed|preferred|required|needed|necessary|chosen|selected|booked|scheduled|reserved|arranged|employed|"
    r"recommended|proposed|ordered|indicated|mandatory|essential|plan|guidance|modality|method|choice|standard|routine|"
    r"we (?:use|do|plan)|appropriate|better|safer)\b"
)
_SAID_OF_IT = pattern_of(
    rf"^(?: {_MACHINE})?(?: (?:here|there|(?:at|in) (?:the |our |that )?\w+(?: \w+)?))?,? "
    rf"(?:(?:is|are)(?: n[o']t|n't)?(?! ?{_OF_USE}| (?:at|in|on|for) )(?= ?\w| ?[.,;)]| ?$)|"
    r"(?:cannot|can't|can not|won't|will not|does(?: not|n't)|do(?: not|n't)|has no|have no|needs a|means) )|"
    rf"^(?: {_MACHINE})?(?: is| are)? (?:at|in|over at|up at|down at|across) [^.;\n]{{0,40}}"
    r"\b(?:miles|away|too far|(?:hours?|minutes) (?:each|drive|off|by|from))\b"
)
_WHERE_IT_IS = pattern_of(r"\b(?:where|wherever|whose) (?:the|a|an|its|their|our) (?:only )?$")
# A question, or what was told of another place: 'asked if she can go to the hospital for x-ray guided instead'.
_ASKED_ABOUT = pattern_of(
    r"\b(?:(?:asks?|asked|asking|wonder(?:s|ed|ing)?|inquir\w+|enquir\w+|quer(?:y|ies|ied)|curious|wants? to know|"
    r"wanted to know|would like to know|question(?:s|ed)?) (?:me |us |her |him |the \w+ )?"
    r"(?:if|whether|about|why|how come|re|what)|"
    r"(?:asks?|asked) (?:to (?:go|be sent|have it|get it)|for it)|instead of)\b"
    r"(?:(?!\b(?:and|but|so) (?:we|i|it|the plan)\b|\b(?:told|explained|advised|answer\w*|said)\b)[^.;\n]){0,110}$"
)
# What was done the last time, which a plan may mention: 'Last one was under ultrasound', 'Previous injection: fluoro'.
_LAST_TIME = pattern_of(
    r"\b(?:(?:last|previous|prior|earlier|preceding|former)"
    r"(?: (?:\w+[ -]){0,4}?(?:one|ones|two|time|times|inj\w*|shots?|blocks?|sets?|rounds?|procedures?|sessions?|"
    r"esi|sij|rfa|ablations?))?"
    r"(?: [^.;\n]{0,40}?)?(?: ?[:=-] ?| (?:was|were|had been|went|done|performed|under|with|by|via|using|in|on|at)\b)|"
    r"(?:first|initial|original)\b[^.;\n]{0,40}? (?:was|were|had been|went)\b|"
    r"(?:last|previous|prior) time,?)[^.;\n]{0,40}$"
)
_NOW = pattern_of(r"\b(?:this|next|will|plan\w*|request\w*|now|again|same|like|schedul\w*|book\w*|repeat\w*|as)\b")
# … or that another replaces: 'rather than ultrasound'.
_INSTEAD = pattern_of(
    r"\b(?:instead of|rather than|in place of|(?:do|does|did|have|has|is|was|are|were|could|would|wo|ca)n't|"
    r"cannot|not|no|without|"
    r"declin\w+|refus\w+|neither|normally|usually|ordinarily|routinely|no longer \w+|w/o|avoid\w*|than|unlike|"
    r"versus|vs\.?|"
    r"as opposed to|in lieu of|lack of|never|switch(?:ed|ing) from|nor|or|whether|"
    r"ask(?:s|ed) (?:if|about|for)|if)\b(?: \w+){0,2}? ?$"
)
# Words of what is asked for.
_PLANNED = pattern_of(
    r"\b(?:will|plan\w*|request\w*|schedul\w+|propos\w+|recommend\w*|repeat|rpt|next|again|proceed|"
    r"submit\w*|author\w*|auth\b|to be|would like|would|order\w*|book\w*|arrange|asking|asks?|seek\w*|"
    r"wants?|need(?:s|ed)?|should|i'?ll|going to|set up|"
    r"switching|candidate|suggest|advise|same (?:procedure|injection|again)|p:|rx|second|#\s?[2-9]|first|"
    r"put in for|do)\b|\bp[>:-]|->|→|=>"
)
# Words of what was done.
_DONE = pattern_of(
    r"\b(?:was|were|had|has had|performed|done|underwent|received|s/p|status post|previous\w*|prior|last|"
    r"gave|given|advanced|injected|confirmed|placed|entered|obtained|seen|carried out|completed|tolerated|"
    r"post|identified|visuali[sz]ed|prepped|outlined|accessed|used|verified|inserted|introduced|"
    r"directed)\b|\btime:? \d|\d ?sec(?:ond)?s?\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
)
# Contrast, by what it is called.
_CONTRAST = pattern_of(
    r"\b(?:contrast|omnipaque|isovue|iohexol|iopamidol|visipaque|gadolinium|gadavist|dye|arthrogra\w+|"
    r"epidurogra\w+|caudogra\w+|contrast[- ]enhanced)\b"
)
# 'Without contrast'.
_NO_CONTRAST = pattern_of(
    r"\b(?:no|without|w/o|non-?|not|avoid\w*|omit\w*|hold|defer\w*|instead of|sans)[ -](?:\w+ ){0,2}$"
)
# 'Since she reacted to contrast' uses none.
_REACTED = pattern_of(
    r"\b(?:react\w+|allerg\w+|hives|anaphyla\w+|intoleran\w+|sensitiv\w+) (?:to|with|from|after) (?:iv |the |ct )*$"
)
# 'Contrast allergy', 'contrast was withheld'.
_NOT_CONTRAST_RIGHT = pattern_of(
    r"^[ /]*(?:allerg\w*|dye|reaction|sensitiv\w*|hypersens\w*|was (?:not|omitted|held|withheld|avoided)|"
    r"not (?:used|given|needed)|omitted|withheld|held|avoided|deferred|none|:? ?(?:no|none)\b|anaphyl\w*|"
    r"intoleran\w*|"
    r"in (?:january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"by mouth|oral)"
)


@dataclass(frozen=True, slots=True)
class _Named:
    """A modality where it stands as guidance."""

    start: int
    end: int
    modality: str
    planned: bool


def read_guidance(page: Page) -> list[Fact]:
    """The guidance of each procedure the document speaks of, and whether a trigger point injection uses imaging."""
    spoken = page.having(_STEMS)
    if not spoken:
        return []
    is_note = is_procedure_note(page.document, page.folded)
    facts: list[Fact] = []
    seen: set[tuple[str, bool, bool | None]] = set()
    for index in spoken:
        sentence = page.sentences[index]
        named = _in_sentence(page, sentence, is_note)
        contrast = _contrast(page, sentence) if named else None
        for item in named:
            key = (item.modality, item.planned, contrast)
            if key in seen:
                continue
            seen.add(key)
            span = page.span(item.start, item.end)
            facts.append(Guidance(span, modality=item.modality, contrast=contrast, planned=item.planned))
            if _for_trigger_points(page, sentence):
                facts.append(
                    Finding(
                        span,
                        name="imaging_guidance_used",
                        present=item.modality != "none",
                        procedure="trigger_point_injection",
                        note=None if item.planned else "performed",
                    )
                )
    return facts


def _in_sentence(page: Page, sentence: Stretch, is_note: bool) -> list[_Named]:
    folded, raw = page.folded, page.document.text
    found: list[_Named] = []
    for match in page.starting(_OPENING, _MODALITY, sentence.start, sentence.end):
        modality = str(match.lastgroup)
        start, end = match.span()
        left, right = folded[max(sentence.start, start - 60) : start], folded[end : min(sentence.end, end + 60)]
        if not _is_guidance(raw, modality, match[0], start, end, left, right) or _TO_BE_HAD.match(right):
            continue
        if _HAS.search(left) or (modality != "none" and _spoken_about(folded, sentence, start, left, right)):
            continue
        if (
            modality != "none"
            and (_OUT_OF_ORDER.match(right) or (_INSTEAD.search(left) and not re.search(r"\b(?:not only)\b", left)))
        ):
            if (
                re.search(r"\bno (?:\w+ )?$|\bwithout (?:\w+ )?$|\bw/o $", left)
                and modality in ("fluoroscopy", "ultrasound")
                and found == []
                and _stands_alone(folded, sentence, start, end)
            ):
                modality = "none"
            else:
                continue
        if (
            _of_another_joint(page, sentence, start, end)
            or (modality != "none" and _in_mishap(folded, sentence, start, end))
            or elsewhere(page, start)
            or (found and any(abs(item.start - start) < 3 for item in found))
        ):
            continue
        planned = not _last_time(folded, sentence, start) and _is_planned(page, sentence, start, end, is_note)
        if modality == "none" and _allows_another(folded, sentence):
            continue
        found.append(_Named(start, end, modality, planned))
    if any(item.modality != "none" for item in found) and any(item.modality == "none" for item in found):
        kept = [
            item
            for item in found
            if item.modality != "none" or re.search(r"blind|landmark|palp|feel|unguided", folded[item.start : item.end])
        ]
        found = kept or found
    return found


def _spoken_about(folded: str, sentence: Stretch, start: int, left: str, right: str) -> bool:
    """Whether a machine or its place is spoken of, or somebody asked about it: neither guides anything."""
    asked = _ASKED_ABOUT.search(folded, max(sentence.start, start - 150), start)
    return bool(_SAID_OF_IT.match(right) or _WHERE_IT_IS.search(left) or asked)


def _last_time(folded: str, sentence: Stretch, start: int) -> bool:
    """Whether the clause tells what guided the injection before, and names no plan."""
    low = max(sentence.start, folded.rfind(";", sentence.start, start) + 1, start - 120)
    told = _LAST_TIME.search(folded, low, start)
    return told is not None and _NOW.search(folded, low, start) is None


def _in_mishap(folded: str, sentence: Stretch, start: int, end: int) -> bool:
    """Whether the clause tells of a reaction to contrast at that machine, and of no needle."""
    if _MISHAP.search(folded, sentence.start, sentence.end) is None:
        return False
    low = max(sentence.start, folded.rfind(";", sentence.start, start) + 1)
    stop = folded.find(";", end, sentence.end)
    return _OF_A_NEEDLE.search(folded, low, sentence.end if stop < 0 else stop) is None


def _stands_alone(folded: str, sentence: Stretch, start: int, end: int) -> bool:
    """'No US.' for a trigger point: nothing else in the sentence guides."""
    rest = folded[sentence.start : start] + folded[end : sentence.end]
    return not re.search(r"fluoro|c-?arm|ultraso|\bct\b|sonogr", rest)


def _allows_another(folded: str, sentence: Stretch) -> bool:
    """'Ultrasound guidance …, no fluoro', 'ultrasound probe as we have no C-arm': the sentence names its guidance."""
    return (
        bool(
            re.search(
                r"(?:ultraso\w+|sonograph\w*|\bct\b|fluoro\w*|c-?arm)[- ](?:guid\w+|assist\w+|probe|machine|unit)|"
                r"(?:under|with|by|via|using) (?:the |live |direct )?(?:ultraso\w+|sonograph\w*|ct\b|fluoro\w*|c-?arm)",
                folded[sentence.start : sentence.end],
            )
        )
        and not re.search(r"blind|landmark|palpation|by feel", folded[sentence.start : sentence.end])
    )


def _is_guidance(raw: str, modality: str, word: str, start: int, end: int, left: str, right: str) -> bool:
    if modality == "none":
        if word.startswith(("landmark", "blind")):
            return (
                not re.search(r"\b(?:color|colour|night|double|single|legally|study)[- ]$", left)
                and not re.match(r"[- ](?:study|trial|people|person)", right)
            )
        return not (word.startswith("no imag") and re.match(r" (?:of|to review|studies|results?|abnormal)", right))
    if modality == "fluoroscopy":
        if word.startswith("arthrogra"):
            return False  # it is contrast
        return (
            not re.match(r" ?(?:quinolone|uracil|ride|metholone)", right)
            and not word.startswith(("fluoroq", "fluorou", "fluorid"))
        )
    grammar = bool(_GRAMMAR_RIGHT.match(right) or _GRAMMAR_LEFT.search(left))
    if word == "us":
        return (
            raw[start:end] == "US"
            and not _is_study(left, right)
            and (
                grammar
                or bool(re.search(r"\bno $", left))
                or (
                    bool(re.match(r"[ ]?(?:guid|[,.)/+]|$)", right))
                    and not re.search(r"\b(?:the|to|of|for|let)\s$", left)
                )
            )
        )
    if _is_study(left, right):
        return False
    if modality == "ct":
        return (
            (grammar and not (_STUDY_LEFT.search(left) and not re.search(r"\b(?:under|via|using)\b[^,;]{0,10}$", left)))
            or bool(re.match(rf"^{_GUIDED}", right))
        )
    return (
        (grammar or bool(re.search(r"inj\w*|block|esi|rfa|tpi|sij|\bsi joint|sacroil|plan", left)) or word == "u/s")
        and not _STUDY_LEFT.search(left)
    )


def _is_study(left: str, right: str) -> bool:
    """A study by what follows it: the part of the body, what it showed, or its day where nothing is injected by it."""
    if re.match(rf"^{_GUIDED}", right):
        return False
    if _DATED.match(right):
        return not (_INJECTION_BY.search(left) and _ON_DAY.match(right))
    return _STUDY_RIGHT.match(right) is not None


def _is_planned(page: Page, sentence: Stretch, start: int, end: int, is_note: bool) -> bool:
    """Whether this guides what is asked for: by the procedure beside it, else by the words, else by the section."""
    folded = page.folded
    clause_start = max(
        folded.rfind(";", sentence.start, start),
        folded.rfind(". ", sentence.start, start),
        sentence.start,
    )
    left = re.sub(
        r"\b(?:to|will|would|can|should|shall|must) be (?:done|performed|given|carried out|used|confirmed|verified|"
        r"placed)\b",
        "planned",
        folded[clause_start:start],
    )
    if (_PLANNED.search(left) and not _DONE.search(left)) or _soon(page, end):
        return True
    near = [m for m in page.mentions_in(sentence) if m.procedure is not None or (m.when is not None and not m.resolved)]
    if near:
        beside = min(near, key=lambda m: min(abs(m.start - end), abs(start - m.end)))
        if abs(beside.start - end) < 120 or abs(start - beside.end) < 120:
            return _mention_planned(page, beside, sentence)
    right = folded[end : min(sentence.end, end + 60)]
    if (
        re.match(
            r"[^.;,]{0,20}\b(?:will be|to be|is planned|requested|(?:was|is|has been) (?:chosen|selected|planned))\b",
            right,
        )
        or re.search(r"\bwill\b|\bplan\b|\brequest\w*\b", left)
    ):
        return True
    if page.section(start) == "plan":
        return True
    if is_note and page.section(start) != "plan":
        return False
    done = max((m.end() for m in _DONE.finditer(left)), default=-1)
    planned = max((m.end() for m in _PLANNED.finditer(left)), default=-1)
    return not (
        done > planned
        or (done < 0 and planned < 0 and re.match(r"[^.;]{0,30}\b(?:was|were|used|confirmed|seen)\b", right))
    )


_DAY = pattern_of(r"[^.;\n]{0,40}?(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")


def _soon(page: Page, end: int) -> bool:
    """'fluoro, 12/18': a day without a year that comes within four months of the note is the day planned."""
    on, match = page.document.date, _DAY.match(page.folded, end)
    if on is None or match is None:
        return False
    for year in (on.year, on.year + 1):
        try:
            day = dt.date(year, int(match[1]), int(match[2]))
        except ValueError:
            continue
        if 0 < (day - on).days <= 120:
            return True
    return False


# An injection of another joint, or a biopsy.
_OTHER_JOINT = pattern_of(
    r"\b(?:knees?|shoulders?|wrist|thumb|ankle|elbow|hyaluron\w*|bursa\w*|trochanter\w*|subacromial|"
    r"biopsy|carpal|plantar|dorsal compartment|quervain\w*|tendon sheath|trigger finger|first cmc|"
    r"nerve block for|picc|iv access|breast|thyroid|hip (?:inj|joint|intra))\b"
)
# … unless the spine is spoken of.
_SPINE = pattern_of(
    r"\b(?:si\b|sij\w*|sacro\w*|sacral|lumbar|facet\w*|epidural|esi|tfesi|mbbs?|rfa|medial branch|trigger|"
    r"tpis?|l\d|c\d|spinal|back|trap\w*|glut\w*|rhomboid|paraspinal|levator|piriformis|quadratus|"
    r"infraspinatus)\b"
)


def _of_another_joint(page: Page, sentence: Stretch, start: int, end: int) -> bool:
    near = page.folded[max(sentence.start, start - 110) : min(sentence.end, end + 60)]
    return _OTHER_JOINT.search(near) is not None and _SPINE.search(near) is None


def _mention_planned(page: Page, mention: Mention, sentence: Stretch) -> bool:
    on = page.document.date
    if mention.state == "requested":
        return True
    if mention.when is not None and not mention.resolved:
        return on is not None and mention.when.first > on
    left = page.folded[sentence.start : mention.start]
    after = page.folded[mention.end : min(sentence.end, mention.end + 60)]
    if (
        re.search(
            r"\b(?:repeat|rpt|will|plan\w*|next|again|request\w*|schedul\w*|author\w*|propos\w*|recommend\w*|"
            r"first|second|another|wants?|ok to submit|try|do|book\w*|proceed\w*|switching)\b",
            left[-60:],
        )
        and not re.search(r"\b(?:s/p|after|since|had|underwent|last|previous|prior|was|were)\b[^,;]*$", left[-40:])
    ):
        return True
    if re.search(
        r"\b(?:was|were)\b[^.;]{0,24}\b(?:done|performed|used|entered|advanced|blind)|\bperformed\b|\bdone\b",
        after,
    ):
        return False
    if page.section(mention.start) == "plan":
        return True
    past = re.search(
        r"\b(?:was|were|had|has had|done|performed|underwent|received|gave|given|s/p|after|since|following|"
        r"last|previous\w*|prior|injected|ago|post)\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|%|relief",
        left + after,
    )
    if is_procedure_note(page.document, page.folded):
        return False
    return past is None


def _contrast(page: Page, sentence: Stretch) -> bool | None:
    for match in _CONTRAST.finditer(page.folded, sentence.start, sentence.end):
        left = page.folded[max(sentence.start, match.start() - 24) : match.start()]
        right = page.folded[match.end() : min(sentence.end, match.end() + 30)]
        if _NOT_CONTRAST_RIGHT.match(right):
            if re.match(
                r"[ ]*(?:was (?:not|omitted|held|withheld|avoided)|not (?:used|given)|omitted|withheld|held|"
                r"avoided|deferred)",
                right,
            ):
                return False
            continue
        if _REACTED.search(left):
            continue
        if _NO_CONTRAST.search(left):
            return False if not re.match(r" (?:allerg|reaction)", right) else None
        return True
    return None


def _for_trigger_points(page: Page, sentence: Stretch) -> bool:
    """Whether the guidance is a trigger point injection's: named in the sentence, or the only procedure of the note."""
    here = {m.procedure for m in page.mentions_in(sentence) if m.procedure}
    if here:
        return "trigger_point_injection" in here
    return page.once("only trigger points", lambda: _only_trigger_points(page))


def _only_trigger_points(page: Page) -> bool:
    every = {m.procedure for m in page.mentions if m.procedure and m.procedure != "other"}
    named = re.search(r"\btpis?\b|trigger[- ]point|taut band|2055[23]", page.folded)
    return every == {"trigger_point_injection"} or (not every and named is not None)
