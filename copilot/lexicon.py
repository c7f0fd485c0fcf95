"""Words the guard knows: clinical things that must have a source, procedures, denials, and words that need none."""

from __future__ import annotations

import re

from rules.facts import Procedure

PROCEDURE_WORDS: tuple[tuple[Procedure, str], ...] = (
    ("sij_rfa", r"(?:sacroiliac|\bsij?\b)[\w ]{0,20}(?:radiofrequency|ablation|\brfa\b)"),
    ("sij_fusion", r"(?:sacroiliac|\bsij?\b)[\w ]{0,20}(?:fusion|arthrodesis)"),
    ("sij_injection", r"sacroiliac(?: joints?)?(?: steroid)? (?:injections?|blocks?)|\bsij?(?: joints?)? "
                      r"?(?:steroid )?(?:injections?|blocks?|inj\b|shots?)|sacroiliac joints?"),
    ("epidural_injection", r"epidurals?|\b(?:tf|il)?esis?\b"),
    ("medial_branch_block", r"medial branch|\bmbbs?\b"),
    ("facet_rfa", r"(?:facet|lumbar|medial branch)[\w ]{0,20}(?:radiofrequency|ablation|\brfa\b)|radiofrequency|"
                  r"ablations?|\brfa\b"),
    ("facet_injection", r"facet(?: joint)? (?:injections?|blocks?)"),
    ("trigger_point_injection", r"trigger[- ]points?|\btpis?\b"),
)  # fmt: skip
_PROCEDURES = tuple((name, re.compile(words, re.I)) for name, words in PROCEDURE_WORDS)
SIDES = {"left": "left", "right": "right", "both": "bilateral", "bilateral": "bilateral", "bilaterally": "bilateral"}


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


NEGATED = re.compile(
    r"\b(?:no|not|without|never|denies|denied|denying|neither|nor|negative for|absence of|absent|lacks?|lacking|"
    r"free of|failed to|"
    r"did(?:n't| not)|does(?:n't| not)|has(?:n't| not)|have not|had not|was(?:n't| not)|is(?:n't| not)|cannot|"
    r"rule[sd]? out|ruled out|excluded)\b"
    r"(?!\s+only)", re.I)  # fmt: skip

# Clinical things. A sentence that names one needs a source that names it too.
CLINICAL = re.compile(
    r"\b(?:"
    # treatments
    r"physical therapy|physiotherapy|home exercises?|exercises?|chiropract\w+|acupuncture|massage|manipulation|"
    r"yoga|aquatic therapy|tens\b|brac(?:e|ing)|"
    r"cognitive[ -]behaviou?ral|behaviou?ral therapy|nsaids?|opioids?|narcotics?|antidepressants?|muscle "
    r"relaxants?|surg(?:ery|ical|eries)|"
    r"laminectom\w+|discectom\w+|fusion|arthroplast\w+|spinal cord stimulat\w+|neuromodulation|sedation|"
    r"anesthesia|anaesthesia|"
    r"physical medicine|occupational therapy|prolotherapy|platelet|prp|stem cells?|botulinum|botox|ketamine|"
    r"lidocaine patch\w*|"
    # drugs by ending and by name
    r"[a-z]{3,}(?:caine|codone|morphone|gabalin|triptyline|oxetine|profen|coxib|azepam|olone|asone|adol|olol|"
    r"statin|pril|sartan|formin|zepam)|"
    r"gabapentin|naproxen|aspirin|acetaminophen|meloxicam|diclofenac|ketorolac|warfarin|apixaban|rivaroxaban|"
    r"heparin|insulin|steroid pack|medrol|"
    # guidance, imaging and tests
    r"fluoroscop\w+|c-arm|computed tomography|\bct\b|ultrasound|ultrasonograph\w+|\bmri\b|magnetic resonance|"
    r"x-?rays?|radiograph\w*|bone scan|\bemg\b|"
    r"contrast|faber|patrick|gaenslen\w*|thigh thrust|posterior shear|compression|distraction|yeoman|fortin|"
    r"straight leg|provocat\w+|"
    # conditions and signs
    r"radiculopath\w+|radicular|sciatica|claudication|stenosis|spondylolisthesis|spondylosis|spondyl\w+|"
    r"sacroiliitis|scoliosis|"
    r"[a-z]{4,}(?:itis|osis|pathy|algia|oma|emia|plegia|paresis)|fractures?|infections?|tumou?rs?|cancer|"
    r"malignan\w+|diabet\w+|hypertension|"
    r"pregnan\w+|allerg\w+|obes\w+|depress(?:ion|ed)|anxiety|osteopor\w+|numbness|weakness|tingling|incontinence|"
    r"bowel|bladder|fever|weight loss|"
    r"falls?(?! (?:short|below|within|under|far|well|outside|between|in the|on|to))|accident|trauma|disab(?:led|"
    r"ility)|bedridden|wheelchair|unable to (?:work|walk|sit|stand|sleep|function)|"
    r"disc (?:herniation|bulge|disease|degeneration|protrusion)|herniat\w+|myelopath\w+|trigger points?|taut band|"
    r"piriformis|hip|knee|shoulder|neck|cervical|thoracic|"
    # function
    r"oswestry|odi\b|roland[- ]morris|walk(?:ing|ed|s)?|sitting|standing|sleep(?:ing|s)?|work(?:ing|ed)?(?= "
    r"(?:full|part|shift|at|as|again|in))|return(?:ed)? to work|daily activit\w+|activities of daily living|"
    r"adls?\b|function(?:al|ing)?"
    r")", re.I)  # fmt: skip

