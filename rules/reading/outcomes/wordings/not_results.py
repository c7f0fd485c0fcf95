"""Words that make an amount nobody's result: a hope, a rule, another person's, a drug's."""

from __future__ import annotations

from rules.reading.wordings import any_of, one_of, pattern_of, words

# --- hopes ------------------------------------------------------------------------------------------------------------

# Before an amount: 'goal is 50 %', 'hoping for 80 % relief', 'will repeat if 50 %'.
HOPED = words(
    r"goals?|target\w*|expect\w*(?! (?:duration|life|window|(?:\d+|[a-z]+)[- ](?:hours?|minutes?)))|anticipat\w*",
    "hop(?:e|es|ed|ing|eful)",
    "(?:relief|improvement|reduction) (?:needed|required|sought|wanted|asked for)",
    r"aim\w*",
    "would (?:like|need|be|expect|want|hope|require)",
    "would have(?! (?:called|said|put|given|rated|scored|graded|described|told))",  # 'he would have called it an 8'
    r"wants?|wish\w*|should",
    "will (?:get|have|give|provide|need|consider|likely|be|assess|proceed|call|repeat|require|hopefully)",
    "provided (?:that|there)",
    r"unless|whether|if\b(?! any)",
    "once (?:she|he|they|pt|the patient)",
    r"in the event|predict\w*|prognos\w*|likely to|intend\w*|in order to",
    "to (?:achieve|obtain|attain|get|reach|see|secure|provide|yield)",
    r"potential\w*",
    "may (?:get|have|provide|expect|need|give)",
    # … but 'what he could do', 'she could walk' are no hope
    (
        r"could(?! (?:again |now |once more |finally |also |only |barely |hardly )*(?:do|manage|walk|sit|stand|bend"
        r"|drive|climb|lift|sleep|work|dress|carry|reach|kneel|garden|cook|clean|shop|turn|roll|tie|put|tolerate|not)\b)"
    ),
    "might(?! as well)|looking for|ideally|desired?",
    "objective(?: is)?",
    "plan(?:ned)? outcome",
    "when (?:you|she gets|he gets|there is)",
    r"promis\w+|unlikely|so that(?!'s)",
)
# 'Legs pain-free', 'the arms are pain-free'.
LIMB = words(
    "legs?|arms?|limbs?|extremities",
    after="(?: (?:are|is|remains?|both|all|entirely|completely))* ?$",
)
# 'Our goal for the procedure was 80 %' is no reason why.
GOAL_WAS = words(
    r"(?:goals?|targets?|aims?|objectives?|expectations?|hopes?)(?: [\w-]+){0,6}? "
    "(?:was|were|had been|has been|being|is|are)",
    before=r"(?<!met )(?<!met the )(?<!reached )(?<!reached the )(?<!achieved )(?<!achieved the )\b",
    after=(
        r"(?: (?:about|around|at least|over|more than|set at|for|to (?:get|reach|have|achieve|obtain)|an?))*"
        r"\s*[~>≥]?\s*$"
    ),
)
# 'Relief (circle one): 0-25 %  25-50 %  50-75 %' offers and answers nothing.
MENU = pattern_of(r"\b(?:circle|check|tick|select|choose|mark|pick) (?:one|a box|which|the best|below)\b|\(circle\)")
# A reason ends a hope: 'will repeat, as the last gave 80 %'.
REASON = words(
    "because|since",
    "as (?:the|she|he|her|his|last|prior|previous|pt|patient|it)",
    r"given|after|following|prior|previous\w*|last|gave",
    "provided (?!that)",
    "had|has had|was|got|reported|reports|achieved|obtained|experienced|received",
    "yielded|produced|noted",
)
# 'no relief, as expected' is a result.
AS_HOPED = words("expected|hoped", before="as ", after="")
# After an amount: '50 % relief is expected'.
HOPED_AFTER = words(
    "(?<!the )expected|anticipated|needed(?! to)|required|hoped for|the goal|the target|our goal",
    "desired|necessary|sought|mandated",
    "the (?:usual|typical|policy|plan|payer|payor|published) (?:threshold|requirement|criterion|cut-?off)",
    before=r"^[^.;,]{0,40}?\b(?:is|was|are|would be|were)? ?",
)

