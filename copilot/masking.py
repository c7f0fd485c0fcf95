"""Names, numbers and addresses of people become placeholders before a prompt leaves, and come back in the answer.

`Mask` is made from one case. The same text always becomes the same placeholder (`MEMBER_1`, `PERSON_2`, `ID_1`), and
`restore` gives the very words back, so that a quotation of masked text is a quotation of the record.

    >>> mask = Mask(names=["Ingrid Villalobos"])
    >>> mask("Ms. Villalobos, call 555-201-3344")
    'Ms. MEMBER_1, call PHONE_1'
    >>> mask.restore("MEMBER_1 is well")
    'Villalobos is well'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from copilot.case import Case
from rules.reading.wordings import pattern_of

# A given name, an initial or a surname, as notes write them.
NAME = r"(?:[A-Z]['’])?[A-Z][a-zÀ-ÿ'’]+(?:-[A-Z][a-zÀ-ÿ'’]+)?"
PARTICLE = r"(?:(?:de|del|la|van|von|der|den|al|el)[ ]+)"
FULL = rf"(?:{PARTICLE}{{0,2}}{NAME}|[A-Z]\.?)(?:[ ]+{PARTICLE}{{0,2}}(?:{NAME}|[A-Z]\.)){{0,2}}"
CAPS = r"[A-Z][A-Z'’-]+,?(?:[ ]+[A-Z][A-Z'’.-]*){1,2}"
CREDENTIAL = (
    r"(?:M\.?D\.?|D\.?O\.?|N\.?P\.?|P\.?A\.?(?:-C)?|R\.?N\.?|D?PT|PhD|PsyD|DC|CRNA|FNP(?:-BC)?|APRN|MA|"
    r"LPN|CRNP|DPM|OTR?)"
)
STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace|Ter|"
    r"Parkway|Pkwy|Highway|Hwy|Circle|Cir|Square|Sq|Trail|Trl)"
)
DAY = (
    r"(?:\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}|\d{4}[/-]\d{1,2}[/-]\d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th)?(?: of |[ -]?)(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|"
    r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[ -]?\d{4}|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|"
    r"Dec)[a-z]*\.?"
    r"[ ]+\d{1,2}(?:st|nd|rd|th)?,?[ ]+\d{4}|\d{1,2}[ ]+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|"
    r"Dec)[a-z]*\.?,?[ ]+\d{4})"
)

# Kind of placeholder and the pattern of what it stands for (its group, where it has one).
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("EMAIL", pattern_of(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("URL", pattern_of(r"(?:https?://|www\.)\S+", re.I)),
    ("ID", pattern_of(r"\b\d{3}-\d{2}-\d{4}\b|\b(?<=SSN )\d{3} \d{2} \d{4}\b|(?<=SSN: )\d{3} \d{2} \d{4}\b")),
    ("ID", pattern_of(r"\b[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}\b")),  # a Medicare beneficiary's
    ("ID", pattern_of(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")),
    ("BIRTHDATE", pattern_of(rf"(?i:\b(?:DOB|D\.O\.B\.?|date of birth|birth ?date|born(?: on)?)\b)[\s:#.=-]*({DAY})")),
    ("PHONE", pattern_of(r"(?<![\w-])(?:\+?1[ .-]?)?(?:\(\d{3}\)[ ]?|\d{3}[ .-])\d{3}[ .-]\d{4}(?:[ ]*(?:x|"
                         r"ext\.?)[ ]*\d+)?(?![\w-])")),
    ("PHONE", pattern_of(r"\+\d{1,3}(?:[ .-]?\d{2,4}){2,5}\b")),
    ("PHONE", pattern_of(r"(?i:\b(?:phone|tel|fax|cell|mobile|call)\b)[\s:.#]*(\d{3}-\d{4})\b")),
    ("ID", pattern_of(
        r"(?i:\b(?:MRN|M\.R\.N\.|chart|medical record(?: number| no\.?)?|member(?: id| number| no\.?)|subscriber(?: "
        r"id)?|patient id|pt id|"
        r"acct|account|claim|auth(?:orization)?|reference|case|policy|group|NPI|TIN|EIN|DEA|license|SSN|id)\b"
        r"(?:[ ]*(?:id|number|no\.?|num|#))?)[\s:#=]*((?=[A-Z0-9-]*\d[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{3,})\b")),
    ("ID", pattern_of(r"(?<![\w.])#[ ]?(\d{5,})\b")),
    ("ID", pattern_of(r"(?<![\w.,/-])\d{7,}(?![\w/])")),
    ("ADDRESS", pattern_of(
        rf"\b\d{{1,6}}[ ]+(?:[NSEW]\.?[ ]+)?(?:[A-Z][\w'’]*[ ]+){{1,3}}{STREET}\b\.?(?:,?[ ]+(?:Apt|Suite|Ste|Unit|"
        rf"#)\.?[ ]*[\w-]+)?"
        r"(?:,?[ \n]+[A-Z][A-Za-z .'’]+,?[ ]+[A-Z]{2}[ ]+\d{5}(?:-\d{4})?)?")),
    ("ADDRESS", pattern_of(r"\b(?:P\.?[ ]?O\.?|RR[ ]?\d+,?)[ ]+Box[ ]+\d+", re.I)),
    ("ADDRESS", pattern_of(r"\b[A-Z][A-Za-z.'’]+(?:[ ][A-Z][A-Za-z.'’]+)?,[ ]*[A-Z]{2}[ ]+\d{5}(?:-\d{4})?\b")),
    ("PERSON", pattern_of(rf"\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\.?[ ]+({FULL})")),
    ("PERSON", pattern_of(rf"\b({FULL}),?[ ]+{CREDENTIAL}(?![\w/])")),
    ("PERSON", pattern_of(
        r"\b((?:[A-Z]\.[ ]+[A-Z][A-Z'’-]{2,}|[A-Z][A-Z'’-]{2,}[ ]+[A-Z][A-Z'’-]{2,})),?[ ]+"
        r"(?:M\.?D\.?|D\.?O\.?|N\.?P\.?|PA-C|R\.?N\.?|FNP(?:-BC)?|APRN)(?![\w/])")),
    ("PERSON", pattern_of(rf"(?i:\b(?:signed|sincerely|(?:kind |best )?regards|respectfully)\b),?\s+({FULL})")),
    ("PERSON", pattern_of(
        r"(?i:\b(?:attending|referring|ordering|treating|performing) (?:physician|provider|surgeon|doctor)\b)[ ]+"
        rf"({FULL})")),
    ("PERSON", pattern_of(
        r"(?i:\b(?:husband|wife|spouse|daughter|son|mother|father|sister|brother|partner|caregiver|neighbou?r)\b),?[ ]+"
        rf"({FULL})")),
    ("PERSON", pattern_of(
        r"(?i:\b(?:patient(?: name)?|pt|member(?: name)?|name|re|provider|physician|surgeon|seen by|signed(?: "
        r"by)?|author|attending|"
        r"referring(?: provider| physician)?|dictated by|electronically signed by|spouse|wife|husband|daughter|"
        r"son|mother|father|contact|cc|attn)\b)"
        rf"[ ]*:[ ]*({FULL}|{CAPS})")),
)  # fmt: skip
WORDS_NOT_NAMES = frozenset(
    """
    The This That Patient Member Provider Doctor Physician Pain Left Right Bilateral Back Low Lumbar
    Sacroiliac Joint Injection Clinic Note Medical Center Orthopedics Spine Pcp Referring Primary Care History
    Plan Assessment Date Time Follow Denies Reports Unknown None Same See Per Review Records Utilization
    Management Request Requests Letter Sij Two Signed Continue Consider Tried Supervised Keep Medicare Therapist
    Discussed Start Stop Return Risks Consent Exam Impression Diagnosis Procedure Medications Allergies
    """.split()
)


class Mask:
    """Placeholders for one case. Values are learnt from the case and from every text that is masked."""

    def __init__(
        self, names: Iterable[str] = (), ids: Iterable[str] = (), births: Iterable[dt.date] = (), taken: str = ""
    ):
        self._placeholder: dict[str, str] = {}
        self._taken, self._count = taken, dict[str, int]()
        for name in names:
            for form in name_forms(name):
                self._name(form, "MEMBER")
        for value in ids:
            self._name(value, "ID")
        for birth in births:
            for form in day_forms(birth):
                self._name(form, "BIRTHDATE")

    @classmethod
    def of(cls, case: Case) -> Mask:
        """The mask of a case: its member's data, and everyone whom its documents name."""
        texts = [d.text or "" for d in case.documents]
        member = case.member
        mask = cls(
            names=[member.name] if member.name else [],
            ids=[v for v in (member.id, case.id) if v and len(v) > 2],
            births=[member.dob] if member.dob else [],
            taken="\n".join(texts),
        )
        for text in [*texts, *(d.name for d in case.documents)]:
            mask.learn(text)
        return mask

    def learn(self, text: str) -> None:
        """Take up the people, numbers and addresses that `text` names."""
        for kind, pattern in PATTERNS:
            for found in pattern.finditer(text):
                value = (found.group(1) if pattern.groups else found.group()).strip(" ,.")
                if kind != "PERSON":
                    self._name(value, kind)
                    continue
                parts = [p.strip(".,") for p in value.split()]
                if any(p.title() in WORDS_NOT_NAMES for p in parts) or not any(len(p) > 2 for p in parts):
                    continue
                for form in name_forms(value):
                    self._name(form, "PERSON")

    def __call__(self, text: str) -> str:
        """`text` with placeholders."""
        self.learn(text)
        if not self._placeholder:
            return text
        longest_first = sorted(self._placeholder, key=len, reverse=True)
        anyone = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.I)
        return anyone.sub(self._stand_in, text)

    def _stand_in(self, found: re.Match[str]) -> str:
        """The placeholder of what was found; a full name in other capitals gets one of its own, a lone word stays."""
        value = found.group()
        if value not in self._placeholder:
            if not re.search(r"[ ,@.]", value):
                return value
            like = next(held for known, held in self._placeholder.items() if known.lower() == value.lower())
            self._name(value, like.rpartition("_")[0])
        return self._placeholder[value]

    def restore(self, text: str) -> str:
        """`text` with the words that its placeholders stand for. A placeholder nobody gave out stays."""
        back = {held: value for value, held in self._placeholder.items()}
        return re.sub(r"\b(?:MEMBER|PERSON|ID|PHONE|EMAIL|URL|ADDRESS|BIRTHDATE)_\d+\b",
                      lambda m: back.get(m.group(), m.group()), text)  # fmt: skip

    @property
    def values(self) -> frozenset[str]:
        """Everything that is masked: what must not leave."""
        return frozenset(self._placeholder)

    def _name(self, value: str, kind: str) -> None:
        if not value or value in self._placeholder or re.fullmatch(r"[A-Z]+_\d+", value):
            return
        while True:
            self._count[kind] = self._count.get(kind, 0) + 1
            held = f"{kind}_{self._count[kind]}"
            if held not in self._taken:
                break
        self._placeholder[value] = held


