"""Words the guard knows: clinical things that must have a source, procedures, denials, and words that need none."""

from __future__ import annotations

import re

from copilot.claims import stem
from copilot.wordings import any_of, whole
from rules.facts import Procedure
from rules.reading.wordings import pattern_of

PROCEDURE_WORDS: tuple[tuple[Procedure, str], ...] = (
    ("sij_rfa", r"(?:sacroiliac|\bsij?\b)[\w ]{0,20}(?:radiofrequency|ablation|\brfa\b)"),
    ("sij_fusion", r"(?:sacroiliac|\bsij?\b)[\w ]{0,20}(?:fusion|arthrodesis)"),
    ("sij_injection", r"sacroiliac(?: joints?)?(?: steroid)? (?:injections?|blocks?)|\bsij?(?: joints?)? "
                      r"?(?:steroid )?(?:injections?|blocks?|inj\b|shots?)|sacroiliac joints?"),
    ("epidural_injection", r"epidurals?|\b(?:tf|il)?esis?\b"),
    ("medial_branch_block", r"medial branch|\bmbbs?\b"),
    ("facet_rfa", r"(?:facet|lumbar|medial branch)[\w ]{0,20}(?:radiofrequency|ablation|\brfa\b)|radiofrequency|"
                  r"ablat\w+|\brfa\b"),
    ("facet_injection", r"facet(?: joint)? (?:injections?|blocks?)"),
    ("trigger_point_injection", r"trigger[- ]points?|\btpis?\b"),
)  # fmt: skip
_PROCEDURES = tuple((name, pattern_of(words, re.I)) for name, words in PROCEDURE_WORDS)
# 'left' of a place; not '3 left', 'left in place'.
SIDE = pattern_of(
    r"(?:(?<!\d )|(?<=[CTLS]\d-\d )|(?<=[CTLS]\d ))"
    + whole(
        r"left(?! (?:on|over|in place|out|it)\b)",
        r"right|bilateral(?:ly)?",
        r"both(?= (?:sides|joints|si\b|sij|sacro|hips))",
    ),
    re.I,
)
SIDES = {"left": "left", "right": "right", "both": "bilateral", "bilateral": "bilateral", "bilaterally": "bilateral"}


def named_sides(text: str) -> set[str]:
    """The sides a text names: 'left' of a place, not 'three of ten left'."""
    return {SIDES[m.group().strip().lower()] for m in SIDE.finditer(text)}


def named_procedures(text: str) -> set[Procedure]:
    """The procedures a text names. Of two names for one stretch, the more special one counts."""
    found: set[Procedure] = set()
    taken: list[tuple[int, int]] = []
    for name, pattern in _PROCEDURES:
        for m in pattern.finditer(text):
            if not any(a < m.end() and m.start() < b for a, b in taken):
                taken.append(m.span())
                found.add(name)
    return found


SIDES_IN_CHARTS = {
    "left": pattern_of(r"\bL\b(?!\.)|\b(?:lt|lft)\b"),
    "right": pattern_of(r"\bR\b(?!\.)|\b(?:rt)\b"),
    "bilateral": pattern_of(r"\b(?:b/l|bilat|bil|both)\b", re.I),
}
# How charts shorten words, beside the word.
_SHORT = """
abd abdomen|adl daily activities|ant anterior|bid twice daily|bilat bilateral|b/l bilateral|c/o complains
c/w consistent with|cont continue|d/c discontinued|degen degeneration|diag diagnostic|dx diagnosis
esi epidural steroid injection|eval evaluation|exam examination|f/u follow-up|fluoro fluoroscopy|fx fracture
hep home exercise|hnp herniation|hx history|inj injection|inject injection|jt joint|jts joints|lbp low back pain
lmbb medial branch block|mbb medial branch block|med medication|meds medications|mo month|motor strength|mos months
neg negative|neuro neurologic|nsaid anti-inflammatory|occ occasional|pos positive|post posterior|pre before
prev previous|prn as needed|proc procedure|pt patient|pts patients|rad radicular|rfa radiofrequency ablation
rom motion|rpt repeat|rt right|lt left|s/p after|sij sacroiliac joint|sij's sacroiliac joints|slr straight leg raise
sx symptoms|sxs symptoms|tid three times daily|tpi trigger point injection|ttp tender|tx treatment|w/ with
w/o without|wk week|wks weeks|xray x-ray radiograph|yo year-old|yr year|yrs years
"""
_SHORTENED = dict(line.split(" ", 1) for line in _SHORT.replace("\n", "|").split("|") if line.strip())
_SHORTENED_RE = pattern_of(
    rf"(?<![\w/])(?:{'|'.join(sorted(map(re.escape, _SHORTENED), key=len, reverse=True))})(?![\w/])", re.I
)


