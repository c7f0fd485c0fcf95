"""Words by which `procedures.py` knows a procedure that no name of its own tells, its day, its state and its lists."""

from __future__ import annotations

from rules.reading.numbers import WORD
from rules.reading.wordings import any_of, one_of, pattern_of, words

SIDE = r"(?:left|right|lt|rt|l|r|b/l|bilat\w*)"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
# The beginning of a day: '8/13', '2025-03', '5th of May', 'Nov 2024', 'March'.
_DAY = one_of(
    r"\d{1,2}/\d",
    r"\d{4}-\d",
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{MONTH}",
    rf"\d{{1,2}}{MONTH}",
    rf"{MONTH}[a-z]*\b",
    r"(?:\d{1,2}|[a-z]+) (?:weeks|months) ago",
)

# --- a procedure that stands in for its name --------------------------------------------------------------------------

_ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_ADJECTIVE = one_of(
    "own|last|previous|prior|same|recent|most recent|latest|initial|first|second|third",
    "confirmatory|confirming|comparative|controlled|dual|diagnostic|therapeutic|steroid|cortisone|spinal|test|index",
    "left|right|bilateral|two|2",
)
_THAT = one_of(
    "the|that|this|these|those|same|said|her|his|their|my|your|our",
    "last|previous|prior|most recent|latest|earlier|first|second|third|initial|1st|2nd|3rd",
    "both|each|either|another|repeat|post|pre|since|after|following",
)
_NOUN = one_of(
    r"injections?|inj\b\.?|shots?|blocks?|procedures?",
    r"ones?\b(?! (?:of|side))",
    "(?<!where the )(?<!put the )needle|cortisone|steroid",  # 'sore where the needle was'
)
# What of a post- or pre-procedure word is no procedure: 'post-procedure instructions'.
_ERRAND = one_of(
    "phone|call|clear|visit|lab|test|instruct|check|med|eval|assess|e[ck]g|screen|appoint|teach|class|exam",
    "script|educat|form|question|survey|track",
)
# What may stand between an ordinal and its day: 'the second was done on the left on 9 July'.
_ON_THE_WAY = one_of(
    "was|were|is|having|been|came|followed|happened|took place|done|performed|given|repeated",
    "then|also|again|with us|here|one|it",
    r"of|on|in|at|to|under|fluoro\w*",
    "the|same|sides?|levels?|joints?|left|right|both",
    r"[lcts]\d{1,2}(?:[-/][lcts]?\d{1,2})?",
    r"(?:\w+ )?(?:days|weeks|months) (?:later|after)",
    "about|around|early|late|back|mid",
    r"(?:in|at|by) (?:the |dr\.? )?[a-z]+",  # 'the first was done in Salem on 9 July'
)
_TO_ITS_DAY = rf"[ ,(:-]*(?:{_ON_THE_WAY}[ ,(:-]+){{0,7}}"
_LATEST = "former|latter|last|latest|most recent|other|next|repeat|previous|earlier|later"
_STEROID = one_of(
    "(?:cortico)?steroids?|cortisone",
    "kenalog|triamcinolone|depo-?medrol|methylprednisolone|dexamethasone|betamethasone|celestone",
)
_SET = r"(?:sets?|rounds?|series|sessions?|time|pair|occasion)"
_SEQUEL = (
    "(?:its|their|the|a) "
    "(?:repeat|repetition|sequel|successor|counterpart|companion|twin|partner|confirmatory|comparative)"
)
_AT_LAST = "(?:finally |eventually |then |later |ultimately )?"
_CARRIED_OUT = "(?:done|performed|carried out|given|administered)"
_OPPOSITE = "(?:contralateral|opposite|other)"
OPPOSITE = pattern_of(rf"(?:the )?{_OPPOSITE} (?:side|joint|one)")
STANDS_IN = any_of(
    rf"\b(?!(?:post|pre)[ -](?:injection|inj|procedure|procedural|block) {_ERRAND})"
    rf"{_THAT}[ -](?:{_ADJECTIVE}[ -]){{0,3}}(?P<noun>{_NOUN})",
    # 'second: nine days later'
    rf"(?:(?<=[.;:,(\n] )|(?<=[\n(])|(?<=\band )|^)(?:the )?(?:second|third|2nd|3rd|confirmatory|#\s?[23])\b"
    r"(?=[ ,:(-]*(?:(?:one|set|was|done|given|followed|came|performed|repeated)[ ,:(-]+){0,3}(?:some |about |just )?"
    rf"(?:{WORD}|\d{{1,2}}) (?:days?|weeks?) (?:later|after))",
    rf"\b(?P<dash>post|pre)-?(?:injection|inj|procedure|procedural|block|op)\b(?! {_ERRAND})",
    # 'the second set of blocks', 'the second set, at the same levels on 9 September'
    rf"\b(?:{_ORDINAL}|{_LATEST}|confirmatory|prior|initial) {_SET}\b"
    rf"(?= of (?:blocks|injections|mbbs)\b|{_TO_ITS_DAY}{_DAY})",
    # 'the first, in November 2024', 'her last was on 9/30'
    # … but 'at the second, on 3/10' is at a visit
    rf"\b(?<!\bat )(?:the|her|his|a) (?:{_ORDINAL}|{_LATEST})(?={_TO_ITS_DAY}{_DAY})",
    # 'the earlier two having been on 1/14 and 4/22'
    rf"\bthe (?:{_ORDINAL}|{_LATEST}) (?:two|three|2|3|ones)(?={_TO_ITS_DAY}{_DAY})",
    # 'the two before were in January and April'
    rf"\bthe (?:two|three|2|3|ones?) (?:before|prior|previous|earlier)(?: that| it| this)?"
    rf"(?={_TO_ITS_DAY}{_DAY})",
    # 'cancelled in March; finally had it May 9'
    rf"\bhad (?:it|them)(?= (?:done |performed )?(?:on |in )?{_DAY})",
    # 'blocked with lidocaine on June 24 and treated with triamcinolone on July 15'
    r"(?P<treated_too>(?:(?<=and )|(?<=then )|(?<=later )|(?<=again ))"
    rf"treated with (?:{_STEROID}|\d+ ?mg|[a-z]+caine)[^.;,]{{0,24}})(?= (?:on|in) {_DAY})",
    # 'Set 1 (9/2/25)', 'block two, 30 September'
    r"\b(?:set|round|rd|block|session|injection|inj|shot|procedure) (?:#|no\.? ?|number )?"
    r"(?:[1-4]|one|two|three|four)\b"
    rf"(?=[ :,(-]*{_DAY})",
    # 'We treated both joints. The left, on 4 March, was a triumph'
    rf"(?:(?<=[.;] )|(?<=\n))the (?:left|right)(?: one| side)?(?=,? (?:on|in) {_DAY})",
    # 'the left joint in April and the right in July'
    rf"\b(?P<side>the (?:left|right)(?: one| side| alone| only)?)"
    rf"(?=(?: was| done| followed| had been)*,? (?:on|in) {_DAY})",
    # 'in April Dr. Voss did the right; on August 6, he did the left'
    r"(?P<did_side>\b(?:did|injected|treated) the (?:left|right)(?: one| side| joint)?)(?=[.;,)]|$)",
    # 'the contralateral side was done on 9/25'
    rf"\b(?:the )?{_OPPOSITE} (?:sides?|joint|one)(?={_TO_ITS_DAY}{_DAY})",
    # 'the right in July; in September, the left'
    r"\b(?P<side_after_day>the (?:left|right)(?: one| side)?)(?=[.;,)]|$)",
    # 'approved on 7/1; it was given on 7/8'
    rf"\bit (?:was|has been|had been|having been) (?:then |finally |first )?(?:{_CARRIED_OUT}|injected)"
    rf"(?=(?: on| in)? {_DAY})",
    # 'she herself had hers on the left on 5/6'
    rf"\b(?:hers|his own|her own|our own|mine|ours|theirs)(?={_TO_ITS_DAY}{_DAY})",
    # 'neither the injection of 2/4 nor that of 8/5'
    rf"\b(?:nor|and|or|but) (?:that|those)(?= of {_DAY})",
    # 'with its sequel on September 16'
    rf"\b{_SEQUEL}(?={_TO_ITS_DAY}{_DAY})",
    # 'the bupivacaine test on 2 April'
    r"\b(?:the|her|his|that|this|a) (?:diagnostic )?"
    r"(?:lidocaine|bupivacaine|ropivacaine|marcaine|numbing|ana?esthetic) test"
    rf"(?={_TO_ITS_DAY}{_DAY})",
    # 'the July session', 'her May 4 treatment'
    r"(?:(?<=the )|(?<=her )|(?<=his )|(?<=that )|(?<=this ))"
    rf"(?P<of_month>{MONTH}[a-z]*\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)? "
    r"(?:session|round|treatment|one)\b(?! of (?:pt|physical|therapy)\b))",
    # 'after no. 2'
    r"\b(?:after|since|from|following) (?:#|no\.? ?|number )(?:\d|one|two|three)\b(?![/\d])",
    # 'injected 2/11/25, again on 6/3/25'
    rf"\b(?P<again>again|once)(?=(?: on| in)? {_DAY})",
    # 'Second, 10/2/25: 60 %'
    rf"(?:(?<=[.;:,(\n] )|(?<=[\n(])|(?<=\band )|(?<=\bthen )|^){_ORDINAL}(?={_TO_ITS_DAY}{_DAY})",
    # 'one in March and another on 9 July', where injections are spoken of
    r"\b(?:one|another)(?: more| further)?"
    r"(?=(?:,? (?:on the (?:left|right)|at [lct]\d\S*))?,? (?:was |done |given )?(?:on|in|back in) "
    rf"(?:early |late |mid-?)?{_DAY}|(?: on the (?:left|right)| (?:this|last) year),? \((?:on |in )?{_DAY})",
    # 'bilateral injections 3/4; right only repeated 7/8'
    rf"\b(?:left|right)(?: side)?(?: only| alone)? repeated(?= (?:on |in )?{_DAY})",
    # 'last injection 7/8; previous 3/4', 'authorization 7/1, procedure 7/15'
    rf"(?<=[;,.(] )(?:previous|prior|earlier|procedure|latest|last|most recent)(?=:? (?:on |in |was )?{_DAY})",
    # 'after the first, she …'
    rf"\b(?:after|since|from|with|of) (?:the|her|his) (?:{_ORDINAL}|last|initial|previous|latest)"
    r"(?=,? (?:on|in|of|was|\d|she|he|one|gave)|[,:])",
    # '#2: 9/17/25'
    # … but 'PT treatment note #9  10/3/25' is a therapist's
    r"(?<![\w])(?<!note )(?<!visit )(?<!treatment )(?<!therapy )(?<!\bpt )(?<!appt )(?<!encounter )(?<!page )"
    rf"#\s?\d(?=\s*[-:(,]?\s*(?:on |was on )?{_DAY})",
    # 'she came to the fluoroscopy suite on June 19'
    r"\b(?:came|brought|taken|went|returned|arrived|was|were|back|lay|placed|in) (?:back |again )?"
    r"(?:in|to|into|on|onto|at) "
    r"(?:the|our|my) (?:fluoro\w*|procedure|injection|c-arm|x-ray|operating) (?:suite|room|table|theat(?:re|er))\b"
    rf"(?=(?: again)?,? (?:on |in )?{_DAY})",
    # 'no-showed on 7/8; done 7/22/25', 'approved 6/2, performed 6/9/25'
    rf"(?:(?<=[.;,(] )|(?<=[\n(])|(?<=\band )|(?<=\bthen )|^){_AT_LAST}{_CARRIED_OUT}"
    rf"(?= (?:on |in )?{_DAY})",
    # 'put off to 8/19, when it was done'
    r"\bwhen (?:it was|they were|both were|s?he had (?:it|them)) (?:finally |at last |then )?"
    r"(?:done|given|performed|carried out)\b",
    # 'last session ... 01JUL2025'
    rf"\b(?:{_LATEST}|{_ORDINAL}) (?:session|treatment|round)\b(?=[ .:,(]*(?:was |on |of |done |in )?{_DAY})",
    # 'when we did the right side again on 6/17'
    rf"\b(?:did|injected|treated|repeated) (?:the )?{SIDE}(?: sides?| one| joint)?"
    rf"(?= (?:again |next |first |too |also )?(?:on |in ){_DAY})",
    # 'did the left instead', 'but the left was done instead in May'
    rf"\b(?P<instead>(?:did|injected|treated|went into) (?:the )?{SIDE}(?: side| one| joint)? instead|"
    rf"(?:the )?{SIDE}(?: side| one| joint)? (?:was|got) (?:done|injected) instead)\b",
    # 'on 2/17 the left, and on 6/9 both again'
    r"\b(?P<both_after_day>both(?: sides| joints)?(?: again)?)(?=[.;,)]|$)",
    r"\b(?:the )?(?:very )?same (?:joint|side|level|site)s?(?= (?:had|was|were|got|received|then|again) )",
    # 'same joint, triamcinolone, on 5/29', 'the same side with steroid 5/29'
    r"\b(?:the )?(?:very )?same (?:joint|side|level|site|spot)s?"
    rf"(?=[ ,:(]+(?:this time |now |then |but )?(?:with |by )?(?:{_STEROID}|[a-z]+caine|\d+ ?mg)"
    rf"[^.;\n]{{0,24}}? (?:on |in )?\(?{_DAY})",
    # 'Same on the left 5/19/25', 'the same was done to the right joint on 5/19'
    r"\b(?:the )?(?:very )?same(?: thing| procedure| injection| block)?(?: again)?"
    r"(?: (?:was |were )?(?:done|given|performed))?"
    rf" (?:on|to|for|at|into) (?:the |her |his )?(?:left|right|opposite|other)(?: side| joint| one)?"
    rf"(?=[ ,:(-]*(?:on |in )?{_DAY})",
    # 'steroid into the right joint 5/20, then into the left on 6/3'
    rf"\binto the (?:left|right|l|r)(?: side| one)?(?= (?:on |in ){_DAY})",
    # 'the same joint on 5/29'
    rf"\b(?:the )?(?:very )?same (?:joint|side|level|site|spot)s?(?=,? (?:again )?(?:on |in )?{_DAY})",
    # 'we followed with steroid on June 19', 'I then gave a steroid on 6/19/25'
    r"\b(?:followed(?: up| this| that| it| on)?|went on|moved on|proceeded|progressed|gave(?: (?:it|her|him))?)"
    rf"(?: then)? ?(?:with|to|by)? ?(?:an? |the )?(?:therapeutic )?{_STEROID}(?=,? (?:on |in ){_DAY})",
    # 'steroid followed on June 19'
    rf"(?:(?<=[.;,(] )|(?<=[\n(])|^)(?:the )?{_STEROID} (?:then )?(?:followed|came next)(?=,? (?:on |in ){_DAY})",
    # 'steroid to the same joint', 'went on to steroid in the right joint'
    rf"\b{_STEROID}(?= (?:\d+ ?mg )?(?:into|to|in) (?:the |that |this |her |his )?"
    r"(?:same|very same|said|above|joint|side|(?:left|right)(?= joint| side)) ?(?:joint|side|level|site)?\b)",
    r"\bafterwards?\b",
    r"\brepeated(?= (?:here|on|in|at|under|it|again|with))",
    # 'this was repeated four weeks later, on 10/7/25', 'Repeat 10/7/25: 60 %'
    rf"\brepeated(?=(?: \w+){{0,4}},? (?:on |in ){_DAY})",
    rf"(?:(?<=[.;:,(\n] )|(?<=\n))repeat(?:ed)?(?=:? (?:on |in )?{_DAY})",
)
# How the words begin with which one of these can begin: tried first, for the whole list is slow to try at every word.
_BEGINS = one_of(
    r"th[aeio]|an[do]|a\b|af|ag|i[tn]|h[ei][rs]|m[yio]|[lr]\b|lt|rt|b/l|bi|#",
    "la|pr|po|ea|ei|fi|fo|se|sa|ne|no|of|on|or|ot|ou|bo|bu|br|bl|wi|we|wh|wa|fr|di|do|tr|co|op|ca|ta|re|ri|ar|ba|pl|pe|gi|ga|ad|le|ev|ul",
    f"had|in|rd|st|ke|ce|de|be|me|ro|sh|si|yo|te|fl|{MONTH}|[1-4](?:st|nd|rd|th)",
)
GENERIC = pattern_of(rf"(?<![a-z0-9])(?={_BEGINS})(?:{STANDS_IN.pattern})")
# … where no word but its number stands for it.
ELLIPSIS = pattern_of(
    rf"(?:(?:the|her|his|a) )?(?:{_ORDINAL}|{_LATEST}|one|another)(?P<noun> (?:session|treatment|round))?|"
    rf"repeat(?:ed)?|again|{_CARRIED_OUT}|{_SEQUEL}|"
    "hers|his own|her own|mine|ours|theirs|(?:nor|and|or|but) (?:that|those)|"
    "(?:when )?it (?:was|has been|had been) [a-z ]+|when (?:they|both|s?he) [a-z ]+"
)
# 'Cancelled when she had shingles; it was carried out on 7/1': what was called off before it was another day's.
IT_WAS_DONE = pattern_of(
    r"(?:when )?(?:it (?:was|has been|had been)|they were|both were|s?he had (?:it|them)) "
    rf"(?:then |finally |at last )?(?:{_CARRIED_OUT}|injected)|had (?:it|them)\b"
)
DONE = pattern_of(rf"(?:it (?:was|has been|had been) )?{_AT_LAST}{_CARRIED_OUT}\b|{IT_WAS_DONE.pattern}\b")
ON_ITS_SIDE = pattern_of(r",? \(?(?:(?:again|also|once more),? )?(?:on|into|to|at|in) ")
# The time around a procedure, where its readings stand.
AROUND = pattern_of(r"(?:pre|post)-?(?:injection|inj|procedure|procedural|block|op)\b")
# Other things that come in firsts and seconds: 'two falls, the second in May'.
RIVAL = words(
    r"falls?|accidents?|mvas?|episodes?|flares?|attacks?|strokes?|seizures?|admissions?|hospitali[sz]ations?",
    r"visits?|calls?|opinions?|consult\w*|courses?|trials?|scans?|mris?|films?|x-?rays?|emgs?",
    r"a1c|hba1c|labs?|bloods?|uds|urine|screens?|dexa|echo|e[ck]g|biops\w+|colonoscop\w+|mammogram|vaccin\w*|doses?",
    r"(?:physio\w*|therapy|chiro\w*|acupunct\w*|massage|manipulat\w*|dry needling|traction|counsel\w*|dialysis)",
    r"surger(?:y|ies)|operations?|fusions?|replacements?|child(?:ren)?|daughters?|sons?|pregnanc\w+|jobs?|marriages?",
)
# A visit's word between an act and 'again'.
SEEN = words(r"seen|saw|visit\w*|return\w*|called|back|pain|flared?|follow\w*|scanned|mri|imaged|better|worse")
ORDINAL = any_of(
    r"\b(?P<n1>first|1st|initial|#\s?1|no\.? ?1(?![\d/-])|block (?:one|1)(?![\d/-]))\b",
    r"\b(?P<n2>second|2nd|#\s?2|no\.? ?2(?![\d/-])|confirmatory|block (?:two|2)(?![\d/-]))\b",
    r"\b(?P<n3>third|3rd|#\s?3|no\.? ?3(?![\d/-]))\b",
)

