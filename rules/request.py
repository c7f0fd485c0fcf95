"""What is asked for, as the rules need it: no names, no identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rules.facts import Procedure, Side

Purpose = Literal["diagnostic", "initial_therapeutic", "repeat_therapeutic", "ablation"]
Line = Literal["commercial", "medicare_advantage", "medicare", "medicaid"]

# Own labels for code numbers; the descriptors are the AMA's and are not reproduced. Source: FACTS A7, B.
PROCEDURE_OF_CODE: dict[str, Procedure] = {
    "27096": "sij_injection", "G0260": "sij_injection", "64451": "other", "64625": "sij_rfa",
    "27278": "sij_fusion", "27279": "sij_fusion", "27280": "sij_fusion",
    "62321": "epidural_injection", "62323": "epidural_injection",
    "64479": "epidural_injection", "64480": "epidural_injection",
    "64483": "epidural_injection", "64484": "epidural_injection",
    "64490": "facet_injection", "64491": "facet_injection", "64493": "facet_injection", "64494": "facet_injection",
    "64633": "facet_rfa", "64634": "facet_rfa", "64635": "facet_rfa", "64636": "facet_rfa",
    "20552": "trigger_point_injection", "20553": "trigger_point_injection",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """The request under review. `on` is the date of service, else the date received, else None."""

    cpt: str | None = None
    procedure: Procedure | None = None
    purpose: Purpose | None = None
    side: Side | None = None
    on: date | None = None
    guidance: str | None = None
    payer: str | None = None
    line: Line | None = None
    state: str | None = None
    policy: str | None = None


def code_of(request: Request) -> str | None:
    """The request's code without its modifiers: '27096-50' is 27096."""
    return (request.cpt or "").strip().upper()[:5] or None


def procedure_of(request: Request) -> Procedure | None:
    """What is asked for, by its code or else by its description."""
    return PROCEDURE_OF_CODE.get(code_of(request) or "", request.procedure)
