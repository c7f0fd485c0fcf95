"""Where the pain goes: axial or radicular, radiculopathy, claudication; each stated to be there or not to be."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from rules.facts import Fact, Finding
from rules.reading.context import another_complaint, denied_after, denied_before, elsewhere, heading_at, last
from rules.reading.page import Page, stems
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

# The first letters of the words without which nothing here is said.
_STEMS = stems(
    "axia radi scia clau neur pseu leg legs arm arms calf calv derm shoo belo past band foot feet toe toes "
    "extr le les lle rle bles non nonr hard bare scar patt dist shin sole pins "
    "ting numb pare elec stay conf cent stop cart domi pred heel ankl knee fore hand fing thum "
    "lumb isch cerv irra elbo noth limb only leav heav cram trol root brac walk back lbp l c s belt wais butt glut "
    "trav goes anyw"
)

# The back or the neck.
_SPINE = (
    r"(?:the |her |his )?(?:low(?:er)? |lumbar |mid |midline )*(?:back|spine|neck|lumbosacral|lumbar|"
    r"paravertebral|paraspinal)\b"
)
# Axial pain, by name or by where it stays.
_AXIAL = pattern_of(
    r"\baxial(?:ly)?\b(?!\s*(?:images?|imaging|views?|t[12]\b|ct\b|mri|cuts?|slices?|load\w*|spondylo\w*|"
    r"spa\b|compression|"
    r"plane|skeleton|rotation|sections?|arthritis|disease|distraction|traction|psoriatic))|"
    r"\bband-?like (?:low |lower )?(?:back|neck|lumbar)?|"
    r"\b(?:back|spine|neck)[- ](?:dominant|predominant)\b|"
    r"\b(?:back|neck)(?: pain)? (?:clearly |strongly )?predominates\b|"
    r"\b(?:trouble|pain|it) is all (?:lumbar|cervical|axial)\b|"
    # 'it stays in the back', 'the pain never leaves the neck', 'confined to the low back'
    r"\b(?:pain|symptoms?|it|ache|which|and|that) (?:all |always |only |just )?(?:stays?|remains?|keeps?|sits?|lives?) "
    r"(?:put )?(?:in|"
    rf"to|within) (?:the small of )?{_SPINE}|"
    rf"\b(?:confined|localized|localised|limited|restricted|isolated) (?:in|to|within) {_SPINE}|"
    rf"\b(?:never|not|n't) leaves? {_SPINE}|"
    r"\b(?:pain|ache) (?:is )?(?:only )?(?:in the )?(?:low(?:er)? |lumbar )?(?:back|neck) only\b|"
    r"\b(?:low(?:er)? |lumbar )?(?:back|neck) pain (?:only|alone)\b|"
    r"\bno (?:further|farther|lower) than (?:the |her |his )?(?:top of (?:the |her |his )?|upper )?(?:low(?:er)? "
    r")?(?:backs?|buttocks?|belt|gluteal|waist)\b|"
    # 'it never strays past the belt line'
    r"\b(?:never|not|n't) (?:strays?|leaves?|goes|go|travels?|passes|pass|spreads?|extends?|gets?|moves?|wanders?)"
    r" (?:(?:past|below|beyond|lower than) )?(?:the |her |his )?(?:belt[ -]?line|belt|waist\w*|lumbosacral junction)\b|"
    # 'goes to the buttocks but not beyond', 'stays above the belt'
    r"\b(?:buttocks?|gluteal\w*|belt\w*|waist\w*)(?: \w+){0,2},? (?:(?:but|and) )?(?:not|never|no) (?:beyond|further|"
    r"farther|past|below)"
    r"(?: (?:that|it|them|this))?(?=[ ]*(?:[.;,)\n]|$))|"
    r"\b(?:stays?|remains?|keeps?|all) above (?:the |her |his )?(?:belt[ -]?line|belt|waist\w*|buttocks?|"
    r"gluteal\w*)\b|"
    # 'the pain is purely in the low back', 'shaded over the lumbar spine only', 'Neck and top of shoulder only.'
    r"\b(?:pain|ache|it|all|symptoms?)(?: (?:is|are|lies|felt))? (?:purely|only|entirely|solely|exclusively|wholly|"
    r"just) (?:in|within|"
    rf"across|over|at) {_SPINE}|"
    rf"\b(?:shad\w+|marked|marks|drawn|draws|circled|circles)\b[^.;\n]{{0,24}} (?:over|in|across|at|to) {_SPINE}(?: "
    rf"\w+){{0,2}} only\b|"
    r"(?<=[.:;\n] )(?:low(?:er)? )?(?:back|neck)(?: and (?:the )?(?:\w+ ){0,4}?(?:shoulder(?: blade)?|buttocks?|"
    r"scapula|belt\w*|flanks?))? "
    r"only(?=[ ]*(?:[.;,)\n]|$))|"
    r"\b(?:pain|it|ache|which) (?:does(?: not|n't)|never) (?:travels?|spreads?|moves?|wanders?|goes|go)"
    r"(?: anywhere(?: else)?| elsewhere| at all)?(?=[ ]*(?:[.;,)\n]|$))|"
    r"\b(?:radiation|radiates|referral) ?[:=?] {0,12}(?:none|no|nil|denied|denies|negative)\b|"
    r"\bnon-?radiating\b|\b(?:does|do|did)(?: not|n't) radiate\b(?! (?:below|past|beyond))|"
    r"\b(?:without|no|w/o)(?: any)? (?:ir)?radiation\b"
    r"(?! (?:below|past|beyond|exposure|therapy|dose|risk|for|treatment|oncolog|safety|history|concern|badge))"
)
# Pain of the spine that a sentence names beside the denial of pain in a limb is axial: 'LBP without leg pain'.
_SPINE_PAIN = pattern_of(
    r"\b(?:back|neck|lumbar|cervical|paraspinal|facet|facet-mediated|mechanical) (?:mechanical |facet |joint )?"
    r"(?:pain|ache)\b(?![- ]free)|\blbp\b|\b(?:lumbago|cervicalgia)\b|"
    r"\b(?:straight |all |right )?across (?:the |her |his )?(?:belt[ -]?line|belt|waist\w*|low(?:er)? back)\b|"
    r"\bpain ?(?:=|:)[ ]*(?:[\w/-]+ ){0,4}?(?:low(?:er)? back|lumbar|neck|midline|paraspinals?)\b|"
    r"\bpain (?:(?:left|right|l|r|bilateral|b/l) )*(?:low(?:er)? back|lumbar|neck|cervical)\b|"
    r"\bpain (?:(?:is|stays|remains|all|sits|lives|lies|felt|purely|only|entirely|solely|mainly|mostly) )*(?:in|across|"
    r"over|at) "
    r"(?:the |her |his )?(?:low(?:er)? |lumbar |small of the )?(?:back|neck|spine|lumbar (?:region|area))\b|"
    # 'is here about her low back', 'right low back, beltline, worse leaning back'
    r"\b(?:here|seen|see|comes?|back|presents?|presenting|referred|returns?|follow-?up) (?:today |again )?(?:about|for|"
    r"with|because of|"
    r"regarding) (?:a |the |her |his )?(?:bad |painful |sore |chronic )?(?:low(?:er)? )?(?:back|neck)\b(?= pain|,| for|"
    r" x|[ ]*[.;(])|"
    r"\b(?:hurts?|aches?|sore) (?:in|across|over|at) (?:the |her |his )?(?:low(?:er)? |small of the )?(?:back|neck)\b|"
    r"\b(?:back|neck)ache\b|\blow(?:er)? back on the (?:left|right)\b|"
    r"\b(?:distribution|location|site) ?: ?(?:(?:the|left|right|bilateral|mid|midline|across|l|r|b/l) )*(?:low(?:er)? "
    r"back|lumbar|neck)\b|"
    r"\b(?:points?|pointing) to (?:(?:both sides of|either side of|one side of|the|her|his) )*(?:low(?:er)? back|"
    r"neck)\b|"
    r"\b(?:pain|ache) is (?:(?:mostly|mainly|only|all|posterior|upper|lower|low|mid|left|right|bilateral) )*"
    r"(?:paraspinal|lumbar|cervical|midline|neck|back)\b|"
    r"(?<![^.:;\n] )(?:left|right|bilateral|b/l|l|r) (?:low(?:er)? back|neck|lumbar)(?=, )"
)
# What denies pain in a limb by itself: 'legs pain-free', 'the arms are fine', 'nothing down the legs'.
_LIMB_FREE = pattern_of(
    r"\b(?:legs?|arms?|limbs?|lower extremities|upper extremities)(?: are| is| remain| feel)? ?"
    r"(?:entirely |completely |quite )?(?:pain[- ]free|fine\b|free of (?:pain|symptoms?)|asymptomatic|unaffected|"
    r"not (?:affected|involved|painful)|symptom[- ]free)|"
    r"\b(?:legs?|arms?)(?: pain)? ?: ?(?:none\b(?! of)|nil|asymptomatic|fine|ok|spared|unaffected)\b|"
    r"\b(?:legs?|arms?|limbs?|lower extremities|upper extremities)(?: ?[:=-] ?| (?:have|has|with)? ?)(?:no|nil|"
    r"denies|without)"
    r"(?: any)? (?:pain|symptoms?|radiation)\b|"
    r"\b(?:legs?|arms?|limbs?) (?:(?:is|are|being|remain) )?(?:both |entirely |completely )?spared\b|"
    r"\b(?:spares|sparing) (?:the |her |his |both )*(?:legs?|arms?|limbs?)\b|"
    r"\b(?:nothing|none|nil|never|not|and not) (?:down|into|in|below|past|beyond|to|as far as|"
    r"goes (?:down|into|to)) (?:the |her |his |either )?"
    r"(?:legs?|arms?|buttocks?|knees?|gluteal\w*|hips|waist|belt)\b|"
    # 'never reaches the legs', 'nothing runs into the leg', 'no referral to the arm', 'legs never part of it'
    r"\b(?:never|not|n't|nothing) (?:reach(?:es)?|enters?|involves?|affects?|(?:goes|go|travels?|radiates?|gets?|"
    r"extends?|"
    r"spreads?|runs?|shoots?|passes|refers?)(?: down)? (?:into|to|in|down)) (?:the |her |his |either |any )?(?:legs?|"
    r"arms?|limbs?|"
    r"lower extremit\w+|upper extremit\w+)\b|"
    r"\bno (?:referral|reference|extension|spread|involvement|component|symptoms?) (?:in|to|into|of|down) (?:the |her |"
    r"his |either )?"
    r"(?:legs?|arms?|limbs?)\b|"
    r"\b(?<!left )(?<!right )(?<!other )(?:legs?|arms?) (?:have |has |were |was |are |is )?(?:never|not)(?: been)? "
    r"(?:a )?(?:part|involved|in it|"
    r"bothered|troubled|hurt)\b|"
    r"\bno pain below (?:the )?(?:buttock|knee|"
    r"gluteal)\w*|"
    r"\b(?:(?:does|do|did)(?: not|n't)|never) (?:goe?s?|travels?|radiates?|extends?|spreads?|runs?|shoots?|"
    r"reach(?:es)?|pass(?:es)?|"
    r"gets?)(?: down)?(?: any)?"
    r" (?:past|below|beyond|(?:further|lower) than) (?:the |her |his )?(?:buttocks?|knees?|gluteal\w*)\b"
)
# A sentence or clause that only says where the pain named before it stays: 'Stays in the back.', 'Goes nowhere.'
_STAYS = pattern_of(
    r"(?:(?<=[.;\n] )|(?<=\n)|(?<=, )|^)(?:and |it |all |always |just |only )*(?:"
    rf"(?:stays?|remains?|keeps?|sits?|lies|lives|stuck|felt|all) (?:put |all |only |just |entirely |always )*"
    rf"(?:in|to|within|across|over) (?:the small of )?{_SPINE}(?: (?:region|area|only|itself|and nowhere else))*|"
    r"stays? (?:local|put|there|where it is)|goes nowhere(?: else)?|"
    r"(?:does(?: not|n't)|never) (?:go(?:es)?|travels?|spreads?|moves?|wanders?|leaves?|stirs?)"
    r"(?: anywhere(?: else)?| elsewhere| at all| from (?:there|the spot)| it)?)"
    r"(?=[ ]*(?:[.;,)\n]|$))"
)
_NEEDS_BACK = pattern_of(r"\b(?:belt|waist\w*|back|lbp|neck|lumb\w*|cervic\w*|paraspinal|pain|ache)\b")
# A limb, and what lies below the knee or the shoulder.
_LIMB = (
    r"(?:(?:left|right|l|r|lt|rt|both|bilateral|bilat|b/l|lower|upper|either|the|her|his) )*(?:legs?|"
    r"arms?|calf|calves|lower extremit\w+|upper extremit\w+|limbs?|les?\b|lle|rle|bles?)"
)
_BELOW_KNEE = (
    r"(?:legs?|lle|rle|calf|calves|foot|feet|toes?|ankles?|shins?|soles?|heels?|knee|"
    r"below (?:the |her |his )?knees?|past (?:the |her |his )?knees?|arms?|forearms?|hands?|fingers?|"
    r"thumbs?|elbow|lower extremit\w+|upper extremit\w+|extremit\w+|limbs?|[lcs]\d dermatome|dermatom\w*)"
)
# Pain into a limb: by name, by its way ('shoots to the foot'), or by its dermatome.
_RADICULAR = pattern_of(
    r"\bradicul(?:ar|itis)\b(?! (?:signs?|findings?|exam|tension))|"
    r"\bradic\b(?= (?:sx|symptoms?|pain|pattern|leg|component))|(?<=l\d )radic\b|(?<=s1 )radic\b|"
    r"\b(?:lumbo-?)?(?:sciatica|sciatalgia|ischialgia)\b|\bsciatic (?:type |nerve )?(?:pain|symptoms?|distribution)\b|"
    r"\b(?:(?:ir)?radiat\w+|shoot\w*|travel\w*|extend\w*|go|goes|going|runs?|running|burning|spread\w*|"
    r"refer(?:s|ring|red)?|"
    r"pain)\b[ ,]*(?:(?!no\b|not\b|without\b|denies\b|nothing\b|never\b|relie|less\b|better\b|only\b|"
    rf"but\b)\w+[ ,/-]+){{0,9}}?(?:in|into|to|down|past|below|along|through|towards?)\b(?:[ ]+|"
    r"[ ]?:[ ]*\[x\] ?)(?:(?!no\b|not\b|without\b|denies\b|nothing\b|never\b|above\b|stops?\b|short\b|"
    rf"proximal\b|only\b|but\b|spar\w+)\w+[ /,-]+){{0,7}}?{_BELOW_KNEE}\b(?! (?:are|is) (?:fine|free|"
    r"unaffected|asymptomatic))|"
    r"\b(?:pins and needles|tingling|numbness|paraesthesiae?|paresthesias?|"
    rf"electric(?:al)? (?:shocks?|sensations?)|zing\w*|lightning)\b (?:\w+ ){{0,3}}?(?:down|radiat\w+|"
    r"shoot\w+|travel\w+|runn?ing|"
    rf"into)\b[ ]+(?:(?!no\b|not\b|without\b|above\b)\w+[ /,-]+){{0,7}}?{_BELOW_KNEE}\b|"
    rf"\bradiating (?:pain|symptoms?) ?\([^.;)\n]{{0,60}}?\b(?:{_BELOW_KNEE}|biceps|triceps)\b|"
    r"\bradiating (?:pain|symptoms?|leg|arm)\b|\bnon-?radicular\b|"
    rf"\b(?:buttock|back|hip|gluteal)[- ]to[- ](?:\w+[- ]){{0,3}}?(?:toes?|foot|calf|ankle)\b|"
    r"\b(?:left |right |bilateral |b/l |bilat |both |l |r )*(?:leg|legs|arm|arms|calf|lower extremity|"
    r"upper extremity|le|lle|rle)(?: ?/ ?(?:foot|buttock|calf))? (?:pain\w*(?![- ]free)|symptoms?|complaints?|sx|ache|"
    r"aching|numbness and pain|radiation|component|involvement)\b|"
    r"\b(?:pain|ache|symptoms?|"
    rf"radiation) (?:(?:in|down|into|to|of|along|through) )?(?:the back of )?{_LIMB}\b|"
    r"\b[lcs]\d(?:[/-][lcs]?\d)? (?:distribution|dermatom\w*|pattern)\b|"
    r"\bdermatomal\b(?! (?:loss|sens|deficit|numb))|"
    # a root's pain by its name: 'left L5 pain for a year', 'root pain', 'brachialgia'
    r"(?<![-/])\b(?:l[2-5]|s1|c[5-8]) (?:nerve )?(?:root )?(?:pain|"
    r"symptoms?)\b(?! (?:on|with|to) (?:palp|ext|load|facet))|"
    r"\b(?:nerve )?root (?:pain|symptoms?)\b|\b(?:cervico-?)?brachialgia\b"
)
# Pain that radiates nobody says where.
_SOMEWHERE = pattern_of(r"radiating (?:pain|symptoms?)")
# The root's disease.
_RADICULOPATHY = pattern_of(r"\bradiculopath\w+|\bradic\b\.?(?!ul)|\bradicular (?:signs?|findings?)\b")
# Claudication by name, by the cart, or by the legs that sitting eases.
_CLAUDICATION = pattern_of(
    r"\b(?:neurogenic |neuro |pseudo-?)?claudica\w+|\bneuro(?:genic)? claud\b\.?|\bneuroclaud\w*|"
    r"\bshopping[- ]cart sign\b|"
    r"\bleans? (?:forward )?(?:on|over) (?:a |the |his |her )?(?:shopping |grocery )?cart\b|"
    r"\b(?:legs?|calf|calves|buttocks?|thighs?)\b[^.;\n]{0,40}\b(?:heav\w+|cramp\w*|tired|fatigue|"
    r"give out|aching|pain)\b[^.;\n]{0,30}\b(?:walk\w*|standing|ambulat\w*)\b[^.;\n]{0,40}\b(?:reliev\w+|"
    r"better|eases?|improv\w+|goes away)\b[^.;\n]{0,20}\b(?:sit\w*|lean\w*|bend\w*|flex\w*)"
)
_NOT_NERVE = pattern_of(r"\b(?:vascular|arterial|jaw|intermittent|venous|vasculogenic) $")

# What before a finding leaves it open, or makes it one of the past.
_UNSURE_LEFT = pattern_of(
    r"\b(?:rule out|r/o|to exclude|evaluate for|evaluation for|assess for|concern(?:ed)? for|possible|"
    r"possibly|suspect\w*|question of|versus|vs\.?|if|should|risk of|risks?|may (?:have|develop)|might|"
    r"could|potential|worsening|watch for|return for|call for|monitor for|new|history of|hx of|h/o|prior|"
    r"previous|old|former|past|spared|"
    r"treated|cured|resolved|relieved|response in|relief of|relief in|reduction in|improvement in|less|"
    r"better|before|worse)\b(?: \w+){0,4} $"
)
# A history with its length is of now: 'one-year history of claudication'.
_HISTORY = pattern_of(
    r"\b(?:days?|weeks?|wks?|months?|mos?|years?|yrs?|decades?|long|longstanding|lifelong)'?[ -]*(?:long )?"
    r"(?:history|hx|h/o|hist|course|story) of\b"
)
# What a patient was told to look out for.
_WARNED = pattern_of(
    r"\b(?:red flags?|warning signs?|"
    r"(?:discussed|reviewed|counsel\w*|advised|educated)\b[^.;]{0,40}\b(?:signs?|symptoms?|risks?|flags?)|"
    r"risks? (?:include|of)|seek (?:care|help)|go to the (?:ed|er))\b[^.;]*$"
)
# A pain that another joint sends.
_OTHER_JOINT = pattern_of(
    r"\b(?:knee|shoulder|elbow|wrist|ankle|foot|heel|chest|jaw|rib|abdominal)\b(?: pain)?(?: is| was| that)?[ ,]*$"
)
# What is over: 'resolved', 'in 2016'.
_OVER_AFTER = pattern_of(
    r"^[ ,]*(?:\w+ ){0,3}?(?:has |have |had |is |was |now )?(?:completely |fully |since )?(?:resolved|"
    r"gone|cured|better within|never back|"
    r"relieved(?! (?:by|with|when) (?:sit|flex|lean|rest|bend|forward))|quiet|subsided|abated|cleared|"
    r"surgery|(?<!came )(?<!began )(?<!started )(?<!since )in \d{4}|"
    r"(?<!since )(?<!came in )(?<!began in )(?<!started in )(?<!noticed in )(?<!appeared in )\(?(?:19|"
    r"20)\d\d)"
)
# 'Radiculopathy was considered': thought of, and no more.
_CONSIDERED = pattern_of(
    r"^ (?:was|is|has been|were) (?:also |initially |first |briefly )?"
    r"(?:considered|suspected|queried|raised|entertained|possible|a (?:consideration|possibility|concern)|"
    r"in the differential)\b"
)
# Words of a result.
_RELIEF = pattern_of(
    r"\b(?:relie\w*|improv\w*|better|less|reduc\w*|decreas\w*|eased|easier|gone|took away|resolved)\b|%|"
    r"\bper ?cent\b|\d ?/ ?10|->|→|\d+ to \d+"
)
_EXCLUDED = pattern_of(r"\b(?:excluded|ruled out|eliminated|considered and|not the (?:cause|source)|unlikely)\b")

# More in the limb than in the spine.
_LIMB_FIRST = pattern_of(
    r"\b(?:mostly|mainly|primarily|predominantly|chiefly|largely|more(?! than)|primary|main|"
    r"worst)\b(?:(?!\bback\b|\bneck\b|\baxial|\blumb|\bhardly|\bnever|\bnot\b|\brarely|"
    # 'worst on looking up, no arm symptoms', 'mainly when she bends, nothing in the legs'
    r"\bno\b|\bnor\b|\bnone\b|\bnothing|\bwithout|\bdeni|\bspar|\bfree)[^.;\n]){0,40}?\b(?:in|"
    r"is|the|:)?[ ]*(?:the |her |his )?(?:left |right |l |r )?(?:legs?|"
    r"arms?|radicular|calf)\b(?! (?:with|when) (?:lifting|using)|(?: are| is| both| remain| were)* (?:spared|fine|free|"
    r"clear|normal|ok|not|never|asymptomatic|unaffected|uninvolved|pain[- ]free))|"
    r"\b(?:leg|arm|radicular|legs|arms)(?: pain| symptoms)? (?:clearly |strongly )?predominates?\b|"
    r"\b(?:leg|arm|radicular|legs|arms)(?: pain| symptoms)?(?: is| are| pain is)? ?(?:much |far )?(?:>|greater than|"
    r"worse than|more than|exceeds?|dominant|"
    r"predominant)(?: (?:the|her|his))?(?: (?:back|neck|axial|low back|lbp))?|"
    r"\b(?:back|neck)(?: pain)?(?: itself)?(?: is| are)? ?(?:<|less than)(?: (?:the|her|his))? ?(?:leg|"
    r"arm)|"
    r"\b(?:back|neck)(?: itself)? (?:hardly|barely|scarcely) hurts|\b(?:leg|arm) is the big(?:ger)? part|"
    r"\bno (?:back|neck|axial) pain\b"
)
# More in the spine than in the limb: 'back pain greater than leg pain', 'mainly low back with little leg pain'.
_LITTLE = r"(?:(?:only|a|very) )*(?:minimal|slight|little|occasional|mild|trace|some|minor|infrequent)"
_SPINE_FIRST = pattern_of(
    r"\b(?:back|neck|axial|lbp)(?: pain)?(?: itself)?(?: is| are| pain is)? ?(?:much |far |clearly |greatly |well )?"
    r"(?:>{1,2}|greater than|worse than|more than|exceeds|outweighs|predominates over|dominates)"
    r" ?(?:the |her |his |any )?(?:left |right )?(?:leg|arm|limb|radicular)s?(?: (?:pain|symptoms?))?\b|"
    r"\bmore (?:low |lower )?(?:back|neck|axial)(?: pain)? than (?:leg|arm|limb|radicular)s?(?: (?:pain|symptoms?))?\b|"
    r"\b(?:leg|arm)(?: pain)?(?: is| are)? ?(?:<|less than)(?: (?:the|her|his))? ?(?:low )?(?:back|neck)(?: pain)?\b|"
    r"\b(?:predominantly|mainly|mostly|primarily|chiefly|largely) (?:low |lower )?(?:back|neck|axial)(?: pain)?,? "
    rf"(?:with|and) {_LITTLE} (?:left |right |referred )?(?:leg|arm|limb)s?(?: (?:pain|symptoms?|ache))?\b"
)
# Shares: 'leg 80, back 20', '80 % leg, 20 % back'.
_SHARES_AFTER = pattern_of(
    r"\b(?P<x>leg|arm|back|neck|lbp)s?(?: pain)?:? (?P<a>\d{2}) ?%?[ ,/;]*(?:and )?(?P<y>leg|arm|back|"
    r"neck|lbp)s?(?: pain)? (?P<b>\d{2})\b"
)
# … side by side: 'back:leg 80:20', '90/10 back to leg'.
_SHARES_BESIDE = pattern_of(
    r"\b(?P<x>leg|arm|back|neck) ?[:/-] ?(?P<y>leg|arm|back|neck)(?: pain)?(?: ratio| split)?[ :=]{1,3}(?P<a>\d{2}) "
    r"?[:/-] ?"
    r"(?P<b>\d{2})\b(?! ?/)"
)
_SHARES_BEFORE = pattern_of(
    r"(?<![\d/])(?P<a>\d{2}) ?[:/-] ?(?P<b>\d{2}) (?P<x>leg|arm|back|neck)(?: pain)? ?(?:to|vs\.?|versus|:|/) "
    r"?(?P<y>leg|arm|back|neck)\b"
)
_SHARES = pattern_of(
    r"(?P<a>\d{2,3}) ?%? ?(?:left |right |low )?(?P<x>leg|arm|back|neck|"
    r"lbp)s?\b[^.;\n%\d]{0,14}(?P<b>\d{1,2}) ?%? ?(?:left |right |low )?(?P<y>leg|arm|back|neck|lbp)"
)


# 'Pain, worse leaning back, none in the legs.'
_NONE_THERE = pattern_of(r"\b(?:none|nothing|nil|not|never)(?: of it| at all| felt| any)? (?:in|into|down|to|below)\b")


def read_radiation(page: Page) -> list[Fact]:
    """Axial and radicular pain, radiculopathy and claudication, in order of the text."""
    found: list[tuple[int, Fact]] = []
    for index in page.having(_STEMS):
        sentence = page.sentences[index]
        for start in range(sentence.start, sentence.end, 700):
            part = Stretch(start, min(sentence.end, start + 700))
            found += [(f.span.start or 0, f) for f in _in_part(page, part)]
    return [fact for _, fact in sorted(found, key=lambda pair: pair[0])]


def _in_part(page: Page, part: Stretch) -> Iterator[Finding]:
    for finding in _findings(page, part):
        start = finding.span.start or part.start
        if not elsewhere(page, start) and not another_complaint(page, start):
            yield finding


def _findings(page: Page, part: Stretch) -> Iterator[Finding]:
    if elsewhere(page, part.start):
        return
    folded = page.folded
    taken: list[tuple[int, int]] = []
    told: set[bool] = set()
    limb_first = _limb_first(page, part)
    spine_first = _shares(page, part, of_spine=True) or (None if limb_first else _spine_first(page, part))
    for match in _RADICULOPATHY.finditer(folded, part.start, part.end):
        if (present := _polarity(page, part, match, "radiculopathy")) is not None:
            taken.append(match.span())
            if not present and match[0].startswith("radic") and "path" not in match[0]:
                told.add(False)  # 'LBP, no radic'
            name = (
                "radiculopathy"
                if (not match[0].startswith("radic.") and match[0] != "radic") or not present
                else "radicular_pain"
            )
            yield _finding(page, match, name, present)
    walks = _WALKS_WELL.search(folded, part.start, part.end)
    for match in itertools.chain(_CLAUDICATION.finditer(folded, part.start, part.end), _walking(page, part)):
        if _NOT_NERVE.search(folded, max(part.start, match.start() - 16), match.start()):
            continue
        if (present := _polarity(page, part, match, "claudication")) is not None:
            yield _finding(page, match, "claudication", present)
            walks = None
    if walks and not _TOLD_AS_RESULT.search(folded, part.start, min(part.end, walks.end() + 40)):
        yield Finding(page.span(walks.start(), walks.end()), name="claudication", present=False)
    for match in _RADICULAR.finditer(folded, part.start, part.end):
        if any(s < match.end() and match.start() < e for s, e in taken):
            continue
        present = _polarity(page, part, match, "radicular_pain") if not _NONE_THERE.search(match[0]) else False
        if present is None or present in told or (present and _SOMEWHERE.fullmatch(match[0])):
            continue  # 'radiating pain' that is there may go to the groin
        told.add(present)
        yield _finding(page, match, "radicular_pain", present)
    free = _LIMB_FREE.search(folded, part.start, part.end)
    if free and not told:
        told.add(False)
        yield _finding(page, free, "radicular_pain", False)
    if limb_first:
        yield _finding(page, limb_first, "axial_pain", False)
        if True not in told and not limb_first[0].startswith("no "):
            yield _finding(page, limb_first, "radicular_pain", True)
        return
    if spine_first:
        yield _finding(page, spine_first, "axial_pain", True)
        return
    for match in _AXIAL.finditer(folded, part.start, part.end):
        plain = match[0].startswith(("axial", "band"))
        if not plain and not _NEEDS_BACK.search(folded, part.start, part.end) and not _spine_pain(page, part):
            continue  # 'LBP. Radiation: none.'
        left = folded[max(part.start, match.start() - 90) : match.start()]
        if _planned_or_past(left) or _EXCLUDED.search(folded, match.end(), min(part.end, match.end() + 40)):
            continue
        said = re.search(r"\b(?:not|no|without|denies|isn't|non-?)[ -](?:\w+ ){0,2}$", left)
        no = said or _minus(page, match.start())
        yield _finding(page, match, "axial_pain", not (plain and no))
        return
    if True not in told and (stays := _STAYS.search(folded, part.start, part.end)) and _spine_pain(page, part):
        yield _finding(page, stays, "axial_pain", True)
        return
    if told == {False} and (spine := _spine_pain(page, part)):
        yield _finding(page, spine, "axial_pain", True)


def _indent(page: Page, part: Stretch) -> int:
    text = page.document.text[part.start : min(part.end, part.start + 60)]
    return len(text) - len(text.lstrip())


# A sentence about a pain that it does not name: what it does not do, and what makes it worse or better.
_MANNER = pattern_of(
    r"\W*(?:do(?:es)?(?: not|n't)|never|nothing|worse(?!ned)|worst|better (?:with|when|by|on|lying|sitting|bending)|"
    r"aggravated|provoked|brought on|exacerbated|eased by|relieved by (?:sit|lying|rest|bend|lean|flex)\w*|"
    r"hurts? (?:with|when|on|to|most)|aches? (?:with|when|on)|comes on (?:with|when|on)|stays?|remains?|keeps?)\b"
)


def _spine_pain(page: Page, part: Stretch) -> re.Match[str] | None:
    """The pain of back or neck that a sentence affirms: 'mechanical low back pain, non-radicular'."""
    if heading_at(page, part.start) == "review":
        return None
    first = part.start
    if re.match(r"\W*(?:it|this|the pain|pain)\b", page.folded[part.start : part.start + 24]):
        first = page.sentences[max(0, page.sentence_index(part.start) - 1)].start  # 'It does not travel to the legs.'
    elif page.document.text.startswith(("[ ]", "[]", "[_]"), part.start + _indent(page, part)):
        # a form: '[x] low back pain' some lines above '[ ] leg pain (denied)'
        first = max(
            page.sentences[max(0, page.sentence_index(part.start) - 4)].start,
            page.folded.rfind("\n\n", 0, part.start) + 1,
        )
    elif _MANNER.match(page.folded, part.start):
        # 'Back pain, dull. Began at Easter. Does not go past the buttock.', '… Worse leaning back; no leg pain.'
        first = max(
            page.sentences[max(0, page.sentence_index(part.start) - 2)].start,
            page.folded.rfind("\n\n", 0, part.start) + 1,
        )
    elif len(page.folded[part.start : part.end].split()) <= 8:
        # 'Low back pain for two years. No leg pain.', 'Neck pain since May. Worse looking up. No arm pain.'
        first = max(
            page.sentences[max(0, page.sentence_index(part.start) - 2)].start,
            page.folded.rfind("\n\n", 0, part.start) + 1,
        )
    for match in _SPINE_PAIN.finditer(page.folded, max(first, part.start - 200), part.end):
        left = page.folded[max(page.sentence_at(match.start()).start, match.start() - 110) : match.start()]
        left = re.sub(r"\bnon-?\w+", "", left)  # 'non-radicular, facet-mediated lumbar pain'
        unsure = _UNSURE_LEFT.search(left) or _planned_or_past(left) or _RELIEF.search(left)
        if not (unsure or denied_before(left) or denied_after(page.folded[match.end() : part.end])):
            return match
    return _spine_next(page, part)


def _spine_next(page: Page, part: Stretch) -> re.Match[str] | None:
    """'No leg pain. Back pain is across the belt line.': what follows a bare denial opens with the spine's pain."""
    index = page.sentence_index(part.start) + 1
    if len(page.folded[part.start : part.end].split()) > 8 or index >= len(page.sentences):
        return None
    following = page.sentences[index]
    match = _SPINE_PAIN.search(page.folded, following.start, min(following.end, following.start + 60))
    if match is None or "\n\n" in page.folded[part.end : following.start + 1]:
        return None
    left = page.folded[following.start : match.start()]
    if _UNSURE_LEFT.search(left) or _planned_or_past(left) or _RELIEF.search(page.text(following)):
        return None
    return None if denied_before(left) or denied_after(page.folded[match.end() : following.end]) else match