_SIDE = {"R": "right", "L": "left"}


def spelled_out(text: str) -> str:
    """A chart's text with the usual short forms followed by the words they stand for: 'no fx' → 'no fx fracture'."""
    text = re.sub(r"\b(allerg\w*):? (?:nkda|nka|none)\b", r"no \1", text, flags=re.I)
    text = re.sub(r"(?<![A-Z-])\b([RL])[ ]?\+", lambda m: f"{_SIDE[m[1]]} positive", text)
    text = re.sub(r"(?<![A-Z-])\b([RL])[ ]?[-–](?=[\s.,;)])", lambda m: f"{_SIDE[m[1]]} negative", text)
    return _SHORTENED_RE.sub(lambda m: f"{m.group()} {_SHORTENED[m.group().lower()]}", text)


NEGATED = pattern_of(
    whole(
        r"no|not|without|never|denies|(?<!be )(?<!is )(?<!are )(?<!was )(?<!were )denied|denying|neither|nor",
        r"negative for|absence of|absent|lacks?|lacking|free of|failed to",
        r"did(?:n't| not)|does(?:n't| not)|has(?:n't| not)|have not|had not|was(?:n't| not)|is(?:n't| not)|cannot",
        r"rule[sd]? out|ruled out|excluded",
    )
    + r"(?!\s+only)",
    re.I,
)

# Clinical things. A sentence that names one needs a source that names it too.
CLINICAL = pattern_of(
    r"\b(?:"
    + any_of(
        # treatments
        r"physical therapy|physiotherapy|home exercises?|exercises?|chiropract\w+|acupuncture|massage|manipulation",
        r"yoga|aquatic therapy|tens\b|brac(?:e|ing)|cognitive[ -]behaviou?ral|behaviou?ral therapy",
        r"nsaids?|opioids?|narcotics?|antidepressants?|muscle relaxants?",
        r"surg(?:ery|ical|eries)|laminectom\w+|discectom\w+|fusion|arthroplast\w+",
        r"spinal cord stimulat\w+|neuromodulation|sedation|anesthesia|anaesthesia",
        r"physical medicine|occupational therapy|prolotherapy|platelet|prp|stem cells?",
        r"botulinum|botox|ketamine|lidocaine patch\w*",
        # drugs by ending and by name
        r"[a-z]{3,}(?:caine|codone|morphone|gabalin|triptyline|oxetine|profen|coxib|azepam|olone|asone|adol|olol"
        r"|statin|pril|sartan|formin|zepam)",
        r"[a-z]{3,}(?:zaprine|zanidine|bamol)|baclofen|gabapentin|naproxen|aspirin|acetaminophen|meloxicam|diclofenac",
        r"ketorolac|warfarin|apixaban|rivaroxaban|heparin|insulin|steroid pack|medrol",
        # guidance, imaging and tests
        r"fluoroscop\w+|c-arm|computed tomography|\bct\b|ultrasound|ultrasonograph\w+|\bmri\b|magnetic resonance",
        r"x-?rays?|radiograph\w*|bone scan|\bemg\b|contrast",
        r"faber|patrick|gaenslen\w*|thigh thrust|posterior shear|compression|distraction|yeoman|fortin|straight leg",
        # conditions and signs
        r"radiculopath\w+|radicular|sciatica|claudication|stenosis|spondylolisthesis|spondylosis|spondyl\w+",
        r"sacroiliitis|scoliosis",
        r"(?!diagnos|prognos)[a-z]{4,}(?:itis|osis|pathy|algia|oma|emia|plegia|paresis)",
        r"fractures?|infections?|tumou?rs?|cancer|malignan\w+|diabet\w+|hypertension|pregnan\w+|allerg\w+|obes\w+",
        r"depress(?:ion|ed)|anxiety|osteopor\w+|numbness|weakness|tingling|incontinence|leg pain|radiat\w+|groin",
        r"bowel|bladder|fever|weight loss",
        r"fail(?:ed|ure)(?: of| all| to respond to)? (?:\w+ ){0,3}"
        r"(?:alternatives?|therap\w+|treatments?|care|measures|options|medications?|management)",
        r"exhausted|refractory|accident|trauma|disab(?:led|ility)|bedridden|wheelchair",
        r"unable to (?:work|walk|sit|stand|sleep|function)",
        r"disc (?:herniation|bulge|disease|degeneration|protrusion)|(?:facet|joint|hip|disc) (?:joint )?disease",
        r"imaging|herniat\w+|myelopath\w+|trigger points?|taut band",
        r"piriformis|hip|knee|shoulder|neck|cervical|thoracic",
        # function
        r"oswestry|odi\b|roland[- ]morris|walk(?:ing|ed|s)?|sitting|standing|sleep(?:ing|s)?",
        r"work(?:ing|ed)?(?= (?:full|part|shift|at|as|again|in))|return(?:ed)? to work",
        r"daily activit\w+|activities of daily living|adls?\b",
    )
    + ")",
    re.I,
)

