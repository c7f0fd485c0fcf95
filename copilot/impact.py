"""What came out differently: two reviews side by side, or stored reviews under another version of their policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from copilot.audit.replay import ReviewBy
from copilot.corrections import history
from copilot.policies import find
from copilot.problem import Problem
from copilot.review import Review
from copilot.store import Store
from rules.pack import BadPack, Pack, parse


@dataclass(frozen=True, slots=True)
class Change:
    """Something that came out otherwise. `where`: recommendation, or a criterion's id; None: there was none."""

    where: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.where}: {self.before or 'not asked'} → {self.after or 'not asked'}"


@dataclass(frozen=True, slots=True)
class Impact:
    """A stored review that another version changes. `signed`: a person's signature on it is in force."""

    case_id: str
    review_id: str
    state: str
    changes: tuple[Change, ...]


def changes(before: Review, after: Review) -> tuple[Change, ...]:
    """What differs between two reviews of one case: the recommendation first, then each criterion's verdict."""
    told = [
        {"recommendation": r.recommendation}
        | {c.id if c.governing else f"{c.id} (supporting)": c.verdict for c in r.criteria}
        for r in (before, after)
    ]
    return tuple(
        Change(where, told[0].get(where), told[1].get(where))
        for where in {**told[0], **told[1]}
        if told[0].get(where) != told[1].get(where)
    )


def impact(store: Store, old: Pack, new: Pack, review: ReviewBy, packs: Sequence[Pack]) -> Iterator[Impact]:
    """The newest stored reviews under `old` that would come out differently had `new` been in force instead."""
    beside = [pack for pack in packs if not pack.governs]
    instead = new.model_copy(update={"effective": old.effective, "policy": old.policy})
    for stored in store.newest_reviews():
        governing = stored.review.policy
        if governing is None or (governing.id, governing.version) != (old.policy, old.version):
            continue
        case = store.made_from(stored.review.case_id, stored.case_version)
        corrections = tuple(c for c in history(store, case.id) if c.id in stored.corrections)
        after = review(case, corrections, [instead, *beside])
        if found := changes(stored.review, after):
            yield Impact(case.id, stored.review.review_id, store.state(case.id), found)


def named(packs: Sequence[Pack], name: str) -> Pack:
    """The pack in the YAML file of that name, or called `policy/version`. Raises Problem where there is none."""
    path = Path(name)
    if not path.is_file():
        return find(packs, name)
    try:
        return parse(path.read_text("utf-8"), path.name)
    except BadPack as error:
        raise Problem(str(error)) from None
    except UnicodeDecodeError:
        raise Problem(f"{path.name}: cannot be read as text; save it as UTF-8") from None