# --- a joint that stands for its injection ----------------------------------------------------------------------------

_DATE = r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}/\d{4})"
_FINDING = one_of(
    r"small|mild|moderate|severe|normal|no\b|tender|pain|degen|sclero|osteo|space",
    "unremark|intact|preserv|pos|neg|mod",
)
_PURPOSE = one_of(r"diagnostic|diag\.?|dx", r"therapeutic|therap\.?|ther\.?|tx", "steroid|csi|cortisone|lidocaine")
# After it: 'SIJ 6/10/25', 'SIJ (left) steroid #2', 'L SIJ, fluoro'.
DONE_AFTER = pattern_of(
    rf"(?:\s*\([^)]{{0,48}}\))?(?:,?\s*{_PURPOSE})?\s*"
    + one_of(
        r"#\s?\d",
        rf":(?!\s*{_FINDING})",
        r"steroid|diag\w*\b|dx\b|ther(?:ap\w*)?\b|tx\b(?=[ ,(]*(?:inj|\d))",
        r"requested|repeat\b|again\b",
        r",? ?fluoro|(?:under|w/|with|via) ?(?:fluoro|c-arm|ct\b|live|contrast)",
        r"at the surg|x ?\d|gave",
        r" ?- ?(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{4})",
        rf" ?- ?{MONTH}[a-z]*\.? ?[\d']",
        rf"[ ,(|]*(?:(?:left|right|lt|rt|l|r|bilat\w*)\b\.?[ ,:(|=-]*)?(?:only |alone )?(?:on |in )?"
        rf"(?:{_DATE}|{MONTH}\w*\.? ?\d|\d{{1,2}} {MONTH})",
    )
)
# Before it: '6/10/25 SIJ', 'after left SIJ', 'DIAGNOSTIC: right SI joint', 'Last procedure: [x] SIJ'.
DONE_BEFORE = pattern_of(
    one_of(
        _DATE,
        r"\b(?:after|following|from|since|with|s/p|post)(?: the| her| his| a)?",
        r"\b(?:prior|previous|last|initial|first|second)(?: the| her| his| a)?",
        r"\b(?:diagnostic|therapeutic)\s*[:-](?:\s*\[x\])?",
        r"\b(?:last|prior|previous|latest|earlier) (?:procedure|injection|block|treatment)s?\s*[:-](?:\s*\[x\])?",
    )
    + r"[\s:(]*(?:(?:left|right|lt|rt|l|r|b/l|bilat\w*)\.?\s*)?$"
)

