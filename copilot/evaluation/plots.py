"""The report's plots, as SVG text to stand in the page: no file, no request, text that can be searched."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

INK, MUTED, BLUE = "#1b2733", "#5b6b7a", "#1f5f99"
STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "necessity", "font.family": "sans-serif", "font.size": 9,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK, "axes.edgecolor": MUTED,
    "axes.spines.top": False, "axes.spines.right": False,
}  # fmt: skip
MOST_SLICES = 24


def confusion(table: dict[str, Any], title: str) -> str:
    """Counts of label (down) by verdict (across), shaded by the share of their row."""
    rows, columns, counts = table["rows"], table["columns"], table["counts"]

    def draw(figure: Any) -> None:
        from matplotlib.patches import Rectangle

        axes = figure.subplots()
        for y, row in enumerate(counts):
            for x, count in enumerate(row):
                part = count / max(1, sum(row))
                axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=_tint(part), edgecolor="white"))
                weight, shade = ("bold" if rows[y] == columns[x] else "normal"), ("white" if part > 0.6 else INK)
                axes.text(x, y, str(count), ha="center", va="center", color=shade, fontweight=weight, fontsize=11)
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xticks(range(len(columns)), [_words(c) for c in columns])
        axes.set_yticks(range(len(rows)), [_words(r) for r in rows])
        axes.set_xlabel("review says")
        axes.set_ylabel("label says")
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)

    return _svg(draw, (1.1 + 1.05 * len(columns), 0.9 + 0.55 * len(rows)), title)


def intervals(slices: dict[str, Any], title: str) -> str:
    """The share of right recommendations in each slice with its interval; the largest slices where there are many."""
    shown = [(name, s) for name, s in list(slices.items())[:MOST_SLICES] if s["right"]["of"]]

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for y, (_, part) in enumerate(shown):
            right = part["right"]
            axes.plot([100 * right["low"], 100 * right["high"]], [y, y], color=BLUE, linewidth=1.6)
            axes.plot([100 * right["share"]], [y], "o", color=BLUE, markersize=4.5)
        axes.set_yticks(range(len(shown)), [f"{name} ({part['cases']})" for name, part in shown])
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_xlim(0, 101)
        axes.set_xlabel("recommendations right, %, with 95 % interval")
        axes.grid(axis="x", color="#dde3e9", linewidth=0.7)
        axes.tick_params(axis="y", length=0)

    return _svg(draw, (7.2, 0.75 + 0.24 * len(shown)), title)


def latency(seconds: Sequence[float], title: str) -> str:
    """The share of reviews that were done within a time, on a logarithmic axis."""
    times = sorted(max(second, 1e-4) for second in seconds)

    def draw(figure: Any) -> None:
        from matplotlib.ticker import LogLocator

        axes = figure.subplots()
        axes.step(times, [100 * (n + 1) / len(times) for n in range(len(times))], where="post", color=BLUE)
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g} s" if value >= 1 else f"{1e3 * value:g} ms")
        axes.xaxis.set_minor_formatter(lambda value, _: "")
        axes.set_ylim(0, 102)
        axes.set_xlabel("time of one review")
        axes.set_ylabel("% of reviews done")
        axes.grid(color="#dde3e9", linewidth=0.7)

    return _svg(draw, (5.2, 2.4), title)


def turnaround(days: Sequence[float], title: str) -> str:
    """The share of cases that were signed within so many days of submission."""
    times = [0.0, *sorted(days)]

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        axes.step(times, [100 * n / len(days) for n in range(len(times))], where="post", color=BLUE)
        axes.plot(times[1:], [100 * (n + 1) / len(days) for n in range(len(days))], "o", color=BLUE, markersize=3.5)
        axes.set_xlim(0, max(1.0, 1.05 * times[-1]))
        axes.set_ylim(0, 104)
        axes.set_xlabel("days from submission to signature")
        axes.set_ylabel("% of signed cases")
        axes.grid(color="#dde3e9", linewidth=0.7)

    return _svg(draw, (5.2, 2.4), title)


def _tint(part: float) -> tuple[float, float, float]:
    """From a very light blue to the plots' blue. (A picture of the shades would be a file in the page.)"""
    light, full = (0.94, 0.96, 0.98), tuple(int(BLUE[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return tuple(a + (b - a) * part for a, b in zip(light, full, strict=True))  # type: ignore[return-value]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _svg(draw: Any, size: tuple[float, float], title: str) -> str:
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(size, layout="constrained")
        draw(figure)
        written = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(written, format="svg", metadata=nothing, transparent=True)
    svg = written.getvalue()
    svg = svg[svg.index("<svg") :]
    from html import escape

    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(title, quote=True)}"', 1)
