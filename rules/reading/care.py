"""Conservative care: each course with what it was, how long it ran, and whether it was done or only planned or refused.

A length belongs to the kind of care it touches ('PT x 6 wks', 'six weeks of physio'); visits are no length. Dates that
bound a course give its length by counting both days.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass
from fractions import Fraction

from rules.facts import ConservativeCare, Duration, Fact, When
from rules.reading.context import another_complaint, elsewhere, heading_at, last
from rules.reading.dates import FoundDate
from rules.reading.numbers import Found
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# What counts as care. One line a kind; the first that matches names it.
_KINDS: dict[str, str] = {
    "home_exercise":
        r"home[- ](?:based )?(?:exercis\w*|stretch\w*|program\w*|therapy program)(?: program\w*)?|\bhep\b|"
        r"(?:self[- ]directed|physician[- ]directed|doctor[- ]directed|provider[- ]directed|md[- ]directed|"
        r"supervised(?: home)?|structured|graded|daily|core|back|stretching|strengthening|stabili[sz]ation|"
        r"therapeutic|mckenzie|regular|independent|"
        r"prescribed)(?: (?:home|core|daily))? exercis\w*(?: (?:program\w*|therapy|regimen|routine))?|"
        r"\bexercis(?:e|ed|ing) at home\b|"
        r"\bexercise(?: class\w*)?(?= (?:with (?:a |the |her |his )?(?:licensed |trained )?(?:pt\b|physio|therap)|"
        r"at (?:the )?(?:y|ymca|gym|pool)\b|under|supervised))|"
        r"exercise (?:program\w*|regimen|therapy|routine|sheets?|plan|videos?)|\bexercises\b|"
        r"\bstretch(?:es|ing)\b(?! (?:out|pain))|\bhome program\b",
    "physical_therapy":
        r"physical[- ]therap(?:y|ies|ists?)|physio(?:therap\w*)?\b|\bpt\b|"
        r"(?:aquatic|aqua|pool|water|hydro|formal|supervised|outpatient|land[- ]based|skilled)[- ]?therapy|"
        r"\bhydro(?:therapy)?\b(?![- ]?(?:chlor|cod|cort|xy))|\btherapists?\b|\btherapy\b|"
        r"exercise physiolog(?:y|ists?)\b(?: program\w*)?|"
        r"(?:active|outpatient|supervised|spine|functional) rehab\w*|\brehab\w* (?:program\w*|exercis\w*)|"
        r"\brehab(?:ilitation)?\b(?=(?: (?:at|with|through) (?:the )?[\w']{2,16}(?: [\w']{2,16})?)?"
        r"[ :,(~]*(?:x ?|for |over |about |of )?(?:\d+|one|two|three|four|five|six|"
        r"seven|eight|nine|ten|eleven|twelve)\b)|"
        r"(?:supervised|guided|therapist[- ](?:led|guided|directed)|hands-on) "
        r"(?:(?:core|lumbar|pelvic|lumbopelvic|trunk|spinal|and|manual) )*(?:stabili[sz]ation|strengthening|"
        r"mobili[sz]ation|conditioning|manual treatment)\b|"
        r"mckenzie (?:program|therapy)|stabili[sz]ation program|\bback (?:school|class(?:es)?)\b",
    "chiropractic":
        r"chiro(?:pract\w*)?\b(?: (?:manipulati\w+|adjustments?|care|treatments?|therapy|manipulative))*|"
        r"spinal manipulat\w+|\bsmt\b",
    "manipulation": r"osteopath\w*|\bomt\b|\bomm\b|manual manipulation|\bmanipulation\b(?! under)",
    "acupuncture": r"acupunct\w+|dry needling",
    "massage": r"massage(?: therapy)?|myofascial release|soft[- ]tissue (?:work|mobili[sz]ation)",
    "activity_modification":
        r"activity[- ](?:modif\w+|restrict\w+|avoidance|change)|modif\w+ (?:of )?(?:her |his )?activit\w+|"
        r"(?:relative|bed) rest\b|avoid(?:ing|ance of) (?:aggravating|provocative|painful) \w+|"
        r"ergonomic\w*(?: (?:changes|modif\w+|adjust\w+))?|lifestyle modif\w+|light duty",
    "medication":
        r"nsaids?\b|anti-?inflammator(?:y|ies)(?! diet)|ibuprofen|\bibu\b|advil|motrin|naproxen|naprosyn|"
        r"aleve|meloxicam|mobic|celecoxib|celebrex|diclofenac|voltaren|etodolac|nabumetone|indomethacin|"
        r"ketorolac|toradol|acetaminophen|paracetamol|tylenol|\bapap\b|"
    r"gabapentin|neurontin|pregabalin|lyrica|duloxetine|cymbalta|amitriptyline|nortriptyline|"
    r"cyclobenzaprine|flexeril|methocarbamol|robaxin|tizanidine|zanaflex|baclofen|muscle relax\w+|"
    r"tramadol|opioids?|oxycodone|hydrocodone|norco|percocet|codeine|"
    r"(?:oral|pain|otc|nsaid|analgesic|anti-?inflammatory) (?:medic\w+|meds|therapy|analges\w+)|"
    r"analgesics?|medrol (?:dose ?pa[ck]k?)|dose ?pa[ck]k?|oral steroids?|prednisone|lidocaine patch\w*|"
    r"lidoderm|topical\w*|medications?\b|\bmeds\b",
    "brace":
        r"\b(?:si|sacroiliac|pelvic|lumbar|trochanteric|serola|back|support)[- ]?(?:belt|brace|support|"
        r"corset)\b|\bbrac(?:e|ing)\b|\blso\b|orthosis|\bbelt\b(?! ?line)(?<!below the belt)(?<!above the belt)",
    "tens": r"\btens\b(?: unit)?",
    "traction": r"\btraction\b",
    "heat_ice":
        r"(?<!on )(?<!on the )(?<!black )(?<!in the )\b(?:heat|ice)(?: packs?| therapy)?(?: ?(?:/|and|"
        r"&) ?(?:heat|ice))?\b",
    "yoga": r"\byoga\b|\bpilates\b|tai chi",
    "cognitive_therapy":
        r"cognitive[- ]behaviou?ral(?: therapy)?|\bcbt\b|pain (?:education|psychology) (?:class\w*|program\w*)",
    "unspecified":
        r"(?:conservative|non-?operative|non-?surgical|non-?invasive|non-?interventional)[- ](?:care|"
        r"management|manag\w*|treatments?|therap(?:y|ies)|tx|measures|rx|modalit\w+|interventions?|"
        r"approach\w*|options?|means|efforts|mgmt|trial|program\w*)|"
        r"(?:treated|managed|tried) (?:conservatively|non-?operatively|non-?surgically)",
}  # fmt: skip
# Any of them, the kind being the name of the group.
_KIND = pattern_of("|".join(rf"(?P<{name}>{pattern})" for name, pattern in _KINDS.items()))
# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "ther phys pt exer hep chir oste omt omm acup dry mass modi rest nsai anti ibup ibu "
    "advi motr napr alev melo mobi cele dicl volt etod nabu indo keto tora acet para tyle apap "
    "gaba neur preg lyri dulo cymb amit nort cycl flex meth roba tiza zana bacl musc tram opio "
    "oxyc hydr norc perc code medi meds anal medr dose oral otc pred lido topi brac belt lso "
    "orth tens trac heat ice yoga pila tai cogn cbt cons non noni nono nons mani reha stre "
    "hydr home stab smt spin spine myof soft acti avoi ergo life ligh bed rela core self doct prov "
    "md supe dail back mcke regu inde pres aqua pool wate form outp land skil func si sacr "
    "pelv lumb troc sero supp pain trea mana trie stru grad"
)
# Therapies that are no care of the back, and mentions that only name a person, a place or a payer.
_NOT_CARE_LEFT = pattern_of(
    r"(?:\b(?:alcohol|drug|substance|inpatient|stroke|subacute|post-?op\w*|detox|trigger|tender|pressure|"
    r"occupational|speech|radiation|hormone|oxygen|chemo|antibiotic|anticoag\w*|insulin|hyperbaric|iv|"
    r"infusion|injection|epidural|interventional|ablation|respiratory|vision|laser|cardiac|pulmonary|"
    r"blood pressure|statin|antiplatelet|replacement|pelvic floor|"
    r"steroid injection|couples|family|knee|shoulder|neck|hand|wrist|ankle|bp|heart|diabetes|psychiatric|"
    r"vestibular|balance|taught by(?: the| her| his| a)?|given by(?: the| her| his| a)?|"
    r"directed by(?: the| her| his| a)?|supervised by(?: the| her| his| a)?|per|"
    r"(?:handout|program(?:me)?|letter|report|note|sheet|exercises) (?:by|from)(?: the| her| his| a)?|"
    r"(?<!weeks )(?<!wks )(?<!months )(?<!kept )(?<!keeps )(?<!keeping )(?<!worked )(?<!working )at \w+(?: \w+)?|"
    r"learned in|shown in|instructed by|outpatient dept)[ -]*|/)$"
)
# 'Pt states': the patient, and not a therapist's work.
_PATIENT = pattern_of(
    r"^(?:['.]?s?\b)?(?: (?:is|was|has|had|states?|reports?|reported|denies|denied|presents?|presented|"
    r"notes?|noted|c/o|complain\w*|rates?|rated|says|tolerated|returns?|wants|would|will|who|seen|here|"
    r"with|w/|s/p|in clinic|unsure|feels|felt|did|does|also|now|today|agrees|agreeable|"
    r"understands|verbali[sz]ed|educated|called|consented|to (?:call|return|follow|f/u)|name|id|dob|is a|"
    r"prefers|aware|counsel\w*|and (?:wife|husband|family|spouse|daughter))\b|"
    r"\s*[:/]\s*(?:inr|ptt)|\s*:\s*[a-z]+ [a-z]+ ?/|-inr|/inr)"
)

# Care that was had: 'completed', 'tried', 'despite'.
_DONE = pattern_of(
    r"\b(?:complet\w+|finish\w+|attend\w+|did\b(?! not)|done|underw\w+|fail\w*|tried|trialed|trialled|"
    r"trial of|trials of|has (?:had|been|done|tried|worked)|have (?:had|been|done|tried)|had\b|received|"
    r"despite|participat\w+|perform\w+|worked with|work(?:ed|ing) (?:with|at)|tak(?:en|ing|es)|took|"
    r"us(?:ed|es|ing)|s/p|status post|after|following|through|exhausted|persists?|previous\w*|prior|since|"
    r"went to|gone to|been (?:to|in|doing|through)|wore|wears|saw|under|has only|engaged|"
    r"compl(?:ied|iant)|adher\w+|refractory to|unresponsive to|"
    r"not (?:help\w*|respond\w*|improv\w*|reliev\w*)|no (?:relief|help|benefit|improvement|gain|lasting)|"
    r"without (?:\w+ )?(?:relief|benefit|improvement|help|success|gain|effect|response))\b"
)
# Care to come: 'will start', 'referred for', 'continue'.
_PLANNED = pattern_of(
    r"\b(?:will|would|plan(?:s|ned|ning)?|refer(?:red|ral|rals|s)?|recommend\w*|order(?:ed|s)?|prescri\w+|"
    r"start\b|begin\b|initiate|schedul\w+|"
    r"to (?:start|begin|do|attend|complete|continue|try|undergo|resume)|should|advis\w+|encourag\w+|"
    r"consider\w*|offer\w*|discuss\w*|agree[sd]? to|"
    r"pending|await\w*|set up|script|needs?\b(?! help)|must\b|has to|rx(?=:)|eval\b|suggest\w*|wants? to|"
    r"hold off|next step|instruct\w*|counsel\w*|upcoming|propos\w+|goal\w*|authori[sz]\w+ for|continue|"
    r"cont\b\.?|resume|may (?:try|benefit)|could|if)\b"
)
# … said after it: 'PT was ordered'.
_PLANNED_AFTER = pattern_of(
    r"^[^.;\n]{0,44}?\b(?:(?:is|was|were|are|has been|have been|being)? ?(?:recommended|planned|ordered|"
    r"scheduled|advised|pending|prescribed|suggested|offered|discussed|requested|referred|arranged|"
    r"to (?:start|begin|follow)|upcoming|to be (?:started|done|arranged)|starts|begins|"
    r"will (?:start|begin))|referral|order (?:placed|sent|given)|eval(?:uation)? (?:on|scheduled))\b"
)
_ARRANGED = pattern_of(
    r"[^.;,\n]{0,20}\b(?:is|are|has been|have been|being|gets|will be) (?:now |already |being )?(?:arranged|booked|"
    r"scheduled|ordered|requested|recommended|planned|advised|set up|proposed)\b[^.;\n]{0,30}$"
)
# 'PT declined', 'physio: not yet', 'contraindicated'.
_REFUSED_AFTER = pattern_of(
    r"^[^.;\n\[]{0,36}?(?:\[ ?x ?\]|[\u2611\u2612\u2713\u2714]) ?no\b(?! \w)|"
    r"^[^.;\n]{0,36}?\b(?:declin\w+|refus\w+|denied\b|"
    r"not (?:tried|done|attempted|attended|completed|performed|been (?:tried|done)|covered|yet|started|"
    r"begun|undertaken|an option|available|possible)|"
    r"never (?:tried|done|started|attended|begun|went|materiali[sz]ed|happened)|contraindicated|deferred|"
    r"none\b(?! since)|"
    r": ?no\b(?! (?:\w+ )?(?:benefit|relief|help|improvement|gain|response|change|effect|success|"
    r"difference|better|good|use|avail|joy|luck|progress))|"
    r"not to date|"
    r"cancell?ed|unable|held off|n/a|not applicable)\b"
)
# … said of what no care is: 'PT 6 wks   Inj none'.
_ANOTHER_ROW = pattern_of(r"\b(?:inj\w*|surger\w*|blocks?|esis?|opioids?|narcotics?|procedures?)\b")
# 'No PT', 'declined PT', 'could not afford PT'; not 'no relief'.
_REFUSED = pattern_of(
    r"\b(?:no(?! (?:relief|help|benefit|improvement|response|gain|lasting|longer|better|change|"
    r"significant|success|effect|other|further|additional|more than|less than|fewer))|"
    r"never|not(?! (?:help|respond|improv|reliev|better|only|tolerat|benefit|been help|complet|finish))|"
    r"denie[sd]|declin\w+|refus\w+|"
    r"unable to(?! (?:complete|finish|tolerate|continue))|"
    r"could(?: not|n't) (?:do|attend|afford|start|get)|cannot|can't|hasn't|"
    r"didn't(?! (?:help|complete|finish|work))|"
    r"without(?! (?:relief|benefit|\w+ relief|\w+ benefit|improvement|help|success|gain|lasting|effect|"
    r"response|sig\w*))|deferred|contraindicated|has yet to|nor|neither)\b"
)
# What ends the reach of a refusal: 'no relief from PT', 'refused surgery but did PT'.
_DIVIDES = pattern_of(
    r"\b(?:with|from|after|by|despite|but|however|relief|benefit|improve\w*|respond\w*|help\w*|since|"
    r"because|due|only|then|though|although|has|have|had|did|tried|completed|failed|took|takes|taking|"
    r"used)\b|[;.]"
)
# 'Never tried', 'has not yet done'.
_NOT_TRIED = pattern_of(
    r"\b(?:never|not|n't|yet to|no)\s+(?:yet |ever |formally |actually )?(?:tried|try|done|did|do|had|"
    r"have|attend\w*|been|gone|start\w*|underg\w+|receiv\w+|participat\w+|engag\w+|pursued?|seen|used?|"
    r"taken|begun)\b[^.;,]{0,24}$"
)
# 'Did not complete': what is named was not reached.
_UNFINISHED = pattern_of(
    r"\b(?:did not|didn't|has not|hasn't|not|never|unable to|could not|failed to) (?:yet )?(?:complet\w*|"
    r"finish\w*)\b[^.;]{0,30}$"
)

# Lengths that are not the length of a course.
_NOT_LENGTH_LEFT = pattern_of(
    r"(?:\b(?:(?:in|within)(?: the)?|during the)(?: past| last| previous| preceding)?|"
    r"\b(?:every|each|q|per)|\b(?:times?|sessions?|visits?|x|days?|once|twice|thrice)(?: (?:a|per))|"
    r"\b(?:follow[- ]?up(?! visits)|f/?u(?! visits)|return\w*|rtc|recheck\w*|see (?:her|him|pt)|revisit|"
    r"(?<!low )(?<!lower )(?<!mid )(?<!upper )(?<!her )(?<!his )back|again|"
    r"re-?eval\w*)(?: \w+){0,2}(?: in)?|"
    r"\b(?:relief|better|help\w*|improve\w*|benefit\w*)(?: \w+){0,3} (?:for|x|lasted|lasting|of)|"
    r"\b(?:age|aged)|\b(?:pain|symptoms|sx|lbp)(?:[ ,(:-]*|(?: \w+)? (?:for|x))|\bmakes|\badds? up to|"
    r"\bcombined|\baltogether|\bago|\bbeen with (?:him|her|them|me)(?: for)?)[ :]*(?:the |about |a )?$"
)
# … by the words behind it: 'six weeks ago', '6 weeks of relief', '3 months supply'.
_NOT_LENGTH_RIGHT = pattern_of(
    r"^['s]*[- ]*(?:old\b|/o\b|of age|ago(?! (?:and|through))|back\b(?! (?:school|class))|"
    r"earlier|later|post\b|s/p|out\b|prior\b|apart|follow|check|visit|mark|supply|refill|history|hx\b|"
    r"of (?:(?!without\b|w/o\b|no\b|physical\b|therapy\b|pt\b|physio)\w+[ -]){0,3}?(?:relief|pain|"
    r"symptoms|benefit|improvement|lbp|low back|buttock|sciatica)|"
    r"relief|per (?:day|week|month|year)|a week|after (?:the |her |his )?(?:inj|siji?|block|last|esi|rfa)|"
    r"following (?:the |her |his )?(?:inj|siji?|block|esi|rfa)|from (?:the |her |his )?(?:inj|siji?)|"
    r"since (?:the |her |his )?(?:inj|siji?|last|onset))"
)
# 'Twice a week': how often.
_TIMES_PER = pattern_of(
    r"\b(?:\d+|one|two|three|four|five|six|seven|once|twice|thrice|times|sessions|visits|days|days?)\s$"
)
# What may stand between a kind of care and its length to the right: 'PT, 12 visits over 6 weeks'.
_TIGHT_LEFT = pattern_of(
    r"^(?:[ ,:(\[~=/-]|"
    r"\b(?:(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|sixteen|several|"
    r"some) (?:visits?|sessions?|treatments?)|"
    r"programs?|programmes?|sessions?|visits?|care|therapy|courses?|treatments?|adjustments?|exercises?|"
    r"twice weekly|twice a week|weekly|daily|nightly|at home|"
    r"every day|each day|most days|\d ?x ?/?(?: ?per | a )?(?:week|wk|w)|"
    r"\d+(?:-\d+)? (?:times|days|x) (?:a|per|each) week|for|of|x|over|times|lasting|lasted|total(?:ing)?|"
    r"done|completed|attended|course|the past|past|the last|last|was|at least|a full|duration|about|"
    r"approximately|after|and lasted|"
    r"during|regularly|consistently|since|tried|trial|began|started|commenced|initiated|on|in|from|"
    r"between|yes|and)\b)*$"
)
# What may stand between a length and its kind of care to the right: 'six weeks of supervised PT'.
_RIGHT_OF = pattern_of(
    r"^(?:'s?|s')?[- ]*(?:(?:now|so far|to date|already|in all|altogether)(?=,? (?:of|in)\b),? )?"
    r"(?:(?:courses?|trials?|rounds?|periods?|span|worth)[- ])?(?:of[- ]|w/ |with |in |"
    r"doing |on |at |trial of |"
    r"in a row of )?(?:(?!(?:and|then|but|who|after|since|of|with|without|ago|later|she|"
    r"he)\b)[a-z0-9][a-z0-9'/&-]*[ ,]+(?:and (?=supervised|structured|formal))?){0,6}?$"
)
# What joins two kinds of one list: ', and', '/', 'as well as daily'.
_GLUE = pattern_of(
    r"^[ ]*(?:,|and|&|\+|/|plus|as well as|along with|together with|with|, and|combined with|"
    r"\()?(?: (?:a|the|her|his|some|daily|oral|regular|prescription|otc|scheduled|also|formal|supervised|"
    r"prn|nightly|weekly|trial of|use of|various))*[ ]*$"
)
# The words of it that make the list whole.
_AND = pattern_of(r"\b(?:and|plus|with|as well as|along with)\b|&|\+")
# 'Four of the six weeks': what was done of what was planned.
_PARTIAL = pattern_of(
    r"(?P<low>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) (?:of|out of) (?:the |her |his |"
    r"a )?(?:planned |prescribed |recommended |scheduled )?$"
)
# What joins the two ends of a course: 'to', '-', 'and discharged on'.
_RANGE_LINK = pattern_of(
    r"^[ ]*(?:(?:,|and|;)? ?(?:and )?(?:discharged|d/c'?d|dc'?d|ended|finished|completed|concluded|"
    r"stopped|"
    r"(?:end|stop|completion|discharge|finish)(?: date)?|stopped|terminated|"
    r"last (?:seen|attended|visit|session|day)|final (?:visit|session|day))(?: on| in| from (?:pt|therapy|care)(?: on|"
    r" in)?)?:?|"
    r"-|--|to|through|thru|until|till|and|/|\u2192|->)[ ]*(?:the )?$"
)
# The names of a therapist's documents.
THERAPY_NOTE = pattern_of(r"\bpt\b|physical therap|physio|therapy (?:note|discharge|eval|progress|summary)|rehab")


@dataclass(frozen=True, slots=True)
class _Item:
    """A kind of care as one place names it."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Length:
    """A length of time or a dated span in a sentence."""

    start: int
    end: int
    value: Duration
    span: bool = False


