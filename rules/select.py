"""Which policy governs a request, and why. Nothing is guessed: what cannot be chosen is said.

Medicare and Medicare Advantage follow the LCD of the state's contractor, commercial plans the payer's own pack; society
criteria never govern. No date falls through to an older version.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.pack import STATES, Pack
from rules.request import PROCEDURE_OF_CODE, Request, code_of
from rules.verdict import Caution


@dataclass(frozen=True, slots=True)
class Selection:
    """The governing pack, or None, and `why` in words. `number` is the published one (an LCD's by state).

    Where none governs, `cautions` holds one of kind `no_policy` with the reason, for the review to show.
    """

    pack: Pack | None
    number: str | None
    why: str
    cautions: tuple[Caution, ...] = ()


def select(packs: Sequence[Pack], request: Request) -> Selection:
    """The pack that governs `request` on its date."""
    if request.on is None:
        return _none("neither a date of service nor a date received is given, so no version can be chosen")
    if request.policy:
        return _pinned(packs, request, request.on)
    if request.line is None:
        return _none("no line of business is given")
    fitting = [pack for pack in packs if pack.governs and not _misfit(pack, request)]
    if not fitting:
        return _none(f"no pack covers {_asked(request)} for {_plan(request)}")
    return _in_force(fitting, request, request.on)


def supporting(packs: Iterable[Pack], pack: Pack, on: dt.date) -> tuple[Pack, ...]:
    """The society criteria shown beside `pack`, in its order."""
    beside = [o for o in _newest([o for o in packs if not o.governs], on) if o.effective.covers(on)]
    return tuple(other for name in pack.supporting for other in beside if other.policy == name)


def _pinned(packs: Sequence[Pack], request: Request, on: dt.date) -> Selection:
    """A pin names the policy; its line, codes and dates must fit all the same."""
    named = [pack for pack in packs if pack.policy == request.policy]
    if not named:
        return _none(f"the plan names policy {request.policy}, which is not among the packs")
    if not named[0].governs:
        return _none(f"the plan names {request.policy}, which holds society criteria; they support and never govern")
    if request.line is None:
        return _none(f"the plan names {request.policy}, but no line of business is given")
    fitting = [pack for pack in named if not _misfit(pack, request, pinned=True)]
    if not fitting:
        return _none(f"the plan names {request.policy}, but {_misfit(named[-1], request, pinned=True)}")
    return _in_force(fitting, request, on)


def _in_force(fitting: Sequence[Pack], request: Request, on: dt.date) -> Selection:
    by_state = any(pack.applies_to.by_state for pack in fitting)
    state = (request.state or "").strip().upper()
    if by_state and not state:
        return _none("no state is given, and the state's Medicare contractor decides which LCD governs")
    if by_state and state not in STATES:
        return _none(f"{request.state} is no two-letter state code, so no Medicare contractor can be told")
    here = [p for p in fitting if not p.applies_to.by_state or p.applies_to.every_state or p.number_in(state)]
    if not here:
        return _none(f"the Medicare contractor for {state} has no LCD on {_asked(request)}")
    current = [pack for pack in _newest(here, on) if pack.effective.covers(on)]
    if not current:
        names = " or ".join(sorted({pack.policy for pack in here}))
        return _none(f"no version of {names} is in force on {on.isoformat()}")
    if len(current) > 1:
        names = " and ".join(sorted(pack.key for pack in current))
        return _none(f"more than one pack fits: {names}; pin one with plan.policy")
    pack = current[0]
    pin = ", named by the plan" if request.policy else ""
    where = f" in {state}" if pack.applies_to.by_state else ""
    why = f"{_plan(request)}, {_asked(request)} on {on.isoformat()}{where}{pin}"
    revised = [r for r in pack.revisions if r.since <= on]
    return Selection(pack, pack.number_in(state), why, tuple(Caution("policy_revision", r.note) for r in revised))


def _newest(packs: Sequence[Pack], on: dt.date) -> list[Pack]:
    """Of each policy the version that began last by that day. It ends the one before it; when it has ended itself, no
    older one takes its place."""
    begun = [pack for pack in packs if pack.effective.since <= on]
    latest = {pack.policy: pack for pack in sorted(begun, key=lambda pack: pack.effective.since)}
    return list(latest.values())


def _misfit(pack: Pack, request: Request, pinned: bool = False) -> str:
    """Why the pack does not fit the request; empty where it does. A pin overrides the payer."""
    to = pack.applies_to
    if to.lines and request.line not in to.lines:
        return f"it is not for {_line(request)}"
    if to.payers and not pinned and not any(_is_payer(request.payer, payer) for payer in to.payers):
        return "it is another payer's"
    code = code_of(request)
    if code is None:
        procedure = request.procedure
        if procedure is None or procedure not in {PROCEDURE_OF_CODE.get(listed) for listed in to.cpt}:
            return "neither the code nor the description names a service that it covers"
    elif code not in to.cpt:
        return f"it does not cover {code}"
    return ""


def _is_payer(written: str | None, payer: str) -> bool:
    """'Aetna Life Insurance Co.' is aetna: every word of the payer's name stands in what was written."""
    words = set(re.findall(r"[a-z0-9]+", (written or "").lower()))
    return bool(words) and set(re.findall(r"[a-z0-9]+", payer.lower())) <= words


def _none(reason: str) -> Selection:
    message = f"No policy governs: {reason}."
    return Selection(None, None, reason, (Caution("no_policy", message),))


def _line(request: Request) -> str:
    return (request.line or "no line of business").replace("_", " ")


def _plan(request: Request) -> str:
    return f"payer {request.payer}, {_line(request)}" if request.payer else f"no named payer, {_line(request)}"


def _asked(request: Request) -> str:
    return code_of(request) or (request.procedure or "the service").replace("_", " ")