# The legs' complaint in walking, denied: 'no heaviness on walking', 'legs do not tire when he walks', 'walks as far
# as he likes without leg pain', 'no heaviness in either leg, and he walks two miles without stopping'.
_HEAVY = (
    r"(?:heav\w+|cramp\w*|fatigue|tired\w*|tiring|aching|aches?|weakness|pain|symptoms?|complaints?|discomfort|"
    r"trouble)"
)
_LEGS = r"(?:legs?|cal(?:f|ves)|thighs?|buttocks?|lower limbs?|lower extremit\w+)"
_ON_FOOT = (
    r"(?:on|with|when|while|during|upon|from|after) (?:prolonged |long |any |he |she |they )?"
    r"(?:walk\w*|stand\w*|ambulat\w+|exertion)"
)
_WALKS_WELL = pattern_of(
    r"\b(?:no|denies(?: any)?|without(?: any)?) (?:(?:leg|calf|thigh|buttock|lower limb|of the|in the|either|legs) )?"
    rf"(?:(?:heav\w+|cramp\w*|leg (?:fatigue|tired\w*|pain|ache|weakness|symptoms))(?:,? (?:or|nor|and) |, | "
    rf")?){{1,3}}(?:{_HEAVY} )?"
    rf"(?:in (?:the |her |his |either )?{_LEGS} )?{_ON_FOOT}|"
    rf"\b{_LEGS} (?:do|does|did)(?: not|n't) (?:(?:tire|ache|cramp|hurt|seize up|feel heavy|get heavy|go heavy|give "
    rf"out|give way|bother|"
    rf"trouble|stop)(?: (?:or|nor) )?){{1,3}}(?: (?:her|him|them))? (?:{_ON_FOOT}|when)|"
    r"\bwalk(?:s|ed|ing)?\b[^.;\n]{0,50} (?:without|with no)(?: any)?"
    rf" (?:(?:{_LEGS} {_HEAVY})|{_HEAVY} in (?:the |her |his |either )?{_LEGS})|"
    rf"\bwalking (?:does(?: not|n't)|never) (?:bring on|brings? on|caus\w+|provok\w+|produc\w+|giv\w+|trigger\w*|"
    rf"bother|affect|trouble)"
    rf"(?: (?:her|him))?(?: any)? (?:{_LEGS} {_HEAVY}|{_HEAVY} in (?:the |her |his |either )?{_LEGS})|"
    rf"\bno\b[^.;\n]{{0,40}}\b(?:heav\w+|cramp\w*) in (?:the |her |his |either |any )?{_LEGS}\b[^.;\n]{{0,30}}"
    r"\bwalks?\b[^.;\n]{0,40}\b(?:without (?:stopping|a stop|a rest|resting|having to)|no limit|unlimited)|"
    rf"\bwalk(?:s|ing)?\b[^.;\n]{{0,24}} (?:unlimited|unrestricted|no limit)[,;]? (?:and |with )?no {_LEGS} {_HEAVY}"
)
# … which a result, a goal or a denial tells too: 'since the injection she walks a mile without leg pain'.
_TOLD_AS_RESULT = pattern_of(
    r"\b(?:since|after|following|now|again|goals?|wants?|hopes?|wishes|aims?|expect\w*|before|relie\w*|inject\w*|"
    r"epidural\w*|"
    r"esi|shots?|blocks?|cannot|can't|couldn't|unable|no longer|not walk|hardly|barely|rarely|until|if|used to|"
    r"improv\w*|better|more than|further|able to|so that|post)\b"
)
# Claudication told by what it is like: the legs, their complaint, walking or standing, and sitting or leaning that
# helps.
_WALKING = (
    pattern_of(r"\b(?:legs?|calf|calves|thighs?|buttocks?)\b"),
    pattern_of(
        r"\b(?:heav\w+|cramp\w*|tight\w*|seiz\w+|tired\w*|fatigue\w*|weak\w*|gives? (?:out|way)|ach\w+|pain\w*|"
        r"numb\w*|leaden|like lead|sore\w*)\b"
    ),
    pattern_of(
        r"\b(?:walk\w*|stand\w*|ambulat\w*|upright|(?:one|two|half a|a|\d+) (?:blocks?|yards|metres|meters|feet))\b"
    ),
    pattern_of(
        r"\b(?:reliev\w+|better|eases?|eased|settles?|improv\w+|goes away|gone|helps?|stops?|must|has to|"
        r"needs to|until)\b"
        r"[^.;\n]{0,30}\b(?:sit\w*|lean\w*|bend\w*|bent|flex\w*|stoop\w*|crouch\w*|squat\w*|trolley|cart)\b|"
        r"\b(?:sits?|sitting|leans?|leaning|bends|bending|stoops|stooping|flexion|trolley|cart)\b[^.;\n]{0,40}"
        r"\b(?:helps?|reliev\w+|eases?|settles?|better|improv\w+|(?:it|this|that|they) (?:passes|pass|clears?|goes|"
        r"recovers?))\b"
    ),
)