# --- done or not ------------------------------------------------------------------------------------------------------

_UNDERGONE = one_of(
    "had|undergone|received|gotten",
    "(?:been )?(?:tried|attempted|done|performed|offered|injected|ablated|blocked|denervated|burned)",
)
NOT_DONE = any_of(
    r"\b(?:insurance|insurer|payer|plan|carrier|aetna|cigna|medicare|they) (?:has |have )?denied\b",
    r"\b(?:sent|turned|went) (?:home|away) without (?:it|an?|the|being|having|undergoing)\b|\bturned away\b",
    r"\b(?:received|had|got|given|underwent) no (?:[\w-]+ ){0,3}(?:injections?|shots?|blocks?|ablations?|epidurals?)\b",
    r"\bdid not (?:take place|happen|occur|go ahead|proceed)\b|\bdidn't (?:take place|happen|go ahead)\b",
    r"\bnever (?:took place|happened)\b|\bfell through\b|\bmissed (?:her|his|the)\b",
    r"\b(?:was|were|is|been) not (?:authori[sz]ed|approved|covered)\b|\bcalled off\b",
    r"\b(?:was|were) to have (?:had|a|an|the|her|his|left|right|bilat\w*|[lr])\b",
    # 'the joint could not be entered; no injectate given', 'unable to access the joint'
    r"\bcould not be (?:entered|accessed|injected|reached|cannulated|done|performed|completed|given)\b",
    r"\b(?:unable|not able|impossible) to (?:enter|access|inject|reach|cannulate|complete|perform|gain access)\b",
    r"\bno injectate\b|\bnothing (?:was )?injected\b|\babandon\w*\b",
    r"\b(?:stopped|halted|terminated|ended) (?:before|prior to) (?:\w+ ){0,3}(?:needle|inject\w*|placement)\b",
    # 'done 8/19 after being rescheduled from 8/5' was done
    r"\bdeclin\w+\b|(?<!being )(?<!having been )\b(?:postpon|reschedul)\w+\b",
    r"\bdeferred\b|\brefus\w+\b|\baborted\b|\bnaive\b",
    r"\bomitted\b|\bskipped\b|\bforgone\b",
    # a cancelled visit is no cancelled injection
    r"\bcancel\w*\b(?! (?:\w+ )?(?:appointments?|visits?|follow-?up|clinic|trip|surgery)\b)",
    r"\bno[- ]?show(?:ed|s)?\b|\bdid not (?:show|attend|come|arrive|turn up)\b",
    r"\bnot (?:pursued|performed|done|yet|had|been done|carried out|given)\b",
    r"\bdenied\b(?= (?:by|for|auth))|\bwas denied\b",
    r"\bnever (?:had|received|underwent|been|went|done|performed|tried|undertaken|attempted|given)\b",
    r"\b(?:not|never)(?: (?:yet|ever|previously|been|so far))* (?:injected|ablated|blocked|denervated|burned|burnt)\b",
    r"\bno (?:past|record of|evidence of|neck|back|spine|such)\b",
    rf"\b(?:has|have|had)(?: not|n't) (?:previously |ever |yet |formerly )?{_UNDERGONE}\b",
    r"\bno (?:previous|prior|history of|earlier|known)\b|\bwithout (?:any )?(?:previous|prior)\b",
    r"\b(?:did|does) not (?:want|have|undergo|go|receive)\b|\bnever (?:came|showed|attended|turned up)\b",
    r"\b(?:no|none)\b(?= (?:[\w-]+ ){0,2}"
    r"(?:injections?|shots?|blocks?|ablations?|rfas?|rfn|rf|radio-?frequency|neurotom\w+|rhizotom\w+|esis?|epidurals?)"
    r"[^.]{0,24}(?:yet|before|to date|previously|so far|ever))",
)
# 'Attempted 5/6, the needle would not pass and nothing was injected', told further on in the sentence …
NOT_ENTERED = any_of(
    r"\b(?:could|would) not (?:be )?(?:enter(?:ed)?|access(?:ed)?|pass(?:ed)?|reach(?:ed)?|cannulated?)\b",
    r"\bnothing (?:was )?injected\b|\bno injectate\b|\babandon\w*\b",
    r"\bunable to (?:enter|access|inject|reach|cannulate)\b",
)
# … unless it was done in the end.
ENTERED_AFTER_ALL = words(
    r"success\w*|eventually|finally|in the end|then (?:entered|injected|reached)|second attempt|reposition\w*",
)
# Words before a date which say that it is a visit's or a measurement's and not the procedure's.
VISIT_DATE = pattern_of(
    r"\b"
    + one_of(
        r"seen|saw|visit|visits|returned|recheck\w*|re-?eval\w*|follow(?:ed)?[- ]?up|f/u|review(?:ed)?",
        "as of|until|till|through|thru|since about|when|ended|again",
        r"reported|called|calls?|phone\w*|telephone\w*|message|diary|score|rated|relief|pain free|today|now",
        "mri|films?|labs?",
        "approved|authori[sz]ed|ordered|booked|submitted",
        "(?<!under )(?<!with )(?<!by )(?<!via )(?<!using )(?<!live )(?:ct|x-?rays?)",  # 'under CT on 10/1' is guidance
        r"consent\w*|signed|referred|referral|printed|prepared|generated|dictated|transcribed|faxed",
        r"dob|born|diagnosed|started|began|discharged|pt\b|therapy",
    )
    + r"\b[ :,(a-z]{0,16}$|\bby\s*$"
)

