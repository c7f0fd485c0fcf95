"""FHIR over HTTP: `Claim/$submit`, `Claim/$inquire`, CDS Hooks. The page's server mounts `router(…)`.

A client shows a bearer token (`copilot.fhir_tokens`); without one configured nothing is answered. A client sees its own
requests only. Errors are OperationOutcomes without patient data.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from copilot.case import Case
from copilot.fhir.bundle import Bundle, Invalid
from copilot.fhir.codes import procedure_code
from copilot.fhir.request import Request as Asked
from copilot.fhir.request import cases_of
from copilot.fhir.response import Answered, Determination, outcome, response
from copilot.fhir_tokens import client_of
from copilot.load import json_of
from copilot.problem import Problem
from copilot.review import Review
from copilot.store import Conflict, Store

MAX_BODY = 50_000_000
MEDIA = "application/fhir+json"
HOOK = "order-sign"
SERVICE = "necessity-documentation"
MAX_ITEMS = 50

ReviewOf = Callable[[Case], Review]


class Refused(Exception):
    """A request that is answered with an OperationOutcome."""

    def __init__(self, status: int, code: str, text: str, where: str = "") -> None:
        self.status, self.issues = status, [(code, where, text)]


def router(
    store: Store, review_of: ReviewOf, tokens: Mapping[str, str], now: Callable[[], dt.datetime]
) -> APIRouter:  # fmt: skip
    """The routes. `review_of` is the pipeline; `tokens` maps a client's name to the SHA-256 of its token."""
    service = Service(store, review_of, now)
    routes = APIRouter()

    async def answer(request: Request, work: Callable[[str, Any], dict[str, Any]], media: str = MEDIA) -> Response:
        """Authenticate, read the body, do the work in a thread, and turn whatever goes wrong into an outcome."""
        try:
            client = _client(request, tokens)
            body = await _body(request)
            found, status = await run_in_threadpool(work, client, body), 200
        except Refused as refused:
            found, status = outcome(*refused.issues), refused.status
        except Invalid as invalid:
            found, status = outcome(*((one.code, one.where, one.text) for one in invalid.issues)), 422
        except Conflict:
            found, status = outcome(("conflict", "", "a request with this identifier is here with other contents")), 409
        except Problem as problem:
            found, status = outcome(("processing", "", str(problem))), 422
        except Exception as error:  # its text may quote the record, so only its type is logged
            logging.getLogger(__name__).error("a FHIR request failed: %s", type(error).__name__)
            found, status = outcome(("exception", "", "the request could not be processed")), 500
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        return Response(json.dumps(found), status, headers, media if status == 200 else MEDIA)

    @routes.post("/fhir/Claim/$submit")
    async def submit(request: Request) -> Response:
        return await answer(request, service.submit)

    @routes.post("/fhir/Claim/$inquire")
    async def inquire(request: Request) -> Response:
        return await answer(request, service.inquire)

    @routes.get("/fhir/metadata")
    async def metadata() -> Response:
        return Response(json.dumps(capabilities(now())), media_type=MEDIA)

    @routes.get("/cds-services")
    async def services() -> dict[str, Any]:
        return DISCOVERY

    @routes.post(f"/cds-services/{SERVICE}")
    async def hook(request: Request) -> Response:
        return await answer(request, service.hook, "application/json")

    @routes.api_route("/fhir/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    async def other(rest: str) -> Response:
        offered = "POST /fhir/Claim/$submit, POST /fhir/Claim/$inquire and GET /fhir/metadata are answered here"
        return Response(json.dumps(outcome(("not-supported", "", offered))), 404, media_type=MEDIA)

    return routes


class Service:
    """What the routes do, without HTTP."""

    def __init__(self, store: Store, review_of: ReviewOf, now: Callable[[], dt.datetime]) -> None:
        self.store, self.review_of, self.now = store, review_of, now

    def submit(self, client: str, bundle: Any) -> dict[str, Any]:
        """Take a request: store it, review it, answer *pended* (or what was signed, where it was sent before)."""
        answered = []
        for case in cases_of(bundle):
            case.id = _own(client, case.id)
            self.store.submit(case, by=f"fhir:{client}")
            if self.store.latest_review(case.id) is None:
                self.store.save_review(self.review_of(case), by=f"fhir:{client}")
            answered.append(self._answered(case.id, client))
        return response(bundle, answered, self.now())

    def inquire(self, client: str, bundle: Any) -> dict[str, Any]:
        """How a request stands that this client submitted."""
        asked = Asked(Bundle(bundle))
        found = list(self._of_request(client, asked))
        if not found:
            raise Refused(404, "not-found", "this client submitted no such request", f"{asked.claim.path}.identifier")
        claim = asked.claim.content | {"item": [{"sequence": _sequence(one.case)} for one in found]}
        entries = [{"resource": claim if one is asked.claim else one.content} for one in asked.bundle.resources]
        return response({"entry": entries}, found, self.now())

    def _of_request(self, client: str, asked: Asked) -> Iterator[Answered]:
        base = _own(client, asked.id)
        given = [item["sequence"] for item in asked.claim.get("item", [])]
        for case_id in [base, *(f"{base}-{number}" for number in given or range(1, MAX_ITEMS))]:
            try:
                yield self._answered(case_id, client)
            except Problem:
                continue

    def _answered(self, case_id: str, client: str) -> Answered:
        """A stored case with its newest review and the signature in force."""
        file = self.store.case(case_id, by=f"fhir:{client}")
        stored = self.store.latest_review(case_id)
        if stored is None:
            raise Problem(f"case {case_id} was not reviewed yet")
        signed = self.store.signature(case_id)
        if signed is None or signed.void is not None:
            return Answered(file.case, stored.review)
        made = Determination(signed.decision, signed.full_name, signed.role, signed.at)  # type: ignore[arg-type]
        return Answered(file.case, stored.review, made)

    def hook(self, client: str, call: Any) -> dict[str, Any]:
        """CDS Hooks `order-sign`: which documentation the governing policy asks for. Nothing is stored."""
        if not isinstance(call, dict) or call.get("hook") != HOOK:
            raise Refused(400, "value", f"the hook {HOOK} is expected", "hook")
        context, prefetch = call.get("context"), call.get("prefetch")
        orders = context.get("draftOrders") if isinstance(context, dict) else None
        if not isinstance(orders, dict) or not isinstance(orders.get("entry"), list):
            raise Refused(400, "required", "draftOrders is missing", "context.draftOrders")
        if not isinstance(prefetch, dict) or not all(isinstance(prefetch.get(key), dict) for key in PREFETCH):
            raise Refused(412, "required", f"{', '.join(PREFETCH)} are wanted", "prefetch")
        resources = [entry.get("resource") for entry in orders["entry"] if isinstance(entry, dict)]
        wanted = [one for one in resources if isinstance(one, dict) and one.get("resourceType") == "ServiceRequest"]
        return {"cards": [card for order in wanted for card in self._cards(order, prefetch)]}

    def _cards(self, order: dict[str, Any], prefetch: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if not procedure_code(order.get("code")):
            return
        for case in cases_of(_as_claim(order, prefetch, self.now()), record_wanted=False):
            review = self.review_of(case)
            if review.policy is None:
                yield _card("No policy known here governs this order", "Ask the plan what it wants.", str(case.id))
            elif review.requests:
                asks = "\n".join(f"- {ask}" for ask in review.requests)
                summary = f"{review.policy.number or review.policy.title}: documentation that the plan will ask for"
                yield _card(summary, asks, str(case.id))


# --- CDS Hooks ----------------------------------------------------------------------------------------------------

PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "coverage": "Coverage?patient={{context.patientId}}&status=active&_include=Coverage:payor",
}
DISCOVERY = {
    "services": [
        {
            "hook": HOOK,
            "id": SERVICE,
            "title": "Documentation for prior authorization",
            "description": "Says which documentation the plan's policy asks for before the order is signed.",
            "prefetch": PREFETCH,
        }
    ]
}


def _card(summary: str, detail: str, key: str) -> dict[str, Any]:
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:necessity-copilot:card:{key}:{summary}")),
        "summary": summary[:139],
        "detail": detail,
        "indicator": "info",
        "source": {"label": "Necessity Copilot"},
    }