_SPARED = pattern_of(r"\b(?:no|nothing|none|never|nor|not|denies|without|spar(?:es|ing))\b[^.;,]{0,24}$")


def _walking(page: Page, part: Stretch) -> list[re.Match[str]]:
    """The legs' complaint where a sentence tells claudication without its name."""
    if _CLAUDICATION.search(page.folded, part.start, part.end):
        return []
    legs = _WALKING[0].finditer(page.folded, part.start, part.end)
    if all(_SPARED.search(page.folded, max(part.start, leg.start() - 30), leg.start()) for leg in legs):
        return []  # 'aches on standing, eased by bending; nothing into the legs'
    found = [pattern.search(page.folded, part.start, part.end) for pattern in _WALKING]
    return [found[1]] if all(found) and found[1] else []


_ALL_SHARES = (_SHARES, _SHARES_AFTER, _SHARES_BESIDE, _SHARES_BEFORE)


def _shares(page: Page, part: Stretch, *, of_spine: bool) -> re.Match[str] | None:
    """'80 % leg, 20 % back': the words, where the limb (or the spine) has the larger share."""
    for match in itertools.chain(*(p.finditer(page.folded, part.start, part.end) for p in _ALL_SHARES)):
        if len({match["x"], match["y"]} & {"leg", "arm"}) != 1 or int(match["a"]) + int(match["b"]) > 100:
            continue
        limb, spine = (match["a"], match["b"]) if match["x"] in ("leg", "arm") else (match["b"], match["a"])
        if (int(spine) > int(limb)) if of_spine else (int(limb) > int(spine)):
            return match
    return None


