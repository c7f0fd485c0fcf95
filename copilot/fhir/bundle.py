"""A FHIR bundle: its resources, checked, with references resolved inside it. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from copilot.problem import Problem

MAX_ENTRIES = 5000
# Resources that are read, hence checked. Any other is listed as not read.
READ = (
    "Claim", "Coverage", "Patient", "Organization", "DocumentReference", "DiagnosticReport", "Binary", "Observation",
    "Procedure", "QuestionnaireResponse", "Condition", "ServiceRequest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with a bundle. `code` is of FHIR's issue-type; `where` a path; `text` holds no patient data."""

    code: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


class Invalid(Problem):
    """A bundle that cannot be used."""

    def __init__(self, *issues: Issue) -> None:
        more = f" ({len(issues) - 1} more)" if len(issues) > 1 else ""
        super().__init__(f"{issues[0]}{more}")
        self.issues = issues


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource where it stands: `path` is `Bundle.entry[3].resource`, or `….contained[0]` in it; `holder` is the path
    of the entry's resource, within which `#id` refers."""

    path: str
    full_url: str
    content: dict[str, Any]
    holder: str

    @property
    def type(self) -> str:
        return str(self.content.get("resourceType", ""))

    @property
    def name(self) -> str:
        """`Observation/pain-1`, or the path where it has no id or is contained in another."""
        own = self.content.get("id") and self.path == self.holder
        return f"{self.type}/{self.content['id']}" if own else self.path

    def get(self, field: str, default: Any = None) -> Any:
        found = self.content.get(field)
        return default if found is None else found


class Bundle:
    """The resources of a bundle and those contained in them, each found by its fullUrl, by `Type/id`, or by `#id`."""

    def __init__(self, content: Any) -> None:
        """Raises Invalid, with an issue for each fault found, for anything but a bundle of valid resources."""
        if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
            raise Invalid(Issue("structure", "Bundle", "a FHIR Bundle is expected"))
        entries = content.get("entry")
        if not isinstance(entries, list) or not entries:
            raise Invalid(Issue("required", "Bundle.entry", "the bundle holds no entry"))
        if len(entries) > MAX_ENTRIES:
            raise Invalid(Issue("too-long", "Bundle.entry", f"up to {MAX_ENTRIES} entries are read; split it"))
        self.content = content
        self.resources: list[Resource] = []
        self._found: dict[str, Resource] = {}
        self._inside: dict[tuple[str, str], Resource] = {}
        issues: list[Issue] = []
        for number, entry in enumerate(entries):
            path = f"Bundle.entry[{number}].resource"
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
                issues.append(Issue("structure", path, "a resource with a resourceType is expected"))
                continue
            url = entry.get("fullUrl") if isinstance(entry.get("fullUrl"), str) else ""
            found = Resource(path, url, resource, path)
            issues += check(found)
            self.resources.append(found)
            for inner in _contained(found):
                self.resources.append(inner)
                self._inside[path, str(inner.content.get("id"))] = inner
            for key in {url, found.name, _relative(url)} - {"", path}:
                if self._found.setdefault(key, found) is not found:
                    issues.append(Issue("duplicate", path, "another entry has the same fullUrl or id"))
        if issues:
            raise Invalid(*issues)

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these types, in order."""
        return (resource for resource in self.resources if resource.type in types)

    def at(self, reference: Any, within: Resource) -> Resource | None:
        """What a Reference (or its string) in the resource `within` points at, where it is in the bundle."""
        text = reference.get("reference") if isinstance(reference, dict) else reference
        if not isinstance(text, str) or not text:
            return None
        if text.startswith("#"):
            return self._inside.get((within.holder, text[1:]))
        text = text.split("/_history/")[0]
        found = self._found.get(text) or self._found.get("/".join(text.split("/")[-2:]))
        return None if found and _of_another_server(text, found) else found


def _contained(holder: Resource) -> Iterator[Resource]:
    contained = holder.content.get("contained")
    for number, content in enumerate(contained if isinstance(contained, list) else []):
        if isinstance(content, dict):
            yield Resource(f"{holder.path}.contained[{number}]", "", content, holder.path)


def _relative(url: str) -> str:
    """`Patient/1` of `https://ehr.example/fhir/Patient/1`; a urn has none."""
    return "/".join(url.split("/")[-2:]) if url.startswith("http") else ""


def _of_another_server(reference: str, found: Resource) -> bool:
    return reference.startswith("http") and found.full_url.startswith("http") and reference != found.full_url


def check(resource: Resource) -> list[Issue]:
    """What is wrong with a resource. A model's own message may quote the value, so it is told by its kind only."""
    if resource.type not in READ:
        return []
    from fhir.resources.R4B import get_fhir_model_class

    try:
        get_fhir_model_class(resource.type).model_validate(resource.content)
    except ValidationError as error:
        return [_issue(resource.path, one) for one in error.errors(include_url=False, include_input=False)]
    # LookupError: a contained resource of no known kind
    except (RecursionError, TypeError, ValueError, AttributeError, LookupError):
        return [Issue("structure", resource.path, f"it is not a valid {resource.type}")]
    return list(_loose(resource.content, resource.path))


def _loose(value: Any, path: str) -> Iterator[Issue]:
    """What the models let pass although R4 does not: a number for a date, true for a number."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _loose(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            where = f"{path}.{key}"
            date, number = _DATE.search(key), _NUMBER.fullmatch(key)
            if (date and isinstance(item, (bool, int, float))) or (number and isinstance(item, (bool, str))):
                yield Issue("value", where, "its value is not of the type that R4 defines")
            yield from _loose(item, where)


_DATE = re.compile(r"(?:[dD]ate|DateTime|Time|^created|^authored|^issued|^start|^end)$")
_NUMBER = re.compile(r"valueInteger|valueDecimal|sequence|diagnosisSequence")


def _issue(path: str, error: dict[str, Any]) -> Issue:
    where = path + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"])
    kind = error["type"]
    if kind == "missing":
        return Issue("required", where, "it is missing")
    if kind == "extra_forbidden":
        return Issue("structure", where, "R4 has no such element here")
    if kind == "value_error" and "Any of one field value" in error["msg"]:
        return Issue("invariant", where, "exactly one value[x] is allowed")
    return Issue("value", where, "its value is not of the type that R4 defines")
