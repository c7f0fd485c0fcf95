"""Provocative manoeuvres: how many of the six that count are positive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules import words
from rules.amounts import Interval, compare
from rules.derive.seen import Seen, silent
from rules.derive.statements import compared
from rules.facts import ProvocativeTests, Span
from rules.pack import Quantity, Rule
from rules.record import Record

# The six manoeuvres that count (FACTS A2.4; POLICIES "Manoeuvres"). Fortin's sign supports and does not count.
MANOEUVRES = {
    "faber": ("faber", "patrick", "figure 4", "figure four"),
    "gaenslen": ("gaenslen",),
    "thigh thrust": ("thigh thrust", "posterior shear", "p4", "femoral shear"),
    "compression": ("compression",),
    "distraction": ("distraction", "gapping"),
    "yeoman": ("yeoman",),
}
# An examination that tells of this many manoeuvres is complete: payers count three of five or three of six.
COMPLETE = 5
_ASK = (
    "The result of each provocative manoeuvre on the requested side (FABER or Patrick, Gaenslen, thigh thrust, "
    "compression, distraction, Yeoman)"
)


@dataclass(frozen=True, slots=True)
class Account:
    """One account of an examination. `complete`: it gives the number in all, or tells of at least five manoeuvres.

    What a list that is not complete leaves out may have been positive: silence is no failure.
    """

    count: Interval
    span: Span
    complete: bool


def provocative_tests(record: Record, rule: Rule) -> Seen:
    """How many of the six counted manoeuvres are positive on the requested side, or where no side is named."""
    assert isinstance(rule.wanted, Quantity)
    told = [f for f in record.facts if isinstance(f, ProvocativeTests) and _here(f, record)]
    accounts = _accounts(told)
    if told and not accounts:
        missing = f"{words.quote(told[0].span)} gives no number of positive manoeuvres that count"
        return silent(missing, rule, [fact.span for fact in told], (_ASK,))
    if any(compare(account.count, rule.test, rule.wanted.value) == "met" for account in accounts):
        # A note that mentions only some manoeuvres does not speak against one that tells of more.
        accounts = [a for a in accounts if a.complete or compare(a.count, rule.test, rule.wanted.value) == "met"]
    found = [(account.count, account.span, _told(account.count)) for account in accounts]
    missing = "How many provocative manoeuvres are positive is not recorded"
    return compared(found, rule, "", missing, _ASK)


def _here(fact: ProvocativeTests, record: Record) -> bool:
    return record.side in (None, "bilateral") or fact.side in (None, "bilateral", record.side)


def _accounts(told: Sequence[ProvocativeTests]) -> list[Account]:
    """Each stated total by itself, and of each document the manoeuvres that it names."""
    accounts, named = [], dict[str, list[ProvocativeTests]]()
    for fact in told:
        if fact.positive is not None and fact.positive > len(counted(fact.names)):
            total = Fraction(fact.positive)
            done = fact.tested if fact.tested is not None and fact.tested < COMPLETE else len(MANOEUVRES)
            accounts.append(Account(Interval(total, total + len(MANOEUVRES) - done), fact.span, done >= COMPLETE))
        elif fact.positive is not None and not fact.names and not fact.negative_names:
            accounts.append(Account(Interval(Fraction(0), Fraction(0)), fact.span, True))
        else:
            named.setdefault(fact.span.document, []).append(fact)
    return accounts + [account for facts in named.values() if (account := _named(facts))]


def _named(facts: Sequence[ProvocativeTests]) -> Account | None:
    positive = counted(name for fact in facts for name in fact.names)
    negative = counted(name for fact in facts for name in fact.negative_names) - positive
    tested = max(len(positive | negative), *(fact.tested or 0 for fact in facts))
    if not positive and not negative:
        return None
    low = Fraction(len(positive))
    complete = tested + _beside(facts) >= COMPLETE or any(fact.total and fact.tested is None for fact in facts)
    unread = counted(name for fact in facts for name in fact.unread) - positive - negative
    # A manoeuvre that nobody tells of has not failed: only those told to be negative count against the six.
    untold = len(unread) if complete else len(MANOEUVRES) - tested
    return Account(Interval(low, low + untold), facts[0].span, complete)


def _beside(facts: Sequence[ProvocativeTests]) -> int:
    """1 where the sacral thrust was done: it counts for nothing, and belongs to a whole examination."""
    named = {name.lower().replace("_", " ") for fact in facts for name in (*fact.names, *fact.negative_names)}
    return int("sacral thrust" in named)


def counted(names: Iterable[str]) -> set[str]:
    """The manoeuvres among these names that count, each once whatever it is called."""
    found = set()
    for name in names:
        plain = name.lower().replace("_", " ").replace("-", " ")
        found |= {manoeuvre for manoeuvre, spellings in MANOEUVRES.items() if any(s in plain for s in spellings)}
    return found


def _told(count: Interval) -> str:
    low = words.number(count.low or Fraction(0))
    plural = "" if count.low == 1 else "s"
    if count.low != count.high:
        return f"at least {low} positive manoeuvre{plural} and no word on the others"
    return f"{low} positive manoeuvre{plural} that count{'s' if count.low == 1 else ''}"
