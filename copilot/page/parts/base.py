"""What all parts share: HTML that reports clicks, handlers that answer with a sentence instead of failing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from copilot.desk import Desk
from copilot.page import render
from copilot.page.tray import Tray
from copilot.page.web import cookie_of
from copilot.problem import Problem
from copilot.site import Sites

# Buttons and marks inside our HTML tell what they are for in `data-act`, and what they mean beside it; `data-as` is the
# event that they send where it is not a click.
ACTS = """element.addEventListener('click', event => {
  const hit = event.target.closest('[data-act]');
  if (hit) trigger(hit.dataset.as ?? 'click', {...hit.dataset});
});"""
# QUICK answers at once, each click of several; ONCE does what must not be done twice, so that a second click while the
# first is on its way is none; SLOW tells more than once, or waits for a model. `static/page.js` keeps their order.
HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
QUICK: dict[str, Any] = {**HIDDEN, "queue": False, "trigger_mode": "multiple"}
ONCE: dict[str, Any] = {**HIDDEN, "queue": False, "trigger_mode": "once"}
SLOW: dict[str, Any] = {**HIDDEN, "concurrency_limit": 16}
FAULT = "Something went wrong on the server; nothing was changed."

Changes = dict[Any, Any]


def html(value: str = "", **options: Any) -> gr.HTML:
    return gr.HTML(value, apply_default_css=False, js_on_load=ACTS, padding=False, **options)


def held() -> gr.Textbox:
    """The name of what the page shows, for its next event to tell. It lies in the page and not with the server, so that
    a person acts on what they see, however answers cross, and goes on where the server was started anew."""
    return gr.Textbox(visible=False)


def say(text: str, kind: str = "done") -> str:
    """A line that a screen reader reads out; nothing where there is nothing to say."""
    return render("notice", text=text[:1].upper() + text[1:], kind=kind) if text else ""


class Wiring:
    """Whose session an event has, and how a handler's problems are told."""

    def __init__(self, sites: Sites, tray: Tray) -> None:
        self.sites, self.tray = sites, tray

    def desk(self, request: gr.Request) -> Desk:
        return Desk.of(self.sites.of(cookie_of(request)))

    def answer(self, handler: Callable[..., Changes], problem: gr.HTML) -> Callable[..., Changes]:
        """A handler that gets the desk, what the event carries, and the inputs, and returns the widgets that change.
        What goes wrong becomes a sentence in `problem` and changes nothing else, so that nothing typed is lost."""

        def answered(request: gr.Request, event: gr.EventData, *inputs: Any) -> Changes:
            try:
                return handler(self.desk(request), event._data or {}, *inputs) or gr.skip()
            except Problem as found:
                return {problem: say(str(found), "problem")}
            except Exception as error:
                return {problem: say(_fault(handler, error), "problem")}

        answered.__name__ = handler.__name__
        return answered

    def stream(self, handler: Callable[..., Iterator[Changes]], problem: gr.HTML) -> Callable[..., Iterator[Changes]]:
        """The same for a handler that changes widgets more than once."""

        def answered(request: gr.Request, event: gr.EventData, *inputs: Any) -> Iterator[Changes]:
            try:
                yield from handler(self.desk(request), event._data or {}, *inputs)
            except Problem as found:
                yield {problem: say(str(found), "problem")}
            except Exception as error:
                yield {problem: say(_fault(handler, error), "problem")}

        answered.__name__ = handler.__name__
        return answered


def _fault(handler: Any, error: Exception) -> str:
    """The error's text may quote the record: only its type and place are logged."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{place.tb_lineno}" if place else ""
    logging.getLogger(__name__).error("%s failed: %s at %s", handler.__qualname__, type(error).__name__, where)
    return FAULT