def _planned_or_past(left: str) -> bool:
    return bool(re.search(r"\b(?:if|whether|should|rule out|possible|versus|vs)\b(?: \w+){0,3} $", left))


def _limb_first(page: Page, part: Stretch) -> re.Match[str] | None:
    """Words that put the leg or arm before the back or neck: the pain is not mainly axial."""
    if match := _shares(page, part, of_spine=False):
        return match
    for match in _LIMB_FIRST.finditer(page.folded, part.start, part.end):
        left = page.folded[max(part.start, match.start() - 30) : match.start()]
        if not denied_before(left) and not _RELIEF.search(match[0]):
            return match
    return None


def _spine_first(page: Page, part: Stretch) -> re.Match[str] | None:
    """Words that put the back or neck before the limb: the pain is mainly axial."""
    for match in _SPINE_FIRST.finditer(page.folded, part.start, part.end):
        left = page.folded[max(part.start, match.start() - 60) : match.start()]
        if not (denied_before(left) or _UNSURE_LEFT.search(left) or _planned_or_past(left)):
            return match
    return None


# Treatment is denied, and not the disease: 'nothing has been done about the radiculopathy'.
_TREATED = (
    r"(?:done|treat\w*|address\w*|manag\w+|start(?:ed)?|given|offered|tried|care|therapy|interventions?|epidurals?|esi|"
    r"inject\w*|surgery|decompression|discectomy|medications?|meds?|dealt with|tak(?:en|ing|es?)|us(?:ed|ing)|pills|"
    r"gabapentin|pregabalin|duloxetine|opioids?|narcotics?|nsaids?|ibuprofen|naproxen|prednisone|pt|physio\w*)"
)
_UNTREATED = pattern_of(
    rf"\b(?:no|not|n't|nothing|never|nobody|none|without|nor|denies|denied)\b(?: (?!but\b)[\w-]+){{0,3}}? {_TREATED}\b"
    r"(?: (?!but\b|of\b (?!any\b))[\w-]+){0,4}? ?"
    r"(?:(?<!treated )(?:for|about|against|to|towards?)|(?<=treated)|(?<=addressed)|(?<=treated for)|(?<=managed))"
    r"(?P<known> (?:the|her|his|this|that|their|an?)\b| (?=[lcs]\d))?"
    r"(?: (?:left|right|bilateral|l|r|known|active|acute|chronic|lumbar|cervical|neurogenic|emg-proven|proven|clear|"
    r"[lcs]\d(?:[-/][lcs]?\d)?))* $"
)
_NEEDED = pattern_of(r"\b(?:need\w*|requir\w+|necessary|warranted|indicated|called for)\b")