def _as_claim(order: dict[str, Any], prefetch: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """A draft order with its prefetched resources, as the bundle that a request would be."""
    found = [prefetch["patient"]]
    coverage = prefetch["coverage"]
    if coverage.get("resourceType") == "Bundle":
        found += [entry.get("resource") for entry in coverage.get("entry") or [] if isinstance(entry, dict)]
    else:
        found.append(coverage)
    held = [one for one in found if isinstance(one, dict)]
    covered = next((one for one in held if one.get("resourceType") == "Coverage"), None)
    if covered is None:
        raise Refused(412, "required", "an active Coverage is wanted", "prefetch.coverage")
    item = {"sequence": 1, "productOrService": order.get("code")}
    if order.get("bodySite"):
        item["bodySite"] = order["bodySite"][0]
    if order.get("occurrenceDateTime"):
        item["servicedDate"] = order["occurrenceDateTime"][:10]
    claim = {
        "resourceType": "Claim", "id": str(order.get("id") or "order"), "status": "draft", "use": "preauthorization",
        "type": {"text": "professional"}, "patient": {"reference": f"Patient/{prefetch['patient'].get('id')}"},
        "created": order.get("authoredOn") or now.date().isoformat(),
        "provider": order.get("requester") or {"display": "not stated"}, "priority": {"text": "normal"},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": f"Coverage/{covered.get('id')}"}}],
        "item": [item],
    }  # fmt: skip
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in [claim, *held]]}