def read_care(page: Page) -> list[Fact]:
    """Every course of conservative care, in order of the text."""
    facts: list[Fact] = []
    for index in page.having(_STEMS):
        for part in _parts(page.folded, page.sentences[index]):
            facts += _courses(page, part)
    if THERAPY_NOTE.search(page.document.name.lower()):
        facts += _attendance(page, facts)
    elif facts and not any(isinstance(fact, ConservativeCare) and fact.duration for fact in facts):
        facts += _attended(page)
    return facts


# 'Physiotherapy: first attendance 3 February, last attendance 28 March.'
_ATTENDED = pattern_of(
    r"\bfirst (?:visit|session|attendance|appointment|seen|attended)\b[^.;\n]{0,50}\b(?:last|final) (?:visit|session|"
    r"attendance|appointment|seen|attended)\b"
)
_THERAPIST = pattern_of(r"\bphysio\w*|\bphysical therap\w+|\bpt\b|\bchiro\w*")


def _attended(page: Page) -> list[Fact]:
    """The course of a therapist that a note bounds by its first and last visit."""
    told = _ATTENDED.search(page.folded)
    if told is None or elsewhere(page, told.start()) or another_complaint(page, told.start()):
        return []
    low = max(page.sentences[max(0, page.sentence_index(told.start()) - 1)].start, told.start() - 160)
    if not _THERAPIST.search(page.folded, low, told.start()):
        return []
    return _first_to_last(page)


