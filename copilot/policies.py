"""The rule packs in force: those that come with the program, a plan's own, and who has compared which with its source.

A plan's own packs lie in `packs/` in the data folder, laid out as the shipped ones are; comparisons with a primary text
stand one a line in `verified.jsonl` there, each bound to the pack's hash, so that an edited pack counts as unverified.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from copilot.problem import Problem
from copilot.settings import Settings
from rules import check
from rules.pack import SHIPPED, BadPack, Pack, load, parse, shipped

MANIFEST = SHIPPED / "published.json"
LARGEST = 1_000_000  # bytes; a pack is a few kilobytes


@dataclass(frozen=True, slots=True)
class Comparison:
    """One person's comparison of one pack, as it then stood, with its primary text."""

    key: str
    sha256: str
    by: str
    source: str
    at: str

    def __str__(self) -> str:
        return f"compared with {self.source} by {self.by} on {self.at[:10]}"


def packs(settings: Settings) -> tuple[Pack, ...]:
    """Every pack, with `verified` filled in where a person has compared it. Raises Problem for a damaged own pack."""
    try:
        own = load(settings.data_dir / "packs") if (settings.data_dir / "packs").is_dir() else ()
    except BadPack as bad:
        raise Problem(f"{settings.data_dir / 'packs'}: {bad}") from None
    found = (*shipped(), *own)
    compared = {(c.key, c.sha256): c for c in comparisons(settings)}
    if not compared:
        return found
    return tuple(
        pack.model_copy(update={"verified": str(compared[pack.key, pack.sha256])})
        if (pack.key, pack.sha256) in compared
        else pack
        for pack in found
    )


def find(known: Sequence[Pack], name: str) -> Pack:
    """The pack of that id, or of `id/from-date`; of several versions the newest. Raises Problem."""
    fitting = [pack for pack in known if name in (pack.policy, pack.key)]
    if not fitting:
        names = ", ".join(sorted({pack.policy for pack in known}))
        raise Problem(f"{name}: there is no such policy; the policies are {names}")
    return max(fitting, key=lambda pack: pack.effective.since)


def comparisons(settings: Settings) -> list[Comparison]:
    """Who compared what, the oldest first."""
    file = settings.data_dir / "verified.jsonl"
    if not file.exists():
        return []
    try:
        return [
            Comparison(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
        ]
    except (OSError, ValueError, TypeError):
        raise Problem(f"{file}: cannot be read; restore it from a backup or move it away") from None


def verify(settings: Settings, pack: Pack, by: str, source: str, now: dt.datetime) -> Comparison:
    """Record that `by` compared the pack, as it stands, with `source`."""
    for name, value in (("--by", by), ("--source", source)):
        if not value.strip():
            raise Problem(f"{name}: is empty; say who compared the pack, and with which text")
    made = Comparison(pack.key, pack.sha256, " ".join(by.split()), " ".join(source.split()), now.isoformat())
    file = settings.folder() / "verified.jsonl"
    line = json.dumps({"key": made.key, "sha256": made.sha256, "by": made.by, "source": made.source, "at": made.at})
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())
    return made


def add(settings: Settings, path: Path) -> tuple[Pack, Path | None]:
    """Take a plan's own pack, and the cases beside it (`<name>.cases.yaml`) where there are any.

    Raises Problem with the first thing that does not hold; then nothing is changed. Returns the pack and its cases' new
    place.
    """
    text = _text(path)
    cases_file = path.with_name(f"{path.stem}.cases.yaml")
    cases_text = _text(cases_file) if cases_file.exists() else None
    try:
        pack = parse(text, path.name)
        posed = check.cases(cases_text, cases_file.name) if cases_text is not None else ()
    except BadPack as bad:
        raise Problem(str(bad)) from None
    known = packs(settings)
    if any(pack.key == other.key for other in known):
        raise Problem(
            f"{path.name}: {pack.key} is there already and a version is never edited; give it another effective.from"
        )
    wrong = [*check.overlaps([*known, pack]), *check.proof(pack, passages(settings)), *check.hold(pack, posed)]
    if wrong:
        raise Problem(f"{path.name}: {wrong[0]}")
    folder = settings.folder("packs", pack.policy)
    _write(folder / f"{pack.version}.yaml", text)
    if cases_text is None:
        return pack, None
    _write(folder / f"{pack.version}.cases.yaml", cases_text)
    return pack, folder / f"{pack.version}.cases.yaml"


def checked(settings: Settings) -> list[str]:
    """What does not hold of all packs, a line each; empty where everything is proved."""
    known = packs(settings)
    texts = passages(settings)
    wrong = [*check.changed(shipped(), MANIFEST), *check.overlaps(known)]
    for pack in known:
        ours = pack.key in {other.key for other in shipped()}
        folder = SHIPPED if ours else settings.data_dir / "packs"
        file = folder / pack.policy / f"{pack.version}.cases.yaml"
        if not file.exists():
            if ours:
                wrong.append(f"{pack.key}: has no cases beside it")
            wrong += check.proof(pack, texts)
            continue
        try:
            posed = check.cases(file.read_text(encoding="utf-8"), file.name)
        except (BadPack, OSError, UnicodeDecodeError) as bad:
            wrong.append(f"{pack.key}: {bad}")
            continue
        wrong += check.problems(pack, texts, posed) if ours else [*check.proof(pack, texts), *check.hold(pack, posed)]
    return wrong


def passages(settings: Settings) -> dict[tuple[str, str], str]:
    """The text of every passage of every guideline, by guideline and anchor; of several versions the newest."""
    from copilot.library import open_library

    found = sorted(open_library(settings).passages(), key=lambda p: p.effective_from or dt.date.min)
    return {(passage.guideline, passage.anchor): passage.text for passage in found}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise Problem(f"{path}: is larger than 1 MB, which no pack is; give the pack's YAML file")
        return path.read_text(encoding="utf-8")
    except IsADirectoryError:
        raise Problem(f"{path}: is a folder; give the pack's YAML file") from None
    except UnicodeDecodeError:
        raise Problem(f"{path}: is no text; save it as UTF-8") from None
    except OSError as error:
        raise Problem(
            f"{path}: {(error.strerror or 'cannot be read').lower()}; look at the name and the rights"
        ) from None


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
