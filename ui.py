"""The reviewers' page: widgets and wiring. `python ui.py` is `necessity serve`.

What a person may see and do is decided in `copilot.desk` and below it; how things look stands in `copilot.page`.
"""

from __future__ import annotations

from typing import Any

from copilot.site import Sites


def build(sites: Sites) -> Any:
    """The page as Gradio blocks."""
    import gradio as gr

    with gr.Blocks(title="Necessity Copilot", analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML("<h1>Necessity</h1>")
    return blocks


def main() -> None:
    """Serve the page with the settings in force."""
    import sys

    from copilot.cli import main as command

    sys.argv[1:1] = ["serve"]
    command()


if __name__ == "__main__":
    main()