# A semicolon within one course: 'began 7/7; discharged 9/5'.
_ENDED = pattern_of(
    r";\s*(?:and )?(?:discharged|d/c|dc'?d|end(?:ed)?|stop(?:ped)?|finished|completed|concluded|"
    r"last visit|final visit)\b"
)


def _parts(folded: str, sentence: Stretch) -> list[Stretch]:
    """A sentence cut at its semicolons, and at most 600 characters long each."""
    parts, start = [], sentence.start
    while start < sentence.end:
        cut = folded.find(";", start, min(sentence.end, start + 600))
        while cut >= 0 and _ENDED.match(folded, cut):  # 'Began PT 7/7/25; discharged 9/5/25'
            cut = folded.find(";", cut + 1, min(sentence.end, start + 600))
        end = cut + 1 if cut >= 0 else min(sentence.end, start + 600)
        parts.append(Stretch(start, end))
        start = end
    return parts


def _courses(page: Page, part: Stretch) -> list[Fact]:
    items = _items(page, part)
    if not items:
        return _went(page, part)
    if any(item.kind != "unspecified" for item in items):  # 'Conservative treatment: PT 8 weeks' is a heading
        items = [i for i in items if i.kind != "unspecified" or not _heads(page, i)]
    lengths = _lengths(page, part, items)
    bound: list[tuple[tuple[_Item, ...], _Length]] = []
    taken: set[int] = set()
    for length in lengths:
        group = _group(page.folded, part, items, length, lengths, taken)
        if group and not (length.span and any(item.start in taken for item in group)):
            bound.append((group, length))
            taken |= {item.start for item in group}
    bound = _each_its_own(bound)
    facts: list[tuple[int, Fact]] = []
    for group, length in bound:
        start = min(group[0].start, length.start)
        if _ANOTHER_SITE.match(page.folded, length.end, part.end):
            continue  # 'PT was tried for six weeks for her ankle'
        if not elsewhere(page, start) and not another_complaint(page, start):
            facts.append((start, _fact(page, part, group, length)))
    named = {item.kind for item in items if item.kind != "unspecified"}
    for item in items:
        if (
            item.start in taken
            or elsewhere(page, item.start)
            or another_complaint(page, item.start)
            or (item.kind == "unspecified" and named)
        ):
            continue
        if item.kind in ("medication", "heat_ice", "brace", "tens") and not _of_a_trial(page, part, item):
            continue
        facts.append((item.start, _fact(page, part, (item,), None)))
    return [fact for _, fact in sorted(facts, key=lambda pair: pair[0])]