# Words of reviewing and plain English that say nothing of a case by themselves. Verbs of what happened to a patient
# ("refused", "smokes") are left out on purpose: they need a source. Last come words of the field, names, days, months.
_BENIGN = """
able above absence absolute absolutely accept acceptable accepted accepts according accordingly account accurate
achieved achieves acknowledge acknowledged across act activities activity actual actually add additional
additionally address adequate adequately adopt adverse advise affect afterwards again ago allow allowed allows alone
already also alternative although altogether ambiguity ambiguous among amount analysis announce another answer any
anywhere apart appear appears applies apply approach appropriate appropriately approval approve approved
approximately area argue argument arise article aside ask asked aspect assert assess assessment assign associate
assume assumption assure attach attend attended attention attribute author available await away balance bar barely
base based basic basis bear bears become before began begin beginning behalf being belong belongs below beneficial
benefit besides best better between beyond both brief briefly bring brings broad brought bulletin calculate
calculated calculation call careful carefully carry case category cause caused caution center central certain chance
change chart charted check checklist child choose circumstance citation cite cited claim clarified clarify clear
clearly clinic clinical clinician code coded combine combined come comes comment common compare compared comparison
complete completely completeness concern conclude conclusion conclusive concrete condition conduct confirm confirmed
conflict conflicting conflicts connection consequence consider considered consistent constitute contact contain
contains context continue contradict contradiction contradictory contrary contrast convey correct corrected
correctly correspond count counted counts course cover coverage covered credit criteria criterion current currently
cut date dated day decide decided decides decision decisive decline deem deemed deeper define defined definition
degree demand demonstrate denial denied deny depend derive derives describe described describes description despite
detail details determination determine deviate diagnoses diagnosis did differ difference different direct direction
directly discuss discussed distinct distinction distinguish divide doctor document documentation documented does
doing domain done doubt down draft dropped drops due durable duration during each earlier early effect effective
effectiveness either eligibility eligible else elsewhere employ empty encounter end enough entire entirely entitle
entry equal especially establish established evaluate evaluates evaluation even event every everything evidence
exact exactly exam examination exceed exceeds except exclude excluded exclusion exist expectation explain
explanation explicit explicitly express extend extent external extra face facility fact factor fail failed fails
failure fair fairly fall falls far favor favorable fell figure file filed finally find finding fine firm firmly
first fit fits focus follow followed following follows force form formal formally former formula forth found
frequency fresh full fuller fully function functional further furthermore gap gather gave general genuine give given
gives go govern governing governs grade grant ground guidance guide guideline had half hand handle happen hardly
have head heading health held help helped helpful hence here high higher hint history hold holds hour how however
hypothetical idea ideal identified identify illustrate immediate immediately impact implies imply important
impossible improved improvement improving inadequate include included includes incomplete inconclusive inconsistent
indeed independent indicate indicated indicates indirect individual ineffective infer inference inform information
initial inquiry inside instead insufficient intend intended intent internal interpret interval introduce involve
isolated issue it item itself joins judge judged just justified justify keep key kind know known label labelled lack
lacks language large last lasted lasting later latest latter lead leading leads least leave leaves led left
legitimate length less let letter level libraries library lie lies likely likewise limit limited line link list
listed listing literal literally little local locate located logic long longer look low lower made main maintain
maintained majority make makes manner mark match mathematical mathematics matter may mean meaning means measure
measured measurement medical medically medicine meet meets member mention mentioned mentions mere merely met method
might mild minute misread miss misses missing mistake mixed mode model moment month more moreover most move much
multiple must name named namely narrative narrow naturally nature near necessary necessity need needed needs
negative neither never nevertheless new next none nonetheless nor normal normally notably notation note noted notes
nothing notice noticeable now nowhere number numeric numerical numerically object objective observation observe
observed obtain obtained obtains obvious occasion occur occurred odd off offer offered official often old once one
ongoing only onset open opinion opposite option order ordinary organize original originally other otherwise outcome
output over overall overlap own owner page pair paragraph parallel part partial particular partly party pass passage
past patient pattern pay payer payment peak pend pended pending per percent percentage perform performed perhaps
period permit permitted permitting persist persisted person pertain pertinent phase phrase physician pitfall place
places plainly plan planned plans please plus point policy portion posed positive possibility possible post
potential practice pre precede preceded preceding precise precisely prefer prerequisite prescribe presence present
presented preserve presumably prevent previous previously primary principle prior priority probable problem
procedure proceed produced produces producing profession professional professions promise prompt proof proper
properly proportion propose proposed prove proven provide provided provider provides provision proximate published
purpose put quality quantified quantify quantity quarter question quite quotation quote raise raises ran random
range ranges rate rated rates rather rating reach reached reaches read reading reads ready real really reason
reasonable recall receive received recent recheck recommend recommendation recommended recommends reconcile record
recorded records reduce reduced reduction refer reference reflect reflects regard regarding reject related relating
relation relative relevant reliable relief relieve relieved relieves rely remain remained remaining remains remark
remind render repeat repeated reply report reported reports represent request requested requests require required
requirement requires reserve resolve respect respective respond responded response rest restate result resulted
resulting results retain return returned reveal reveals review reviewed reviewer right role rose roughly rounded
rounding row rule ruled rules run runs safe same satisfactory satisfied satisfy say says scale scenario schedule
scheduled scope score scored scores search second section see seek seem select send sense sentence separate
separately serious serve service session set sets several shall share sheet shift short show showed shown shows side
sign signature significant silence silent similar similarly simple simply since single site size slightly slip small
smaller societies society somewhere sort sought source speak speaks specific specifically specification specified
specify spell spelled spoke stand standard standing stands start state stated statement states stay still stop
strict strictly structure subject submit submitted subsequent substantial substantiate substitute success successful
successfully such suffice sufficient suggest suggests suitable summarize summary supplement supplied supply support
supported supporting supports sure surpass surround sustain sustained symptom symptoms table take taken takes target
technique tell tend term terms test text than that then there therefore therein thereof thing third though three
threshold thus time timing title together told took topic total toward trace treat treatment trial tried true truly
turn twice two type typical unable unanswered unclear under undergone understand underwent undocumented unknown
unless unlike unmet unreliable unresolved unspecified unsupported until unusual update upon upper use used useful
uses usual valid validate value variable varied various vary verbal verdict verifiable verify version view visit
wait warrant way weak weaken week weigh weighed weight well went what when where whether which while whole whose why
widely window wish within without word wording words wore work worked worn worse worth would writes written wrong
wrote year yet yielded yields zero
anaesthetic anesthetic steroid therapeutic diagnostic injection injected joint pain sacroiliac bilateral lumbar
anatomic anatomical shot shots
aetna cigna medicare evicore spine intervention cpb lcd cpt nrs vas sij si esi rfa
monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec
"""
BENIGN = frozenset(stem(w) for w in _BENIGN.split()) | frozenset(_BENIGN.split())
