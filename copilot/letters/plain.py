"""Plain words: short forms explained, a criterion's title said so that a member can follow it, dates in words."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path

import yaml

from copilot.plain_yaml import Loader

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
# How the packs' own words are spelled, and how a letter's readers spell them.
SPELLED = {"anaesthetic": "anesthetic", "manoeuvre": "maneuver", "programme": "program"}
QUOTATION = re.compile(r"(“[^”]*”|\"[^\"]*\")")
CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{1,5}s?(?![\w-])")


@lru_cache
def _data() -> dict[str, dict[str, str]]:
    return yaml.load((Path(__file__).parent / "plain.yaml").read_text(encoding="utf-8"), Loader)


@lru_cache
def _words() -> re.Pattern[str]:
    longest = sorted(_data()["words"], key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.I)


def plain(text: str) -> str:
    """`text` in plain words. Figures are left as they are, so that each can still be traced."""
    words = {key.lower(): value for key, value in _data()["words"].items()}
    said = american(_words().sub(lambda m: words[m.group().lower()], text))
    return said[:1].upper() + said[1:]


def american(text: str) -> str:
    """`text` as its readers write: dates, percentages, spelling. What stands in quotation marks stays as it is."""
    return "".join(part if n % 2 else _american(part) for n, part in enumerate(QUOTATION.split(text)))


def _american(text: str) -> str:
    said = re.sub(r"(\d) %", r"\1%", text)
    said = re.sub(r"\b\d{4}-\d\d-\d\d\b", _spoken, said)
    said = re.sub(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b", r"\2 \1, \3", said)
    for british, here in SPELLED.items():
        said = re.sub(rf"\b{british}", here, said)
        said = re.sub(rf"\b{british.capitalize()}", here.capitalize(), said)
    return said


def glossary() -> list[str]:
    """Every plain wording and explanation there is."""
    return [text for held in _data().values() for pair in held.items() for text in pair]


def _spoken(found: re.Match[str]) -> str:
    try:
        return day(dt.date.fromisoformat(found.group()))
    except ValueError:
        return found.group()


def explained(text: str) -> list[str]:
    """'SIJ means sacroiliac joint, …' for every short form in `text` that is known, in order."""
    short = _data()["short"]
    longest = sorted(short, key=len, reverse=True)
    pattern = rf"(?<![\w/-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"
    found = {}
    for m in re.finditer(pattern, text):
        found.setdefault(m.group(), f"{m.group()} means {short[m.group()]}")
    return list(found.values())


def unexplained(text: str, said: str) -> list[str]:
    """Short forms in capitals in `text` that `said` does not explain."""
    short = (m.group() for m in CAPITALS.finditer(text))
    return [word for word in short if f"{word} means" not in said and f"({word})" not in text]


def day(value: dt.date | None) -> str:
    """'November 12, 2025'."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}" if value else ""