# 'Closer to half than the three quarters she told the PA': the second is what it is not.
NEARER_THAN = pattern_of(r"\b(?:closer|nearer)(?: to)? [^.;,]{1,40}? than (?:to )?(?:the |an? |her |his )?$")

# --- rules, guidelines, consent, instructions -------------------------------------------------------------------------

# 'requires 75 %', 'studies show 60 %', 'risks include', 'please document the % relief'.
RULE = words(
    r"requir\w*|must\b",
    r"criteri(?:a|on) (?:is|are|for|of|says?|states?|asks?|call\w*|include\w*|:)",
    "criteria:",
    r"(?:injections?|procedures?|blocks?|ablations?|requests?) (?:needs?|must|requires?)\b",
    # 'your bulletin speaks of a 70 % reduction', 'the plan looks for half'
    (
        r"(?:(?:which |that )?(?:your|the|their|its|this|that|our) )?"
        r"(?:bulletin|polic(?:y|ies)|plan|payer|payor|insurer|guidelines?|manual|rules?|standards?|benchmark|lcd|cpb"
        r"|threshold|document)(?: \w+){0,2}? (?:speaks?|talks?|wants?|looks?|sets?|asks?|names?|demands?|insists?"
        r"|mentions?|stipulates?|refers?|seeks?|quotes?|cites?|lists?|puts|draws|expects?|needs?|calls)"
        "(?: (?:of|about|for|on|to|at|the (?:bar|line|figure) at))?"
    ),
    r"polic(?:y|ies) (?:is|says?|states?|asks?|calls?|wants?|defines?|specif\w+|:|threshold)",
    "covered (?:when|if|only|for)",
    # 'repeat injections are considered when the patient has had …', 'may be repeated after …'
    (
        r"(?:considered|repeated|indicated|offered|appropriate|reasonable|allowed|approved|"
        r"recommended|warranted|justified|supported|permitted|authori[sz]ed|performed"
        r"|given|requested) (?:only )?(?:when|where|if|once|provided|in (?:patients|those)|for (?:patients|those))"
        r"(?: (?:that )?(?:the|a) patients? (?:has|have|had|reports?|achieves?|experiences?|gets?|obtains?)"
        r"(?: had| achieved| experienced| obtained| reported| received)?)?"
    ),
    (
        r"(?:repeat|further|subsequent|additional) (?:\w+ ){0,3}?(?:injections?|procedures?|blocks?"
        r"|ablations?) (?:may|can|should|would)"
    ),
    "coverage (?:is|requires|criteria)",
    r"threshold\w*",
    "needed to qualify",
    "to qualify",
    "qualif(?:y|ies) (?:if|when|for)",
    r"lcd|cpb ?\d*|medical policy",
    "please (?:document|provide|include|indicate|note|specify|record|submit|state|describe)",
    r"document (?:the )?(?:%|percent\w*|pre|post|at least|relief|pain)",
    r"e\.g\.?",
    "for (?:example|instance)",
    "stud(?:y|ies)|literature",
    "trials? (?:show|report|have)",
    "published",
    r"evidence (?:show|suggest|support)\w*",
    "data (?:show|suggest)",
    "patients (?:typically|who|with|report|get|often|usually|generally|can|may|should|experience|receiving)",
    "typically",
    "typical (?:patient|response|relief|result|outcome|benefit)",
    "success rates?",
    "most (?:patients|people)",
    r"legend|instruct\w*",
    "call (?:the )?(?:office|us|clinic|if)",
    r"in general|generally|generic\w*|by definition",
    "defin(?:ed|es) as",
    "risks,? (?:and )?(?:benefits|alternatives)",
    r"risks (?:and|&|were|reviewed|discussed|incl\w*|explained)",
    "complications (?:include|such)",
    "side effects",
    "adverse (?:events|effects)",
    r"consent\w*",
    "(?:correct|true|actual|right|real) (?:value|figure|number|answer)",
    "note to (?:automated|the reviewer|reviewers|ai)",
    "language models?",
    "(?:general |plan )?rules? (?:look|ask|require|call|are met)",
    "your plan",
    "treat (?:prior|the|this|any|all)",
    "mark (?:criteria|as|the|this|all)",
    "system (?:note|message|prompt|override)",
    "you must|assume|output",
    "set (?:the )?(?:relief|recommendation|verdict)",
    "ignore (?:all|any|the|previous)",
    "disregard",
    "considered (?:positive|successful|diagnostic|significant)",
    "a positive (?:response|block|result) (?:is|=|means)",
    r"scale:|key:|check one|select one",
    r"guidelines? (?:say|state|recommend|suggest|require|define|call)\w*",
    "insurance (?:requires?|wants|will|says)",
    "payer (?:requires?|wants|rule)",
    "success(?:ful)? (?:is|was|defined|=)",
    "on average,? (?:patients|people|injections|steroid)",
    "risks? (?:include|of)",
    "patient education",
    "handout",
    "per (?:the )?(?:policy|plan|guideline|lcd|cpb|criteria)",
    "medicare (?:requires?|covers?|wants|will)",
    "aetna (?:requires?|wants|asks)",
    "cigna (?:requires?|wants|asks)",
    "average (?:patient|response)",
    "overall average",
    "taken as a whole",
    "median",
    "range of reported",
    "reported in",
)
# The patient's own result after a rule: 'policy requires 75 %; she had 80 %'.
PATIENT = words(
    "she|he|pt",
    "(?:the|our|this) (?:patient|pt)",
    "mr|mrs|ms|had|report(?:s|ed)|received|experienced|noted|endorse[sd]|obtained",
    "achieved|got",
)
# The patient's own result, compared with a rule: the rule's number alone goes.
COMPARED = words(
    r"exceed\w*|meets?|met|satisf\w*|surpass\w*|well above|falls? short|fell short",
    "does not (?:meet|reach)",
    "did not (?:meet|reach)",
    "fails? to meet|short of|qualifies|below the|above the|over the|under the",
    "clears?",
)
# The rule's number, by the words before it: 'exceeds the plan's 75 %'.
RULE_LEFT = words(
    r"requir\w+",
    "threshold(?: of)?",
    "requirement(?: of)?",
    "minimum(?: of)?",
    "criteri(?:on|a)(?: of)?",
    "asks for|calls for|wants|bar(?: of)?",
    "cut-?off(?: of)?",
    (
        r"(?:exceed\w*|meets?|met|satisf\w*|above|below|over|under|short of|reach|clears?|beyond) (?:the|your"
        r"|their|its|our|plan's|aetna's|medicare's|cigna's)"
        r"(?! (?:past|last|next|same|first|previous|preceding|course|weeks?|months?|days?)\b)(?: [\w']+){0,3}"
    ),
    before="",
    after=r"\s*(?:the |at least |of |a |is |>=?|≥)*\s*$",
)
# … and after it: '75 % threshold'.
RULE_RIGHT = words(
    "threshold|requirement|required|mandated|cut-?off|criterion|criteria|needed",
    r"standard|bar\b|minimum|rule|benchmark",
    "that (?:the )?(?:policy|plan|payer|cpb|lcd|aetna|cigna|medicare)",
    "policy",
    "per (?:the )?(?:policy|plan|lcd|cpb)",
    "is (?:what )?(?:the|this|their|your) (?:plan|payer|policy|insurer|insurance|carrier)(?:'s| asks| wants| requires)",
    before=r"^\s*(?:relief |reduction |improvement |pain relief |pain |decrease )?",
    after="",
)
# '50 % relief is required': how a rule that follows the amount is joined to it …
RULE_JOINED = words("is|are|was|for|in|per|by|according", before=r"\s*", after="")
# … and by what it is known …
RULE_NAMED = any_of("requir|criteria|polic|lcd|cpb|guideline|stud|literature|patients")
# … unless the amount is told as a result: 'she reported 50 %'.
OWN_RESULT = words(
    "had|has had|reports?|reported|got|received|experienced|obtained|gave",
    "provided|achieved|noted|s/p|yielded|enjoyed|states|rates|rated|her|his",
)