def _polarity(page: Page, part: Stretch, match: re.Match[str], name: str) -> bool | None:
    """Whether the finding is there, is denied, or is only considered, over, or somebody's hope (None)."""
    folded = page.folded
    left = _HISTORY.sub("has", folded[max(part.start, match.start() - 110) : match.start()])
    if name == "claudication" and not _CLAUDICATION.match(match[0]):
        left = re.sub(r"\bbefore\b", "until", left)  # 'he walks 50 m before both thighs cramp'
    right = folded[match.end() : min(part.end, match.end() + 90)]
    if re.search(r"\bfor$", match[0]):
        return None
    if _minus(page, match.start()):
        return False
    if untreated := _UNTREATED.search(left):
        known = untreated["known"] and not (_NEEDED.search(untreated[0] + right) or _OVER_AFTER.match(right))
        return True if known else None
    if (
        match[0].startswith("non")
        or denied_after(right)
        or denied_before(left)
        or re.search(r"\b(?:no|without|not|denies)\b", match[0][: 14 if name == "radicular_pain" else 0])
    ):
        if re.search(
            r"\b(?:to (?:rule out|exclude)|r/o|rule out)\s(?:\w+ ){0,3}$|"
            r"\b(?:not|n't|no|nothing|none)(?: \w+){0,4} (?:explain|match|correlat|account|fit|correspond|"
            r"support|cause|reason|source)\w*[^,;.]*$",
            left,
        ):
            return None
        return False
    if (
        name == "radiculopathy"
        and _EXCLUDED.search(right)
        and not re.search(r"\bnot (?:been )?(?:excluded|ruled)", right)
    ):
        return False
    if _CONSIDERED.match(right) or _UNSURE_LEFT.search(left) or _OVER_AFTER.match(right) or _WARNED.search(left):
        return None
    if re.match(r"pain|radiat|shoot|travel", match[0]) and _OTHER_JOINT.search(left):
        return None
    if re.search(
        r"\b(?:treated|resolved|history of|h/o|previous|prior|old|cured|better|less|relief of|relief in|"
        r"spared|reduction in|improvement in|less of the)\b(?: \w+){0,3} $",
        left,
    ):
        return None
    if (
        re.search(
            r"\b(?:in|of|since|back in) (?:19|20)\d\d\b[^;.]*\b(?:had|was|were|underwent|developed|for)\b[^;.]*$",
            left,
        )
        and not re.search(r"\bsince\b[^;.]*$", left)
    ):
        return None  # 'in 2016 she had left leg pain'
    if name == "radicular_pain" and _only_result(match[0], left, right):
        return None
    if heading_at(page, match.start()) == "review" and name != "radiculopathy":
        return None
    return True