# 'An eight-week block of PT was prescribed; she went for two weeks and then withdrew.'
_WENT = pattern_of(
    r"^\W*(?:(?:but|and|of which|though|however),? )?(?:(?:s?he|the (?:patient|pt)|pt|patient|"
    r"they) )?(?:actually |only |in fact |has |then )*"
    r"(?:went|attended|lasted|managed|completed|did|stuck (?:it out|with it)|kept (?:it|this) up|"
    r"stopped(?: after)?|quit(?: after)?|dropped out(?: after)?|withdrew(?: after)?|stayed|"
    r"(?:in )?total(?: of)?:?|in all,?|altogether,?)"
    r"(?: it| this)?(?: only| just)?(?: \d ?x ?/? ?(?:per |a )?(?:week|wk)| (?:once|twice) (?:a week|weekly))?"
    r"(?: for| after| x)? $"
)


def _went(page: Page, part: Stretch) -> list[Fact]:
    """What was done of the care that the clause before names, where this clause gives only the length."""
    for found in page.durations:
        value = found.value
        if (
            not part.start <= found.start < part.end
            or not isinstance(value, Duration)
            or value.unit in ("minute", "hour")
        ):
            continue
        index = page.sentence_index(part.start)
        before = Stretch(max(page.sentences[max(0, index - 1)].start, part.start - 200), part.start)
        if not _WENT.match(page.folded[part.start : found.start]) or elsewhere(page, part.start):
            return []
        after = page.folded[found.end : found.end + 16]
        named = (
            []
            if re.match(r" (?:off|at|of) |'? work", after)
            else [
                item
                for item in _items(page, before)
                if item.kind in ("physical_therapy", "home_exercise", "chiropractic", "acupuncture")
            ]
        )
        if named:
            return [ConservativeCare(page.span(part.start, found.end), what=(named[-1].kind,), duration=value)]
    return []


def _heads(page: Page, item: _Item) -> bool:
    """'Conservative care: PT 8 weeks' is a heading; 'Conservative care: 6 weeks, PT and meloxicam' states a length."""
    if not page.folded.startswith(":", item.end):
        return False
    return not any(0 <= found.start - item.end <= 8 for found in page.durations)


# What may stand before 'therapy' where it is a therapist's: any other word names another therapy ('warfarin therapy').
_BEFORE_THERAPY = pattern_of(
    r"(?:^|[^a-z' -]\s*|'s |"
    r"\b(?:the|her|his|this|that|a|an|and|or|of|in|to|for|from|with|by|at|on|no|any|more|further|"
    r"additional|such|despite|after|through|during|since|before|then|"
    r"attend\w*|complet\w+|finish\w*|did|do|doing|done|had|has|have|start\w*|began|begun|tried|fail\w*|"
    r"underw\w+|receiv\w+|quit|stopped|left|went|weeks?'?s?|wks?|months?'?|mos?|sessions|visits|"
    r"supervised|directed|formal|outpatient|active|spine|back|lumbar|structured|guided|regular|prior|"
    r"previous|weekly|daily|skilled|individual|ongoing|current|completed|recent|exercise|manual|rehab\w*|"
    r"home|core|(?:mckenzie|flexion|extension|exercise|clinic|home)-based|"
    r"movement|conservative|non-?operative|multimodal|aggressive|extensive|adequate|full|hands-on|land|"
    r"land-based|aqua\w*|pool|water|gentle|prescribed|recommended|initial|professional|licensed|and then|"
    r"not|never|declined|refused|denies|denied|without)[ -])$"
)


def _each_its_own(bound: list[tuple[tuple[_Item, ...], _Length]]) -> list[tuple[tuple[_Item, ...], _Length]]:
    """'4 weeks of massage and CBT for three months': a length at each end of a list of two is that end's."""
    if len(bound) != 2 or bound[0][0] != bound[1][0] or len(bound[0][0]) != 2:
        return bound
    (first, second), before, after = bound[0][0], bound[0][1], bound[1][1]
    if before.end <= first.start and second.end <= after.start:
        return [((first,), before), ((second,), after)]
    return bound


# 'Summit Therapy', 'Northside Rehab Therapy': a practice by its name, where a course was had.
_PRACTICE = pattern_of(r"\b(?:with|at|through|to) (?:[A-Z][\w'&-]* ){1,3}$")


# 'PT with R. Choudhury', 'PT with Ann Lowe, DPT'; 'PT with Severe LBP' is a patient.
_WITH_A_THERAPIST = pattern_of(
    r" (?:with|w/) (?:(?:Dr|Mr|Ms|Mrs)\.? [A-Z]|[A-Z]\. ?[A-Z][a-z]"
    r"|(?:[A-Z][\w'-]+ ){0,1}[A-Z][\w'-]+,? (?:D?PT|MPT|at)\b)"
)


# 'PRIOR TX   Therapy, Mercy clinic': a column's heading stands before it.
_HEADED = pattern_of(r"\w {2,}T$")


def _items(page: Page, part: Stretch) -> list[_Item]:
    folded, raw = page.folded, page.document.text
    items: list[_Item] = []
    for match in page.starting(_STEMS, _KIND, part.start, part.end):
        start, end = match.span()
        kind = str(match.lastgroup)
        left, right = folded[max(part.start, start - 36) : start], folded[end : min(part.end, end + 40)]
        if (
            match[0] == "pt"
            and (
                _credential(raw, start, end)
                or (raw[start:end] != "PT" and not _lower_pt(left, right))
                or (
                    _PATIENT.match(right)
                    and not _THERAPY_LEFT.search(left)
                    and not _WITH_A_THERAPIST.match(raw, end)
                    and not re.match(
                        r" (?:in|with|w/) (?:clinic|\d|no|good|poor|minimal|home|(?:\w+ )?traction|exercis|manual|"
                        r"dry needl|hep\b|core|heat|massage|nsaid|naproxen|meloxicam|ibuprofen|daily|stretch|"
                        r"strength|mckenzie)|"
                        r" (?:was|is|has been|were) (?:recommended|ordered|declined|refused|completed|prescribed|"
                        r"offered|tried|done|started|stopped|planned|not|un\w+|of no|ineffective|helpful)",
                        right,
                    )
                )
            )
        ):
            continue
        if (
            match[0] == "therapy"
            and not _BEFORE_THERAPY.search(folded[max(0, start - 24) : start])
            and not _HEADED.search(raw[max(0, start - 24) : start + 1])
            and not _PRACTICE.search(raw[max(0, start - 40) : start])
        ):
            continue
        if (
            match[0] in ("therapy", "therapist", "therapists")
            and re.match(
                r"^ (?:with|using) (?:statin|insulin)|^ (?:dog|animal)|"
                r"^ (?:note|record|eval|discharge|attached|goals?)",
                right,
            )
        ):
            continue
        if _is_agent(left, kind) or _of_another_site(page, part, end) or _SINCE_THERAPY.search(left):
            continue
        if (
            match[0].endswith(("therapist", "therapists"))
            and re.match(r"^ (?:has |had )?(?:taught|gave|showed|shown|provided|assigned|suggested|given)", right)
        ):
            continue
        if items and kind == items[-1].kind and not folded[items[-1].end : start].strip(" ,()/-:"):
            items[-1] = _Item(items[-1].start, end, kind)  # 'physical therapy (PT)'
            continue
        if (
            kind == "unspecified"
            or match[0] not in ("medication", "medications", "meds", "therapy")
            or not re.search(
                r"\b(?:current|home|list|allerg\w+|reconcil\w+|review\w*|bp|other|blood pressure|new)\s$",
                left,
            )
        ):
            items.append(_Item(start, end, kind))
    return items