class NoMask(Mask):
    """For an endpoint that may see everything: nothing is replaced and nothing comes back."""

    def __call__(self, text: str) -> str:
        return text


def name_forms(name: str) -> list[str]:
    """The ways a chart writes a name: in full, surname first, in capitals, each part of it that is no initial."""
    name = " ".join(name.split())
    parts = [p.strip(",.") for p in name.split()]
    if "," in name:
        last, _, first = name.partition(",")
        parts = [*first.split(), last.strip()]
    long = [p for p in parts if len(p) > 2]
    forms = [name, name.upper()]
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        both = [f"{last}, {first}", f"{first} {last}"]
        forms += [*both, *(form.upper() for form in both), f"{first[0]}. {last}", f"{first[0]} {last}"]
    forms += long + [p.upper() for p in long]
    return list(dict.fromkeys(forms))


def day_forms(day: dt.date) -> list[str]:
    """The ways a chart writes a date."""
    m, d, y = day.month, day.day, day.year
    month = day.strftime("%B")
    return list(dict.fromkeys([
        day.isoformat(), f"{m:02}/{d:02}/{y}", f"{m}/{d}/{y}", f"{m:02}/{d:02}/{y % 100:02}", f"{m}/{d}/{y % 100:02}",
        f"{m:02}-{d:02}-{y}", f"{m}-{d}-{y}", f"{month} {d}, {y}", f"{month} {d} {y}", f"{month[:3]} {d}, {y}",
        f"{d} {month} {y}", f"{d} {month[:3]} {y}", f"{d:02}-{month[:3]}-{y}", f"{d:02}.{m:02}.{y}",
        f"{d:02}{month[:3].upper()}{y}", f"{y}/{m:02}/{d:02}", f"{m:02} {d:02} {y}", f"{y}{m:02}{d:02}",
    ]))  # fmt: skip