# --- other matters ----------------------------------------------------------------------------------------------------

# Scales of other things, right before their values: 'GAD-7 5 -> 3', 'fall risk 3/10'.
OTHER_SCALE = pattern_of(
    r"\b(?:gad-?\d?|phq-?\d?|ess|epworth|promis(?: \w+)?|audit(?:-c)?|moca|mmse|ort|fall risk|falls?|mood|anxiety|"
    r"depression|stress(?: level)?|fatigue|sleep quality|bmi|cage|mallampati|bristol)\b(?: scores?)?[ :=]*$"
)
# A sentence with one of these tells of something else, unless it names the pain too.
OTHER_MATTER = words(
    r"nodules?|gallbladder|abdom\w*|thyroid|prostate|mammogra\w*|colonoscop\w*|polyps?|renal|kidneys?|liver",
    r"dexa|frax|t-score|bone density|echo\w*|ejection|stress test|ecg|ekg|carotids?|fev1|spirometry",
    r"a1c|ldl|hgb|wbc|creatinine|egfr|psa|wt|weight|bmi|lbs?|cpap|ahi",
    r"vision|visual acuity|iop|hearing|dental|tooth|teeth|copay|co-pay|deductible|insurance|portal",
    r"mother|father|brother|sister|siblings?|parents?|family history|cancer|chemo\w*|diabet\w*|insulin|asthma|inhaler",
    r"ankles?|knees?|shoulders?|wrists?|elbows?|thumbs?|carpal|plantar|fingers?|toes?|jaw|tmj|covid\S*",
    r"migraines?|cataracts?|gastric|sleeve|hernia|framingham|vaccin\w*",
)
_RELATIVES = "mother|father|brother|sister|aunt|uncle|cousin|son|daughter|husband|wife|parents?|siblings?"
_RELATES = (
    r"says?|reports?|states?|notes?|confirms?|feels?|thinks?|relays?|tells?|adds?|agrees?|accompan\w*|is here|present|"
    r"interpret\w*|drove|brought|who"
)
# 'Brother back surgery x2 without benefit.'
RELATIVE_LEADS = pattern_of(
    rf"(?:^|[;:,.])\s*(?:fam(?:ily)?(?: history| hx)?:? )?(?:her |his |the )?(?:{_RELATIVES})\b"
    rf"(?! (?:{_RELATES})\b|'s)[^;.]*$"
)
# 'The straight leg raise does nothing' is the examiner's finding.
EXAMINED = words(
    r"(?:straight[ -])?leg[ -]rais\w*|slr|slump|femoral stretch|spurling\w*",
    "provocation|compression|distraction|thigh thrust",
    after=r"\b(?: tests?)? $",
)
OWN_MATTER = any_of(
    r"\bpain\b|\bsij?\b|sacro|\bback\b(?! (?:to|at|on|in|from|with|then|home)\b)|\blbp\b|buttock|\bleg\b|\bneck\b",
    r"inject|\bshot|\bblocks?\b|\besi\b|epidural|\brfa\b|ablation|\bmbb|\btpi|trigger|relief|facet|radicul",
)