# 'Did six weeks of PT with a flexion program': therapy, whatever follows.
_THERAPY_LEFT = pattern_of(
    r"\b(?:weeks?|wks?|months?|mos?|sessions?|visits?|courses?|trials?|rounds?) of (?:\w+ )?$|"
    r"\b(?:formal|supervised|outpatient|aquatic|completed|failed|attended|underwent|finished|tried) $"
)
# 'Since discharge from PT' is a time and no course.
_SINCE_THERAPY = pattern_of(
    r"\bsince (?:discharge|discharged|completing|finishing|graduating|d/c)(?: from)? (?:formal |supervised )?$"
)
# 'PT for the right shoulder'.
_ANOTHER_SITE = pattern_of(
    r"[^.;,\n]{0,24}?\b(?:for|after|following) (?:the |her |his |a |"
    r"an )?(?:\w+ )?(?:(?:left|right|l|r|lt|rt|bilateral) )?(?:shoulders?|knees?|ankles?|wrists?|elbows?|"
    r"hands?|foot|feet|vertigo|vestibular|balance|tmj|jaw|plantar|carpal|rotator|lymph\w*|stroke|thumb|"
    r"achilles)\b(?! and (?:\w+ ){0,2}(?:back|si\b|sij))"
)


# Therapy for the neck, in a note that is about the back.
_NECK_THEN = pattern_of(
    r"[^.;,\n]{0,24}?\bfor (?:the |her |his |a )?(?:\w+ )?(?:neck|cervical|"
    r"whiplash)\b(?! and (?:\w+ ){0,2}(?:back|si\b|sij))"
)
_LOWER = pattern_of(r"\b(?:sij?|sacro-?iliac|sacral|lumbar|low(?:er)? back|lbp|buttocks?)\b")


def _of_another_site(page: Page, part: Stretch, end: int) -> bool:
    """'PT for the right shoulder', 'PT x 8 weeks for her knee' treat something else."""
    if _NECK_THEN.match(page.folded, end, part.end):
        return page.once("lower", lambda: _LOWER.search(page.folded) is not None)
    return bool(_ANOTHER_SITE.match(page.folded, end, part.end))


def _is_agent(left: str, kind: str) -> bool:
    """'Taught by PT', 'per PT', 'radiation therapy': the words before name another therapy, or who gave this one."""
    agent = _NOT_CARE_LEFT.search(left)
    if agent is None:
        return False
    word = agent[0].strip()
    if word == "/":
        listed = kind in ("medication", "home_exercise", "chiropractic", "heat_ice", "acupuncture", "massage")
        return not listed and re.search(r"(?:pt|hep|nsaids?|chiro\w*|exercise|therapy|meds)/$", left) is None
    return not (word == "per" and kind != "physical_therapy")


def _credential(raw: str, start: int, end: int) -> bool:
    """'N. Sorrell PT, OCS' and 'PT: Jane Doe' name a person."""
    named = re.search(r"(?:[A-Z][a-z'-]+|[A-Z]\.),? ?$", raw[max(0, start - 16) : start])
    signed = re.match(
        r"\s*(?:$|\n|[,/] ?(?:DPT|OCS|MPT|MS|ATC|CLT|PhD|SCS|Cert)|\))|\.\s*(?:$|\n)",
        raw[end : end + 12],
    )
    if (
        named
        and re.match(
            r"(?:Refus|Declin|Complet|Finish|Did|Had|Has|Fail|No\b|Tri|Attend|Of\b|For\b|Home|Formal|Outpatient|"
            r"Aqua|Start|Began|Stop|Quit|And|With|Did|Prior|After|Needs|Current)",
            named[0],
        )
    ):
        return False
    return bool(named and signed) or bool(re.match(r"\s*:\s*[A-Z][\w'-]+,? [A-Z][\w'-]+ */", raw[end : end + 40]))


def _lower_pt(left: str, right: str) -> bool:
    """'pt' in small letters is therapy only beside a length, a count or a word of therapy."""
    return bool(
        re.match(
            r"^ ?(?:x|for|over|:|,)? ?\(?(?:about |approx\w* |at least |> ?)?(?:\d+|one|two|three|four|five|six|"
            r"seven|eight|nine|ten|twelve) ?(?:x\b|/|-|weeks?(?! (?:s/p|post|out|after|following|since|status))|"
            r"wks?(?! (?:s/p|post|out|after|following|since|status))|mo|visits?|sessions?|"
            r"months?(?! (?:s/p|post|out|after|following|since|status))|to )",
            right,
        )
        or re.match(
            r"^ (?:sessions?|visits?|exercises?|program|eval|without|failed|helped|completed|attended|notes?)\b",
            right,
        )
        or re.search(
            r"\b(?:weeks?|wks?|months?|mos?|visits|sessions|of|formal|supervised|aquatic|outpatient|completed|"
            r"failed|tried|attended|did|finished|home|in|doing|to)\.? (?:of )?$",
            left,
        )
    )


def _of_a_trial(page: Page, part: Stretch, item: _Item) -> bool:
    """Whether a medicine or a belt is spoken of as tried for the pain; a medication list is no course."""
    left, right = page.folded[part.start : item.start][-80:], page.folded[item.end : part.end][:50]
    return bool(
        re.search(
            r"\b(?:tried|trial\w*|fail\w*|despite|conservative\w*|including|incl|treated with|managed with|"
            r"prior (?:tx|treatment)|treatments?|attempted|without relief|exhausted|refractory|inadequate|"
            r"ineffective|has used|used|tx|previous|non-?operative)\b[^.]*$",
            left)
        or re.match(
            r"^[^.;]{0,30}\b(?:fail\w*|ineffective|without (?:\w+ )?(?:relief|benefit)|not help\w*|unhelpful|"
            r"no (?:relief|help|benefit|longer help)|tried|insufficient)\b",
            right)
    )


def _lengths(page: Page, part: Stretch, items: list[_Item]) -> list[_Length]:
    folded = page.folded
    found = [
        length
        for d in page.durations
        if part.start <= d.start < part.end and (length := _length(folded, part, d))
    ]
    found += _twelfths(folded, part)
    found = [length for length in found if not any(item.start <= length.start < item.end for item in items)]
    for whole, planned in itertools.pairwise(found):
        if re.match(
            r"^ (?:of|out of|into) (?:an?|the|her|his)? ?(?:planned|prescribed|recommended|scheduled)? ?$",
            folded[whole.end : planned.start],
        ):
            found = [n for n in found if n is not planned]  # 'four weeks of a planned eight'
            found[found.index(whole)] = _Length(whole.start, planned.end, whole.value)
            break
    for span in _spans(page, part):
        if not any(abs(span.start - length.end) < 16 and span.start >= length.end for length in found):
            found.append(span)
    return sorted(found, key=lambda length: length.start)


# '3/12 of physio', 'HEP for 2/12': months as they are written in Britain.
_TWELFTHS = pattern_of(
    r"(?<![\d/.-])(?P<lead>(?:for|x|over) )?(?P<n>\d{1,2})/12(?![\d/])(?P<of> (?:of\b|course\b|trial\b|(?=physio)))?"
)


def _twelfths(folded: str, part: Stretch) -> list[_Length]:
    return [
        _Length(match.start("n"), match.end("n") + 3, Duration(n := Fraction(match["n"]), n, unit="month"))
        for match in _TWELFTHS.finditer(folded, part.start, part.end)
        if match["lead"] or match["of"] is not None
    ]


def _length(folded: str, part: Stretch, found: Found) -> _Length | None:
    value = found.value
    if not isinstance(value, Duration) or value.unit in ("minute", "hour"):
        return None
    left, right = folded[
        max(part.start, found.start - 44) : found.start
    ], folded[found.end : min(part.end, found.end + 44)]
    ago = re.match(r"^['s]* (?:ago|back)\b", right)
    if ago and re.search(r"\bsince (?:\w+ ){0,4}$", left):
        return _Length(found.start, found.end, value)
    # 'took part in six weeks of PT'
    inside = (
        (re.search(r"\b(?:in|within|during)\s$", left) and re.match(r" of\b|-", right))
        or re.search(r"\b(?:visits|sessions|treatments|appointments) (?:in|within|during) (?:about )?$", left)
    )
    if re.match(r"an? ", folded[found.start : found.end]) and _TIMES_PER.search(left):
        return None  # 'two a week' is how often
    if (
        _NOT_LENGTH_RIGHT.match(right)
        or (_NOT_LENGTH_LEFT.search(left) and not inside)
        or folded[found.start : found.end].endswith("yo")
    ):
        return None
    if (
        folded.startswith(("a ", "an "), found.start)
        and re.search(
            r"\b(?:times?|twice|once|thrice|sessions?|visits?|days?|x|nights?|hours?|minutes?|tabs?|pills?|doses?|"
            r"mg|mcg|\d+)\s*$",
            left,
        )
    ):
        return None  # 'twice a week' is how often
    if re.match(r"^\d+/\d+ ", folded[found.start : found.end]) and value.low is not None:
        value = Duration(value.low, value.low, unit=value.unit)  # '4/8 weeks' is four of eight
    if value.unit == "day" and folded.startswith("a ", found.start):
        return None
    partial = _PARTIAL.search(left)
    if partial and value.high is not None:
        from rules.reading.numbers import value as number  # '4 of 6 weeks' is four

        done = number(partial["low"])
        return _Length(
            found.start - (len(left) - partial.start("low")),
            found.end,
            Duration(done, done, unit=value.unit),
        )
    return _Length(found.start, found.end, value)