# Words of reviewing and of plain English that say nothing of the case by themselves: stems, and names in lower case.
BENIGN = frozenset(["review", "recommend", "request", "necessit", "necess", "medic", "record", "document", "criteri", "criterion", "rul", "polic", "plan", "guidelin", "evidenc", "state", "show", "shown", "support", "basi", "reason", "conclus", "determin", "decid", "decis", "therefor", "thus", "requir", "threshold", "relief", "pain", "percent", "score", "patient", "member", "provider", "clinic", "physician", "note", "letter", "section", "passag", "satisf", "meet", "met", "unmet", "open", "silent", "silenc", "unknown", "unclear", "ambigu", "contradict", "conflict", "read", "recording", "report", "written", "statement", "present", "absent", "missing", "lack", "lacking", "additional", "further", "prior", "earlier", "previou", "latest", "recent", "first", "second", "third", "last", "next", "compar", "calculat", "comput", "reduc", "reduct", "improv", "increas", "decreas", "exceed", "below", "above", "short", "reach", "far", "well", "need", "needs", "clarif", "confirm", "verif", "obtain", "ask", "submit", "send", "provid", "includ", "contain", "name", "names", "give", "given", "gives", "take", "taken", "made", "make", "makes", "because", "since", "result", "outcom", "measur", "valu", "figur", "number", "level", "amount", "month", "week", "day", "year", "hour", "minut", "date", "time", "side", "left", "right", "bilateral", "joint", "inject", "procedur", "treatment", "therap", "approv", "den", "deni", "pend", "hold", "held", "remain", "last", "lasted", "sustain", "follow", "visit", "before", "after", "during", "within", "case", "question", "answer", "whether", "explain", "mean", "meaning", "argu", "claim", "assum", "infer", "suggest", "indicat", "impl", "prov", "proof", "establish", "demonstrat", "adequat", "inadequat", "suffici", "insuffici", "enough", "complet", "incomplet", "clear", "clearl", "alone", "only", "also", "aetna", "cigna", "medicare", "evicore", "spine", "intervention", "society", "cpb", "lcd", "cpt", "nrs", "vas", "sij", "si", "esi", "rfa", "i", "it", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "english", "american", "current", "currentl", "later", "initial", "repeat", "therapeut", "diagnost", "purpos", "govern", "decisiv", "separat", "independ", "relat", "relev", "specif", "exact", "direct", "literal", "literall", "account", "consider", "consid", "address", "detail", "complete", "full", "partial", "partly", "likewise", "similarly", "instead", "nevertheless", "nonetheless", "moreover", "furthermore"])  # fmt: skip