# --- other people -----------------------------------------------------------------------------------------------------

_RELATIVE = one_of(
    "father|mother|mom|mum|dad|wife|husband|spouse|sister|brother|son|daughter",
    "neighbo(?:u)?r|friend|cousin|aunt|uncle|co-?worker|colleague|partner",
    "boyfriend|girlfriend",
    "(?:mother|father|sister|brother)-in-law",
    "grand(?:mother|father|ma|pa)",
    "twin|roommate|boss|niece|nephew",
)
_HAS_A = one_of(
    "her|his|my|their",
    "the (?:patient|pt)'s",
    "(?:patient|pt)'s",
    "a|an|whose|another|one",
)
_HAD = one_of(
    "had|has had|got|gets|received|underwent|went|experienced|did|found|swears",
    "claims|told|who|whose|is|was|raves|enjoyed|benefited|with",
)
# 'her sister had 90 % relief', 'another patient'.
OTHER_PERSON = words(
    (
        rf"{_HAS_A}\s(?:\w+ )?{_RELATIVE}\b(?:,[^,]*,| who[^,.]*| also)?[^.;]{{0,30}}?\b{_HAD}\b(?! (?:reports?|says"
        "|states|that (?:she|he|pt)))"
    ),
    r"(?:another|other|a different|one of our|previous|many|some|several|our) patients?\b",
    (
        rf"(?<=^)\s*{_RELATIVE} (?:had|has had|got|received|underwent|was|is)(?! (?:reports?|says|states|present"
        r"|with (?:her|him)))"
    ),
    # 'his sister's sacroiliac injection in June gave her 90 %'
    rf"{_RELATIVE}'s (?:[\w-]+ ){{0,4}}?"
    "(?:relief|injection|result|pain|response|sij|block|shot|epidural|ablation|rfa|procedure)",
    after="",
)
# … but 'her husband reports she is 50 % better' is hers.
SAYS = words(
    "reports?|reported|says|said|states|stated|notes|noted|confirms?|agrees?",
    r"estimates?|feels|thinks|corroborat\w+|called|adds|tells|relays",
    before=rf"{_RELATIVE}[^.;]{{0,24}}\b",
)
# 'His wife, who had her own joint done, tells me she is 90 % better' is hers, though she says it.
OWN_PROCEDURE = words(
    "(?:had|has had|having had|underwent|got|received) (?:her|his|their) own",
    before=rf"{_RELATIVE}[^.;]{{0,24}}\b",
)