def _spans(page: Page, part: Stretch) -> list[_Length]:
    """Dated spans: 'from 8/4/25 to 9/29/25', '(9/2-9/30)', 'June to August'; and 'since June', up to the note's day."""
    folded, spans = page.folded, []
    dates = [d for d in page.dates if part.start <= d.start < part.end and d.when is not None]
    loose = _short_spans(page, part)
    for first, second in itertools.pairwise(dates):
        if first.when and second.when and _RANGE_LINK.match(folded[first.end : second.start]):
            start, end = first.when, second.when
            if start.first > end.last:
                start = When(_year_before(start.first), _year_before(start.last))
            value = _counted(start, end)
            if value:
                spans.append(_Length(first.start, second.end, value, span=True))
    for second, first in itertools.pairwise(dates):
        if (
            first.when
            and second.when
            and _AFTER_STARTING.match(folded[second.end : first.start])
            and (value := _counted(first.when, second.when))
        ):
            spans.append(_Length(second.start, first.end, value, span=True))
    for date in dates:
        if (
            date.when
            and page.document.date
            and (
                now := re.match(
                    r" ?(?:-|to|through|until) ?(?:the )?(?:present|now|current|today|date)\b",
                    folded[date.end : date.end + 20],
                )
            )
            and date.when.last <= page.document.date
        ):
            if value := _counted(date.when, When(page.document.date, page.document.date)):
                spans.append(_Length(date.start, date.end + now.end(), value, span=True))
            continue
        lead = folded[max(part.start, date.start - 60) : date.start]
        if (
            date.when
            and page.document.date
            and re.search(
                r"\bsince (?:(?:discharged?|completing|finishing|graduating|d/c)(?: from)? (?:\w+ ){1,3}(?:on|"
                r"in) )?(?:about |early |late |mid-?)?$",
                lead,
            )
            and date.when.last <= page.document.date
        ):
            value = _counted(date.when, When(page.document.date, page.document.date))
            if value and not re.search(r"relief|pain|injection", lead[-24:]):
                spans.append(_Length(date.start, date.end, value, span=True))
        elif (
            date.when
            and page.document.date
            and date.when.last <= page.document.date
            and _BEGAN.search(lead)
            and _GOES_ON.match(folded[date.end : part.end])
        ):
            if value := _counted(date.when, When(page.document.date, page.document.date)):
                spans.append(_Length(date.start, date.end, value, span=True))
    if not spans and (course := _evaluated_to_discharged(folded, part, dates)):
        spans.append(course)
    for span in loose:
        if not any(span.start < s.end and s.start < span.end for s in spans):
            spans.append(span)
    return spans


# 'PT discharge summary 6/13/25: 11 visits since eval 4/14/25': the ends of a course by what was done on them.
_EVALUATED = pattern_of(
    r"\b(?:(?:initial |pt )?eval(?:uation)?|start of care|soc|(?:first|initial) (?:visit|session))[ :]*(?:on )?$"
)
_DISCHARGED = pattern_of(r"\b(?:discharged?|d/c'?d?)(?: (?:summary|note|visit))?[ :]*(?:on )?$")


def _evaluated_to_discharged(folded: str, part: Stretch, dates: list[FoundDate]) -> _Length | None:
    ends: dict[str, FoundDate] = {}
    for date in dates:
        lead = folded[max(part.start, date.start - 30) : date.start]
        which = "first" if _EVALUATED.search(lead) else "last" if _DISCHARGED.search(lead) else None
        if which:
            ends.setdefault(which, date)
    first, last_ = ends.get("first"), ends.get("last")
    value = _counted(first.when, last_.when) if first and last_ and first.when and last_.when else None
    if first is None or last_ is None or value is None:
        return None
    return _Length(min(first.start, last_.start), max(first.end, last_.end), value, span=True)


