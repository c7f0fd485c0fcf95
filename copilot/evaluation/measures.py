"""The statistics of an evaluation: shares with intervals, agreement beyond chance, whether a change could be chance.

Everything is seeded: the same results give the same figures. What cannot be computed is None, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

# How often each distinct row was drawn (a line for each resample), and those rows -> the coefficient of each resample.
Coefficient = Callable[[NDArray[Any], NDArray[Any]], NDArray[Any]]

LEVEL = 0.95
RESAMPLES = 2000
SEED = 20250101


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of` with its Wilson interval; all three figures are None where there was nothing to count."""

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None

    def json(self) -> dict[str, float | int | None]:
        return {"count": self.count, "of": self.of, "share": self.share, "low": self.low, "high": self.high}


@cache
def share(count: int, of: int) -> Share:
    """`count` of `of` with its Wilson interval (Wilson 1927), 95 %."""
    if of == 0:
        return Share(0, 0, None, None, None)
    from scipy.stats import binomtest

    interval = binomtest(count, of).proportion_ci(LEVEL, method="wilson")
    return Share(count, of, count / of, float(interval.low), float(interval.high))


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient of agreement with its bootstrap interval. None where every rating was the same."""

    value: float | None
    low: float | None
    high: float | None
    of: int

    def json(self) -> dict[str, float | int | None]:
        return {"value": self.value, "low": self.low, "high": self.high, "of": self.of}


def table(pairs: Sequence[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]) -> list[list[int]]:
    """How often each (row, column) stands in `pairs`."""
    return [[sum(pair == (row, column) for pair in pairs) for column in columns] for row in rows]


def cohen(pairs: Sequence[tuple[str, str]], categories: Sequence[str], cases: Sequence[Any] | None = None) -> Agreement:
    """Cohen's kappa (1960) of two raters. `cases` names the case of each pair: the bootstrap draws whole cases."""
    place = {category: n for n, category in enumerate(categories)}
    k, names = len(categories), list(dict.fromkeys(cases if cases is not None else range(len(pairs))))
    row_of = {name: n for n, name in enumerate(names)}
    counts = np.zeros((len(names), k * k))
    for n, (first, second) in enumerate(pairs):
        counts[row_of[cases[n] if cases is not None else n], place[first] * k + place[second]] += 1
    return _bootstrapped(counts, lambda weights, rows: _cohen((weights @ rows).reshape(-1, k, k)), len(pairs))


def _cohen(tables: NDArray[Any]) -> NDArray[Any]:
    total = tables.sum((1, 2))
    alike = np.trace(tables, axis1=1, axis2=2) / total
    chance = (tables.sum(1) * tables.sum(2)).sum(1) / total**2
    return _beyond(alike, chance)


def gwet(ratings: Sequence[Sequence[str]], categories: Sequence[str]) -> Agreement:
    """Gwet's AC1 (2008) of any number of raters; `ratings` holds the ratings that each subject got."""
    votes = _votes(ratings, categories)

    def coefficient(weights: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
        used = _used(weights, rows)
        return _beyond(_observed(weights, rows), (used * (1 - used)).sum(1) / (len(categories) - 1))

    return _bootstrapped(votes, coefficient, len(votes))


def fleiss(ratings: Sequence[Sequence[str]], categories: Sequence[str]) -> Agreement:
    """Fleiss' kappa (1971), for subjects with unequal numbers of ratings as Gwet (2014) extends it."""
    votes = _votes(ratings, categories)

    def coefficient(weights: NDArray[Any], rows: NDArray[Any]) -> NDArray[Any]:
        return _beyond(_observed(weights, rows), (_used(weights, rows) ** 2).sum(1))

    return _bootstrapped(votes, coefficient, len(votes))


def agreed(ratings: Sequence[Sequence[str]]) -> float | None:
    """The mean share of agreeing pairs of raters, over the subjects that at least two of them rated."""
    votes = _votes(ratings, sorted({rating for subject in ratings for rating in subject}))
    found = float(_observed(np.ones((1, len(votes))), votes)[0])
    return None if np.isnan(found) else found


def _votes(ratings: Sequence[Sequence[str]], categories: Sequence[str]) -> NDArray[Any]:
    rows = [[subject.count(category) for category in categories] for subject in map(list, ratings) if subject]
    return np.array(rows, dtype=float).reshape(len(rows), len(categories))


def _observed(weights: NDArray[Any], votes: NDArray[Any]) -> NDArray[Any]:
    raters = votes.sum(1)
    paired = raters > 1
    alike = (votes * (votes - 1)).sum(1) / np.where(paired, raters * (raters - 1), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (weights @ (alike * paired)) / (weights @ paired)


def _used(weights: NDArray[Any], votes: NDArray[Any]) -> NDArray[Any]:
    """The mean share of each category over the subjects."""
    return (weights @ (votes / votes.sum(1, keepdims=True))) / weights.sum(1, keepdims=True)


def _beyond(alike: NDArray[Any], chance: NDArray[Any]) -> NDArray[Any]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance < 1 - 1e-12, (alike - chance) / (1 - chance), np.nan)


def _bootstrapped(counts: NDArray[Any], coefficient: Coefficient, of: int) -> Agreement:
    """The coefficient of all rows, and the middle 95 % of it over resamples of the rows.

    Drawing rows with replacement is drawing how often each distinct row comes: a multinomial.
    """
    n = len(counts)
    if not n:
        return Agreement(None, None, None, of)
    rows, times = np.unique(counts, axis=0, return_counts=True)
    value = float(coefficient(times[None, :].astype(float), rows)[0])
    if np.isnan(value):
        return Agreement(None, None, None, of)
    drawn = coefficient(np.random.default_rng(SEED).multinomial(n, times / n, RESAMPLES).astype(float), rows)
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])
    return Agreement(value, float(low), float(high), of)


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided probability that a split this uneven of the cases that changed is chance (McNemar 1947)."""
    from scipy.stats import binomtest

    changed = only_first + only_second
    return float(binomtest(min(only_first, only_second), changed).pvalue) if changed else 1.0


def quantiles(values: Sequence[float]) -> dict[str, float | None]:
    """The median, the 95th percentile and the largest."""
    if not values:
        return {"p50": None, "p95": None, "max": None}
    p50, p95 = np.quantile(values, [0.5, 0.95])
    return {"p50": float(p50), "p95": float(p95), "max": float(max(values))}