# '+ radicular; - axial': where something has a plus, a minus before a word denies it.
_PLUS_SIGN = pattern_of(r"(?:^|[\n;,|(:]|\. )[ ]*\+ ?[a-z]")
_MINUS_SIGN = pattern_of(r"(?:^|[\n;,|(]|\. )[ ]*- ?(?:\w+ )?$")


def _minus(page: Page, start: int) -> bool:
    low = max(page.folded.rfind("\n", 0, start) + 1, start - 120)
    stop = page.folded.find("\n", start, start + 120)
    line = page.folded[low : stop if stop >= 0 else start + 120]
    return bool(_MINUS_SIGN.search(page.folded[low:start]) and _PLUS_SIGN.search(line))


# What the straight leg raise brings on is the patient's leg pain.
_RAISED = pattern_of(r"\b(?:slr|straight leg|lasegue|raise|raising)\b[^.;]*$")
_BRINGS_ON = pattern_of(
    r"\b(?:reproduc\w+|provok\w+|elicit\w*|bring\w*|brought|recreat\w+|positive|pos|\+|caus\w+|gives?|gave)\b[^.;]*$"
)


def _only_result(words: str, left: str, right: str) -> bool:
    """'60 % less leg pain', 'leg pain 8 to 3' tell what an injection did; the complaint itself is stated elsewhere."""
    if re.search(r"radicul|sciatica|dermatom|distribution|pattern", words):
        return (
            bool(re.search(r"\b(?:relief|%|less|better)\b[^.;]{0,18}$", left))
            and not re.search(r"[lcs]\d", words + left[-12:])
        )
    clause = re.split(r"[;,.]|\band\b|\bbut\b", left)[-1]
    after = re.split(r"[;.]", right)[0]
    return (
        bool(_RELIEF.search(clause) or re.match(rf"[^.;,]{{0,26}}?(?:{_RELIEF.pattern})", after))
        or (
            re.search(r"\b(?:slr|straight leg|lasegue|raise|raising|test|degrees?)\b", left[-60:]) is not None
            and not (_RAISED.search(left[-60:]) and _BRINGS_ON.search(left[-60:]))
        )
    )


def _finding(page: Page, match: re.Match[str], name: str, present: bool) -> Finding:
    sentence = page.sentence_at(match.start())
    start = match.start()
    if not present and name != "axial_pain":  # the quote holds the denial
        cue = last(
            re.finditer(
                r"\b(?:no|denies|denied|without|negative for|neg for|not|absent|never|free of|nor)\b",
                page.folded[max(sentence.start, start - 70) : start],
            )
        )
        if cue and not re.search(r"[;.]", page.folded[max(sentence.start, start - 70) + cue.end() : start]):
            start = max(sentence.start, start - 70) + cue.start()
    return Finding(page.span(start, match.end()), name=name, present=present)