# 'Began 4 August 2025, still attending': a course that runs to the note's own day.
_BEGAN = pattern_of(
    r"\b(?:began|begun|started|commenced|initiated)\b(?: (?:it|this|pt|therapy|physio\w*|treatment))?(?: on| in)? $"
)
# … and where it is said to go on.
_GOES_ON = pattern_of(
    r"[^.;]{0,24}?\b(?:still (?:going|attending|in|at|doing|ongoing|active|continu\w+|goes|attends)|"
    r"ongoing|continu(?:es|ing)|to date|currently|to the present|and counting)\b"
)
# 'Stopped on 9/5 after starting on 7/7'.
_AFTER_STARTING = pattern_of(
    r"[ ,]*after (?:starting|beginning|having started|having begun|(?:s?he )?(?:started|began))(?: it| pt|"
    r" therapy)?(?: on| in)? $"
)
# Spans without years: '9/2-9/30'.
_SHORT = pattern_of(
    r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?\s*(?:-|to|through|thru|until|"
    r"[,;]? ?(?:and )?(?:d/?c'?e?d?|discharged|ended|finished|completed|"
    r"last visit)(?: on)?:?)\s*(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?(?![\d/])"
)
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Spans of months: 'Feb-Mar', 'early June to late August'.
_MONTH_SPAN = pattern_of(
    r"\b(?:(?P<qa>early|mid|late|(?:the )?(?:end|beginning|start|middle) of)[- ]?)?(?P<a>jan|feb|mar|apr|"
    r"may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: (?P<ya>20\d\d))?\s*(?:-|to|through|thru|until|and|"
    r"/)\s*(?:(?P<qb>early|mid|late|(?:the )?(?:end|beginning|start|middle) of)[- ]?)?(?P<b>jan|feb|mar|"
    r"apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:,? (?P<yb>20\d\d))?(?!\s*\d)"
)


def _short_spans(page: Page, part: Stretch) -> list[_Length]:
    """'9/2-9/30' and 'Feb-Mar': spans whose years come from the note's own date."""
    on, spans = page.document.date, []
    if on is None:
        return []
    for match in _SHORT.finditer(page.folded, part.start, part.end):
        m1, d1, y1, m2, d2, y2 = match.groups()
        if d1 == d2 == "10" and not (y1 or y2):
            continue  # '9/10 to 3/10' are scores
        try:
            end = dt.date(_year(y2) if y2 else on.year, int(m2), int(d2))
            end = end if y2 or end <= on else end.replace(year=end.year - 1)
            start = dt.date(_year(y1) if y1 else end.year, int(m1), int(d1))
            start = start if y1 or start <= end else start.replace(year=start.year - 1)
        except ValueError:
            continue
        value = _counted(When(start, start), When(end, end))
        if value:
            spans.append(_Length(match.start(), match.end(), value, span=True))
    for match in _MONTH_SPAN.finditer(page.folded, part.start, part.end):
        a, b = _MONTH_NAMES.index(match["a"]) + 1, _MONTH_NAMES.index(match["b"]) + 1
        last = int(match["yb"]) if match["yb"] else on.year if b <= on.month else on.year - 1
        first = int(match["ya"]) if match["ya"] else last if a <= b else last - 1
        value = _counted(_part_of(match["qa"], first, a), _part_of(match["qb"], last, b))
        if value:
            spans.append(_Length(match.start(), match.end(), value, span=True))
    return spans


def _part_of(which: str | None, year: int, month: int) -> When:
    """A month, or the third of it that 'early', 'mid' and 'the end of' name."""
    low, high = dt.date(year, month, 1), _end_of(year, month)
    if which is None:
        return When(low, high)
    if re.search("early|beginning|start", which):
        return When(low, low.replace(day=10))
    return When(low.replace(day=11), low.replace(day=20)) if "mid" in which else When(low.replace(day=21), high)


def _year(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _year_before(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else dt.date(day.year - 1, 2, 28)


def _end_of(year: int, month: int) -> dt.date:
    return (dt.date(year + month // 12, month % 12 + 1, 1)) - dt.timedelta(days=1)


def _counted(start: When, end: When) -> Duration | None:
    """The weeks from one day to another, both days counted; a month's name leaves a range."""
    shortest, longest = (end.first - start.last).days + 1, (end.last - start.first).days + 1
    if longest <= 1 or longest > 3660:
        return None
    low, high = Fraction(max(shortest, 1), 7), Fraction(longest, 7)
    return Duration(low, high, bound="exact" if low == high else "range", unit="week")


# What may stand between a dated span and its kind of care to the right: '3/3/25 - 4/25/25 (PT)', 'from June 10 through
# August 1 for land therapy'.
_SPAN_OF = pattern_of(r" ?\(|[ ,]*(?:for|of|in|with|doing|:)(?: (?!and\b|but\b|no\b|then\b)[\w-]+){0,3} ")
# A verb right before a length says that it was had, whatever was prescribed: 'attended two of the eight weeks ordered'.
_HAD_IT = pattern_of(
    r"\b(?:attended|completed|did|managed|finished|underwent|got through|made it (?:through|to)|lasted|went (?:to|for))"
    r" (?:only |just |about |all |the |a |full ){0,2}$"
)


def _group(
    folded: str, part: Stretch, items: list[_Item], length: _Length, lengths: list[_Length], taken: set[int]
) -> tuple[_Item, ...]:
    """The kinds of care whose length this is."""
    before = [item for item in items if item.end <= length.start]
    after = [item for item in items if item.start >= length.end]
    left, right = before[-1] if before else None, after[0] if after else None
    other = [n for n in lengths if n is not length]
    if left and any(left.end <= n.start < length.start for n in other) and left.start in taken:
        left_gap = None
    else:
        left_gap = folded[left.end : length.start] if left else None
    right_gap = folded[length.end : right.start] if right else None
    if right is not None and (any(length.end <= n.start < right.start for n in other) or len(right_gap or "") > 60):
        right_gap = None
    opens = re.match(
        r"\W*(?:over|for|between|from)(?: the)?(?: same| past| last| about| some| entire| whole| full)* $",
        folded[part.start : length.start],
    )
    if (
        opens
        and right is not None
        and re.search(
            r"^[^.;:]{0,30}\b(?:had|did|attended|underwent|completed|took|tried|went (?:to|for)|saw|received|used|"
            r"followed|performed|worked (?:with|at|through)|kept (?:up|to|at)|stuck (?:to|with)|persevered with|"
            r"been (?:doing|in|to|going to))\b[^.;:]{0,16}$",
            right_gap or "",
        )
    ):
        return _listed(folded, items, items.index(right), 1, of=True)  # 'Over the same three weeks she had PT and …'
    tight = left_gap is not None and bool(_TIGHT_LEFT.match(left_gap))
    if length.span and right is not None and _SPAN_OF.fullmatch(right_gap or ""):
        return (right,)
    ahead = (
        right_gap is not None
        and not length.span
        and bool(_RIGHT_OF.match(right_gap))
        and not re.search(r"[:;]|\. ", right_gap)
    )
    free = not tight or left is None or left.start in taken or (left_gap or "").lstrip().startswith(",")
    joined = "," not in (right_gap or "") or re.search(r"\bof\b", right_gap or "") is not None
    if ahead and right and free and joined:
        of = re.match(r"^(?:'s?|s')?[- ]*(?:\w+ )?of\b", right_gap or "")
        return _listed(folded, items, items.index(right), 1, of=of is not None)
    if tight and left:
        return _listed(folded, items, items.index(left), -1, of=True)
    if ahead and right:
        return _listed(folded, items, items.index(right), 1, of=True)
    if (
        left
        and len(folded[left.end : length.start]) < 60
        and re.search(
            r"\b(?:only|attended|stopped after|quit after|left after|lasted|managed)\b[ a-z]{0,12}$",
            folded[left.end : length.start],
        )
    ):
        return (left,)  # 'six weeks of PT prescribed, attended only two'
    if (
        left
        and left_gap is not None
        and len(left_gap) < 90
        and left.start not in taken
        and not re.search(
            r"\b(?:follow\w*|return\w*|rtc|recheck|see\b|back in|relief|pain\b|inj\w*|block|history|old|ago|"
            r"better|until|within|in\b(?= $)|"
            r"every(?! (?:single )?(?:day|morning|night|evening)\b)|planned|will)\b|"
            r"(?<! st)(?<! mt)(?<! dr)(?<! [a-z])\. [a-z]",
            left_gap,
        )
    ):
        return (left,)
    return ()


def _listed(folded: str, items: list[_Item], at: int, step: int, *, of: bool) -> tuple[_Item, ...]:
    """The item at `at` with those it is joined to in a list that says 'and'."""
    group = [items[at]]
    joined = False
    index = at
    while of and 0 <= index + step < len(items):
        near, far = items[index], items[index + step]
        gap = folded[near.end : far.start] if step > 0 else folded[far.end : near.start]
        if not _GLUE.match(gap):
            break
        joined = joined or bool(_AND.search(gap)) or "/" in gap
        group.append(far)
        index += step
    if not joined:
        group = group[:1]
    return tuple(sorted(group, key=lambda item: item.start))


# No conservative care of any kind, as done and not as written down: 'there has been no conservative treatment'.
_NONE_AT_ALL = pattern_of(
    r"\b(?:no|never (?:had|tried|done)(?: any)?|without any|"
    r"not (?:had|tried|done|received|undergone) any)(?: (?:prior|previous|formal|form of|type of|trial of|"
    r"real))* "
    r"(?:conservative|non-?operative|"
    r"non-?surgical)[ -]\w+(?! (?:in the|within|since|recently|is |was )?(?:documented|recorded|listed|"
    r"noted|on file|described|discussed|mentioned|past|last))|"
    r"\b(?:conservative|non-?operative) (?:care|treatment|management|therapy|measures)(?: to date|"
    r" so far)?[ ]*(?::|-|=)[ ]*(?:none|nil)\b"
)


def _fact(page: Page, part: Stretch, group: tuple[_Item, ...], length: _Length | None) -> ConservativeCare:
    folded = page.folded
    start = min(group[0].start, length.start if length else group[0].start)
    end = max(group[-1].end, length.end if length else group[-1].end)
    value = length.value if length else None
    state = _state(page, part, group, start, end, length)
    if state == "unfinished" and value is not None:
        value = Duration(None, value.high or value.low, "less_than", value.unit)
    if state == "continued":
        value = None  # 'continue PT for 4 weeks' is what is to come
    kinds = tuple(dict.fromkeys(item.kind for item in group if item.kind != "unspecified" or len(group) == 1))
    active = state not in ("planned", "refused")
    if (
        state == "refused"
        and kinds in ((), ("unspecified",))
        and _NONE_AT_ALL.search(folded[max(part.start, start - 60) : min(part.end, end + 24)])
    ):
        value = Duration(Fraction(0), Fraction(0), unit="week")
    low, high = start, end
    if not active:  # the quote holds the words that say so
        cue = re.search(
            r"\b(?:no|never|not|denie[sd]|declin\w+|refus\w+|will|plan\w*|refer\w*|recommend\w*|order\w*)\b[^.;]*$",
            folded[max(part.start, start - 40) : start],
        )
        low = max(part.start, start - 40) + cue.start() if cue else start
    return ConservativeCare(
        page.span(low, high),
        what=kinds if kinds != ("unspecified",) else (),
        duration=value,
        active=active,
    )


def _in_plan(page: Page, start: int) -> bool:
    """Whether a phrase stands in the plan; a 'Refill request: …' of one line heads no more than its line."""
    if page.section(start) != "plan":
        return False
    at = page.section_of(start).start
    return heading_at(page, start) == "plan" or "request" not in page.folded[at : at + 40].partition(":")[0]


# 'We discussed a trial of PT' is a plan; so is 'if no better after six weeks of PT'.
_TRIAL_AHEAD = pattern_of(
    r"\b(discuss\w*|recommend\w*|consider\w*|offer\w*|suggest\w*|order\w*|plan\w*|begin|start|advis\w+|"
    r"refer\w*|request\w*|needs?|warrants?) (?:\w+ ){0,2}trials? of\b"
)
# 'Was to have had eight weeks of PT' had none of it yet.
_WAS_TO = pattern_of(
    r"\b(?:was|were|supposed|meant|due|scheduled|expected|intended|booked) to (?:have )?"
    r"(?:had|have|do|done|attend(?:ed)?|complete[d]?|undergo(?:ne)?|receive[d]?|be doing)\b"
)
# 'Scheduled naproxen for six weeks' was taken by the clock.
_REGULAR = pattern_of(r"\bscheduled\b(?! (?:to|for (?:mon|tues|wednes|thurs|fri|next|the)))")
_IF = pattern_of(r"\b(?:if|unless)\b(?![^.;,]*\b(?:completed|already|did)\b)[^.;]{0,60}$")


def _state(page: Page, part: Stretch, group: tuple[_Item, ...], start: int, end: int, length: _Length | None) -> str:
    folded = page.folded
    left, right = folded[max(part.start, start - 110) : start], folded[end : min(part.end, end + 60)]
    if _UNFINISHED.search(left):
        return "unfinished"
    if _NOT_TRIED.search(left):
        return "refused"
    left = _TRIAL_AHEAD.sub(r"\1", left)
    left = _WAS_TO.sub("planned", left)
    if all(item.kind == "medication" for item in group):
        left = _REGULAR.sub("regular", left)
    if _IF.search(left):
        return "planned"
    refused = last(_REFUSED.finditer(left))
    if refused and not _DIVIDES.search(left, refused.end()) and len(left[refused.end() :].split()) <= 9:
        return "refused"
    refused = _REFUSED_AFTER.match(right)
    if refused and not _DONE.search(left[-40:]) and not (length and _ANOTHER_ROW.search(refused[0])):
        return "refused"
    middle = folded[min(group[0].start, start) : end]
    if all(item.kind == "medication" for item in group):
        middle = _REGULAR.sub("regular", middle)
    done = max([m.end() for m in _DONE.finditer(left)], default=-1)
    planned = max([m.end() for m in _PLANNED.finditer(left)], default=-1)
    if (
        re.search(r"\b(?:complet\w+|attended|finish\w+|did|done|underwent)\b", middle)
        or re.match(
            r"^(?:(?!\bbut\b)[^.;]){0,30}\b(?:completed|finished|attended|done|failed|without|"
            r"no (?:relief|help|benefit|improvement|gain))\b",
            right,
        )
    ):
        done = max(done, len(left))
    if (
        done < 0
        and re.search(
            r"\b(?:ordered|recommended|prescribed|scheduled|planned|pending|advised|requested|referral)\b",
            middle,
        )
    ):
        return "planned"
    if planned > done:
        cue = left[:planned].rstrip().rsplit(None, 1)[-1].strip(".") if left[:planned].strip() else ""
        if (
            cue in ("continue", "cont", "resume")
            or re.search(r"\b(?:continue|cont|resume)\.?\s*(?:her |his |with |the )?$", left)
        ):
            return "continued"
        return "planned"
    if _PLANNED_AFTER.match(right) and done < len(left) and not (length and _HAD_IT.search(left)):
        return "planned"
    if length and _ARRANGED.match(folded, group[-1].end, length.start) and not _DONE.search(right):
        return "planned"  # 'physio has been arranged for six weeks from Monday'
    if done < 0 and _in_plan(page, start) and (length is None or not re.search(r"\b(?:fail|after|s/p)", left)):
        return "planned"
    return "done"


def _attendance(page: Page, known: list[Fact]) -> list[Fact]:
    """A therapist's note that bounds the course by dates: 'Attended 12/12. 06/03/25 through 06/30/25.'"""
    if any(isinstance(fact, ConservativeCare) and fact.duration and fact.active and fact.duration.low is not None
           for fact in known):
        return []  # 'just under eight weeks' is told better by its dates
    facts: list[Fact] = []
    for sentence in page.sentences:
        for part in _parts(page.folded, sentence):
            window = page.folded[max(0, part.start - 60) : part.end]
            if not re.search(
                r"attend|visits?|sessions?|from|seen|course|dates? of (?:service|treatment|care)|discharge",
                window,
            ):
                continue
            for span in _spans(page, part):
                lead = page.folded[max(part.start, span.start - 30) : span.start]
                kept = _VISITS_KEPT.match(page.folded, span.end, part.end)  # 'POC 8/25-10/17, 15 visits'
                if kept or not re.search(
                    r"\b(?:since|cert\w*|poc|plan of care|goals?|authori[sz]\w*|auth)\b[^.]*$", lead
                ):
                    facts.append(
                        ConservativeCare(
                            page.span(span.start, span.end),
                            what=("physical_therapy",),
                            duration=span.value,
                        )
                    )
    return facts[:1] or _first_to_last(page) or _so_far(page)


# Visits that were kept: '15 visits', 'seen 12 times'; 'x 12 visits authorized' were none yet.
_VISITS_KEPT = pattern_of(
    r"\)?[ ,;:(-]*(?:attended |seen |completed )?(?:x ?)?\d{1,2} ?(?:/ ?\d{1,2} |of \d{1,2} )?(?:visits?|sessions?|"
    r"times|treatments?)\b(?! (?:authori|approv|plan|order|request|allow|recommend|per|a week|weekly|remain))"
)
# 'Progress report, weeks 1-8', 'week 8 of 8'.
_WEEKS_OF = pattern_of(
    r"\b(?:weeks?|wks?) (?:1|one) ?(?:-|to|through|thru) ?(?P<a>\d{1,2})\b|"
    r"\b(?:week|wk) (?P<b>\d{1,2}) ?(?:of|/) ?(?P<of>\d{1,2})\b"
)
_WEEKS_IN = pattern_of(
    r"\b(?:weeks?|wks?|months?) (?:in|into|so far|to date|of (?:pt|therapy|treatment|care|physio))\b"
)
_PROGRESS = pattern_of(r"\b(?:progress|attend\w*|visit|session|seen|compliant|re-?assess\w*|re-?eval\w*)\b")


def _so_far(page: Page) -> list[Fact]:
    """A course that a therapist's report tells of while it runs: it is at least as long as it was that day."""
    if not _PROGRESS.search(page.folded):
        return []
    if (weeks := _WEEKS_OF.search(page.folded)) and not elsewhere(page, weeks.start()):
        n = Fraction(weeks["a"] or int(weeks["b"]) - (weeks["b"] != weeks["of"]))
        if 0 < n <= 52:
            return [_still_on(page, weeks.start(), weeks.end(), Duration(n, None, "at_least", "week"))]
    if _WEEKS_IN.search(page.folded):
        return []  # the note tells its length itself: 'Three weeks in, little change yet'
    on = page.document.date
    for date in page.dates:
        lead = page.folded[max(0, date.start - 30) : date.start]
        if on is None or not (date.when and date.when.day) or not _FIRST_DAY.search(lead):
            continue
        value = _counted(date.when, When(on, on)) if date.when.first < on else None
        if value is not None and value.low is not None and (on - date.when.first).days < 200:
            return [_still_on(page, date.start, date.end, Duration(value.low, None, "at_least", value.unit))]
    return []


def _still_on(page: Page, start: int, end: int, value: Duration) -> ConservativeCare:
    return ConservativeCare(page.span(start, end), what=("physical_therapy",), duration=value)


# The ends of a course as a therapist's form gives them: 'Start of care 4/21/2025. Discharge 6/16/2025.'
_FIRST_DAY = pattern_of(
    r"\b(?:start of care|soc|(?:initial |pt )?eval(?:uation)?|initial (?:visit|assessment)|"
    r"first(?: (?:visit|session|seen|treatment|attended|attendance|appointment))?|"
    r"date of (?:eval\w*|admission)|started|began|admitted)"
    r"(?: date| on|:| -|\s)*$"
)
# … and the last one: 'Discharged 6/16/2025'.
_LAST_DAY = pattern_of(
    r"\b(?:discharged?|d/?c'?d?|date of discharge|last(?: (?:visit|session|seen|treatment|attended|attendance|"
    r"appointment))?|final (?:visit|session)|end of care|completed)(?: date| on|:| -|\s)*$"
)


def _first_to_last(page: Page) -> list[Fact]:
    ends: dict[str, tuple[int, int, When]] = {}
    for date in page.dates:
        lead = page.folded[max(0, date.start - 30) : date.start]
        which = "first" if _FIRST_DAY.search(lead) else "last" if _LAST_DAY.search(lead) else None
        if which and date.when and date.when.day:
            ends.setdefault(which, (date.start, date.end, date.when))
    if len(ends) < 2 or ends["first"][2].first >= ends["last"][2].first:
        return []
    value = _counted(ends["first"][2], ends["last"][2])
    start, end = min(ends["first"][0], ends["last"][0]), max(ends["first"][1], ends["last"][1])
    if value is None or end - start > 200:
        return []
    return [ConservativeCare(page.span(start, end), what=("physical_therapy",), duration=value)]