# An ablation of something other than the spine's facets.
ABLATED_ELSEWHERE = words(
    r"cardiac|heart|atrial|a-?fib|af|flutter|svt|pulmonary|catheter|av node",
    r"genicular|knees?|hips?|shoulder|occipital|splanchnic|basivertebral|bvn|intracept|intercostal|suprascapular",
    r"endometri\w+|uterine|thyroid|veins?|venous|saphenous|varicos\w+|tumou?rs?|liver|hepatic|renal|prostat\w+|barrett\w*",
)
# 'Joint: right sacroiliac', in a form whose injection names none.
SITE_FIELD = pattern_of(r"\b(?:site|joint|location|target|region|area)s?(?: \w+)?\s*[:=]\s*")

# --- lists of days ----------------------------------------------------------------------------------------------------

# What may stand between the days of a list: '11/19/24, 2/25/25 and 6/17/25', a line each, a side before each.
IN_LIST = pattern_of(
    "^"
    + one_of(
        r"\([^()]{0,60}\)",
        r"[\s,;:&/*•()@+-]",
        r"\b(?:and|then|again|once (?:more|again)|also|most recently|latest|lastly|finally|on|for|of|still)\b",
        r"\b(?:before|prior to) (?:that|then)\b",
        r"\bthe\b",
        r"\b(?:first|second|third|1st|2nd|3rd)\b",
        r"\b(?:left|right|lt|rt|l|r|b/l|bilat\w*)\b(?: sides?\b)?",
        r"\b(?:x|relief|no|none|uneventful|done|given|performed|completed|tolerated)\b",
        r"\b(?:depo|kenalog|triam\w*|tac|dexa?m?\w*|beta\w*|celestone|lido\w*|bupi\w*|methylpred\w*|steroid|therapeutic|mg|ml|cc)\b",
        r"\b\d{1,3}\b(?!/)",
        r"#\d",
        r"\b[1-9a-d]\)",
        r"\b(?:mbs?|medial branch(?:es)?|il|tf|ia|interlam\w*|transforam\w*|caudal|fluoro\w*)\b",
        r"\d{1,3}(?:\.\d)?\s?%",
        r"\d+ ?(?:d|h|hrs?|hours?|days?|wks?|weeks?|mos?|months?|mins?)\b",
        r"\b[lcts]\d{1,2}(?:[-/][lcts]?\d{1,2})?\b",
        r"\b(?:lumbar|cervical|thoracic|lumbosacral)\b",
    )
    + "{0,24}$"
)
# A list under its heading: what stands between two days of it ends in a new item, at most with a side before the day.
HEADING = pattern_of(r"(?:s|history|log|record|list|hx)\b[^.;%\n]{0,50}(?::\s*|\.?\n\s*)(?:\(?[1-9a-d][.)]\s*)?$")
NEXT_ITEM = pattern_of(
    r"^(?![^;\n]{0,60}\b(?:visit|note|call|f/?u|follow|seen|mri|ct)\b)[^;\n]{1,90}[;\n][\s*-]*"
    r"(?:\(?[1-9a-d][.)]\s*)?"
    rf"(?:{SIDE}\.?:?\s*)?$"
)
_NUMBERED_LINE = r"[^%\n]{0,80}\n\s*\(?1[.)]\s*"
TO_LIST = pattern_of(rf"^(?:[^.%]{{0,80}}[:,(\s]\s*(?:{SIDE}\.?\s*(?:sides? )?(?:on |in )?)?|{_NUMBERED_LINE})$")
# Several of a kind, each day with its result: '8/13/25 with 85% relief and on 9/17/25 with 90%'.
COORDINATED = pattern_of(
    r"^(?![^\n]{0,90}\b(?:visits?|notes?|calls?|f/?u|follow\w*|seen|mri|until|till|through)\b)[^\n]{0,90}"
    r"(?:[,;&]|\band\b|\bthen\b|\n[ *-]*)\s*"
    r"(?:(?:and|then|again|on|in|a|the|second|third|2nd|3rd|last|latest|left|right|one|#\d)[ ,:]*){0,5}$"
)
# A day after which something else is told is not one of the list: '…, and on 5/1 she was 80 % better'.
TOLD_OF_DAY = pattern_of(
    r"[ ,:]*(?:(?:office|clinic|phone|telephone) )?"
    r"(?:she|he|they|pt|patient|the (?:pain|patient)|we|i|visit|note|call|f/?u|follow|mri|ct)\b"
)
# A day of a reading is none either: '15 Aug (2 wk) 3', 'May 20 - 2', '7/1: pain 4', '9/9 (week 14)'.
_UNIT = r"(?:d|days?|wks?|weeks?|mos?|months?)"
SCORED_DAY = pattern_of(
    r"[ ,:(-]*"
    + one_of(
        r"(?:nrs|vas|pain|scores?(?! (?:lost|missing|not|un\w+)\b)|seen|visit|phone\w*|call\w*|review\w*|today|here)\b",
        r"(?:at )?(?:wk|week|day|month|mo)\.? ?\d",
        rf"\d{{1,2}} ?{_UNIT}\)?[ .:=-]*\d{{1,2}}\b(?! ?(?:m[gl]|cc|%))",
        r"[.:= -]*\d{1,2}(?:\.\d)?(?: ?/ ?10)?\s*(?:[,;.\n]|\Z)",
        # a row of a diary: '… 3   planted peas'
        r"(?:(?<=  )|(?:\.{3,}|…|\|)[ .|]*)\d{1,2}(?:\.\d)?(?: ?/ ?10)?(?= *(?:[|\n]| {2}|\Z))",
    )
)
# … but the sum at the end of a list is none of its last day's: '3/11/25 & 7/22/25 = 2'.
ADDED_UP = pattern_of(r" ?(?:=|\(=) ?(?P<n>[2-9])\b(?![/\d]|\.\d| ?%)")
# … nor is one with a share of relief, after a single injection.
SHARED_DAY = pattern_of(r"[ ,:(-]*(?:relief |about |~ ?)?\d{1,3} ?%")
# What makes of a procedure's name a time: '8/10 at the injection', 'before the block'.
A_MOMENT = words(
    "at|before|prior to|preceding|(?:day|morning|time) of|going into",
    after=r" (?:(?:the|her|his|my|that|left|right|si|sij|joint) )*$",
)
# How long something held: 'until the end of May', 'held right through to October'.
HELD_UNTIL = words(
    r"until|till|up to|lasted|lasting|held(?! on)|holding|persist\w*",
    r"(?:right |all the way )?through(?: to)?(?! (?:(?:the )?(?:clinic|hospital|office|dr)|[lcts]\d))",
    r"into(?= (?:early|late|mid|the (?:spring|summer|fall|autumn|winter)))",
    r"to the (?:first|end|middle|last|start|beginning)",
)
# The word that gives a procedure the day after it: 'injection, consented 6/2, performed 6/9'.
CARRIED_OUT = pattern_of(
    r"[ ,(]*(?:was |and |which was )?(?:performed|done|given|carried out|completed|administered)(?: on| in)? $"
)
# A side at the end for all that went before: 'MBB 7/8 and 8/5, both left L4-S1'.
FOR_ALL = pattern_of(
    r"\b(?:both|all|each)(?: (?:of (?:them|these)|were|was|done|on|at|in|the)){0,3} "
    r"(?P<side>left|right|lt|rt|bilat\w*)\b(?! (?:then|and))"
)
# Two sides for two days, in order: 'right then left, on 3/4 and 3/18'.
IN_TURN = pattern_of(r"\b(left|right),? (?:(?:and )?then|followed by|and) (?:the )?(left|right)\b")
# A clause that tells what was at some time after a procedure, and not on the day of the note.
BACK_THEN = pattern_of(
    r",? (?:the|her|his|she|he|it|pain|there)\b[^.;,]{0,40}?\b"
    r"(?:had (?!had|an|a |been seen)|was|were|dropped|fell|went|came|stood|got|felt|could|did|rang|phoned|called)\b"
)
NOW = words(r"now|today|currently|seen|returns?|returned|presents?|back|here|comes|is|are|this (?:morning|week|visit)")