# --- HTTP ---------------------------------------------------------------------------------------------------------


def _client(request: Request, tokens: Mapping[str, str]) -> str:
    """The client whose token the request shows."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    client = client_of(token.strip(), tokens) if scheme.lower() == "bearer" else None
    if client is None:
        raise Refused(401, "login", "a valid bearer token is wanted")
    return client


async def _body(request: Request) -> Any:
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media not in (MEDIA, "application/json"):
        raise Refused(415, "not-supported", f"send {MEDIA}")
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MAX_BODY:
            raise Refused(413, "too-long", f"up to {MAX_BODY // 1_000_000} MB are taken")
    try:
        return _unwrapped(json_of(content.decode(), "the body"))
    except UnicodeDecodeError:
        raise Refused(400, "structure", "the body is not UTF-8") from None
    except Problem as problem:
        raise Refused(400, "structure", str(problem)) from None


def _unwrapped(body: Any) -> Any:
    """The resource of an operation's Parameters, which may come in place of the resource itself."""
    if not isinstance(body, dict) or body.get("resourceType") != "Parameters":
        return body
    given = body.get("parameter")
    found = [one.get("resource") for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    if len(found) != 1:
        raise Refused(400, "structure", "one parameter with a resource is expected", "Parameters.parameter")
    return found[0]


def _own(client: str, identifier: str) -> str:
    """Two clients may number their requests alike."""
    return f"{client}.{identifier}"


def _sequence(case: Case) -> int:
    return int((case.model_extra or {}).get("fhir", {}).get("item", 1))


def capabilities(now: dt.datetime) -> dict[str, Any]:
    """What this server does, as a CapabilityStatement."""
    operations = [
        {"name": name, "definition": f"http://hl7.org/fhir/us/davinci-pas/OperationDefinition/Claim-{name}"}
        for name in ("submit", "inquire")
    ]
    return {
        "resourceType": "CapabilityStatement", "status": "active", "date": now.isoformat(), "kind": "instance",
        "software": {"name": "Necessity Copilot"}, "fhirVersion": "4.0.1", "format": ["json"],
        "implementation": {"description": "Prior-authorization requests"},
        "rest": [{"mode": "server", "resource": [{"type": "Claim", "operation": operations}]}],
    }  # fmt: skip