# --- drugs and therapies ----------------------------------------------------------------------------------------------

# 'gabapentin gives 30 %', 'PT helped 20 %'.
TREATMENT = words(
    "gabapentin|pregabalin|lyrica|duloxetine|cymbalta|ibuprofen|naproxen|aleve",
    "tylenol|acetaminophen|meloxicam|celecoxib|nsaids?|opioids?|oxycodone",
    "hydrocodone|norco|tramadol|cyclobenzaprine|medications?|meds",
    "physical therapy",
    r"physio\w*",
    (
        "pt (?!reports|states|had|has(?! (?:helped|given|provided))|notes|with|rates|says|got|is|was|denies|unsure"
        "|endorses|s/p|who)(?=gave|has|helped|provided|sessions?|x|for)"
    ),
    (
        r"(?:weeks?|months?|sessions?|visits?|courses?|trials?|rounds?) of (?:\w+ ){0,2}"
        r"(?:pt|therapy|physio\w*|exercises?)\b"
    ),
    r"chiropract\w*|tens\b|massage|acupuncture|heat|ice|brace|home exercis\w*",
    "(?<!below )(?<!below the )belt(?!-?line| line)",
    r"hep|stretch(?:es|ing)?(?! of)\b|yoga|traction|dry needling|medrol dos\w*|prednisone",
    r"lidocaine patch\w*",
    r"topical\w*|diclofenac|voltaren|cannab\w*|cbd|manipulation|exercises?",
    r"weight loss|orthotics?|muscle relax\w*|steroid taper|oral steroids?",
    "aquatic therapy|pool therapy",
)
# The treatment is what did it, though a procedure is named in the clause.
TREATMENT_GAVE = words(
    r"gave|gives|helps?|helped|takes?|took|provid\w+|eas\w+|reliev\w+|dulls?|cut|:",
    before=r"\s*",
    after="",
)
# A stop between the treatment and the amount parts them.
NEW_SENTENCE = any_of(r"\.\s|;")
# '40 % relief with gabapentin'.
WITH_TREATMENT = pattern_of(
    r"(?:[^,;.]|, (?:s?he|they|pt|the patient) (?:says|reports|feels|states|tells \w+),){0,40}?"
    rf"\b(?:with|from|on|using|after|by|taking|thanks to)\s+(?:\w+ ){{0,2}}?(?:{TREATMENT.pattern})"
)

# 'Template: patient reports [80%] relief for [x] weeks'.
TEMPLATE = words(
    r"template|smart ?(?:phrase|text|link)|macro|auto-?text|boilerplate|default text", after=r"\b[^;\n]{0,60}$"
)
# 'Pain at 30% at six weeks?': doubted, and no answer.
DOUBTED = pattern_of(r"(?:[^.;:?!\s\[\]]| (?! )){0,60}\?")

# --- whole documents --------------------------------------------------------------------------------------------------

# Names of documents that are a rule's text, or anybody's.
OF_A_RULE = any_of(
    r"\bpolic(?:y|ies)\b|\bguidelines?\b|\bcriteria\b|\bbulletin\b|\bcoverage\b|\blcd\b|\bcpb\b",
    "brochure|handout|leaflet|education|consent",
)
# Names of documents that tell of other treatment: a shoulder clinic's or an acupuncturist's result.
ELSEWHERE = any_of(
    "acupunct|chiropract|massage|orthop|shoulder|knee|dent(?:al|ist)|eye|vision",
    "ophthal|cardio|pulmon|urgent care|emergency|dermat|podiat|audiolog|sleep",
    "diet|nutrition|blood pressure|oncolog|wound|urolog|gastro",
    "hospital (?:discharge|stay)",
    "vaccin|mammogr|colonosc|gyn",
)
