"""The server of the page: log-in, sessions, letters and uploads by routes of our own, and the page itself under /app/.

Every route asks whose session it is and leaves what the person may do to `copilot.desk`. The cookie holds a random
token and nothing else; forms carry a token that only this server can make from the cookie.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from typing import Annotated, Any

from fastapi import FastAPI, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from copilot import people
from copilot.desk import Desk
from copilot.page import FOLDER, asset, render
from copilot.page.guard import Guard
from copilot.page.pictures import picture
from copilot.page.tray import Tray
from copilot.people import LogInFailed, NotAllowed
from copilot.problem import Problem
from copilot.site import EXAMPLE_PASSWORD, EXAMPLE_PEOPLE, Sites

SESSION, VISIT = "necessity", "necessity_visit"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRET = secrets.token_bytes(32)
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FILES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
}  # fmt: skip
LARGEST_LETTER = 20_000_000
OLD_FORM = "This form was open for too long; please send it again."


def application(sites: Sites, tray: Tray, *, loopback: bool, https_only: bool = False) -> FastAPI:
    """The server without the page itself. `loopback`: answer to this machine's names only; `https_only`: a proxy ends
    TLS before it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _log_in_routes(app, sites)
    _record_routes(app, sites, tray)
    _programs(app, sites)
    hosts = LOOPBACK if loopback else ()
    app.add_middleware(Guard, who=lambda request: sites.who(cookie_of(request)), hosts=hosts, https_only=https_only)
    return app


def form_token(cookie: str | None) -> str:
    """What a form must carry to count as ours: made from the cookie, with a secret of this process."""
    return hmac.new(SECRET, (cookie or "").encode(), hashlib.sha256).hexdigest() if cookie else ""


def is_ours(token: str, cookie: str | None) -> bool:
    return bool(cookie) and hmac.compare_digest(token.encode(), form_token(cookie).encode())


def cookie_of(request: Any) -> str | None:
    """The session cookie of a request, FastAPI's or Gradio's."""
    return request.cookies.get(f"__Host-{SESSION}") or request.cookies.get(SESSION)


# --- log-in -------------------------------------------------------------------------------------------------------


def _log_in_routes(app: FastAPI, sites: Sites) -> None:
    @app.get("/")
    def start(request: Request) -> Response:
        return RedirectResponse("/app/" if sites.who(cookie_of(request)) else "/login", 303)

    @app.get("/login")
    def log_in_page(request: Request) -> Response:
        if sites.who(cookie_of(request)):
            return RedirectResponse("/app/", 303)
        return _log_in_page(request, sites)

    @app.post("/login")
    def log_in(
        request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "",
        token: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        if not is_ours(token, request.cookies.get(VISIT)):
            return _log_in_page(request, sites, OLD_FORM, name=name)
        try:
            session, _ = people.log_in(sites.own.store, name, password)
        except LogInFailed as failed:
            return _log_in_page(request, sites, _sentence(failed), name=name, status=401)
        return _logged_in(request, session)

    @app.post("/first")
    def first_administrator(
        request: Request, name: Annotated[str, Form()] = "", full_name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "", reviews: Annotated[str, Form()] = "", token: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        typed = {"first_name": name, "full_name": full_name, "reviews": reviews}
        if not is_ours(token, request.cookies.get(VISIT)):
            return _log_in_page(request, sites, OLD_FORM, **typed)
        if not sites.offers_start():
            return _log_in_page(request, sites, "There is an administrator already; log in.", status=403)
        roles = ["administrator", *(["reviewer"] if reviews else [])]
        store = sites.own.store
        try:
            people.add(store, name, password, roles, by=name.strip().lower() or "log-in page", full_name=full_name,
                       only_first=True)  # fmt: skip
            session, _ = people.log_in(store, name, password)
        except Problem as problem:
            return _log_in_page(request, sites, first=_sentence(problem), status=422, **typed)
        return _logged_in(request, session)

    @app.get("/look-around")
    def wait(request: Request) -> Response:
        try:
            demo = sites.demo()
        except Problem as problem:
            return _log_in_page(request, sites, _sentence(problem), status=403)
        if demo.ready.is_set():
            return RedirectResponse("/login", 303)
        return HTMLResponse(render("preparing"))

    @app.post("/look-around")
    def look_around(request: Request, who: Annotated[str, Form()] = "", token: Annotated[str, Form()] = "") -> Response:
        if not is_ours(token, request.cookies.get(VISIT)):
            return _log_in_page(request, sites, OLD_FORM)
        try:
            demo = sites.demo()
            if not demo.ready.wait(timeout=3):
                return RedirectResponse("/look-around", 303)
            session, _ = people.log_in(demo.store, who, EXAMPLE_PASSWORD)
        except Problem as problem:
            return _log_in_page(request, sites, _sentence(problem), status=403)
        return _logged_in(request, sites.cookie(demo, session))

    @app.post("/logout")
    def log_out(request: Request, token: Annotated[str, Form()] = "") -> Response:
        cookie = cookie_of(request)
        found = sites.of(cookie)
        if found and is_ours(token, cookie):
            people.log_out(found[0].store, found[1])
        answer = RedirectResponse("/login", 303)
        for name in (SESSION, f"__Host-{SESSION}"):
            answer.delete_cookie(name, path="/", secure=name.startswith("__"), httponly=True, samesite="strict")
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    @app.get("/favicon.ico")
    def icon() -> Response:
        return RedirectResponse("/static/icon.svg", 308)

    @app.get("/static/{name}")
    def static(name: str) -> Response:
        ending = name.rpartition(".")[2]
        if ending not in TYPES or name not in {path.name for path in (FOLDER / "static").iterdir()}:
            raise HTTPException(404)
        return Response(asset(name), media_type=TYPES[ending], headers={"Cache-Control": "no-cache"})


def _log_in_page(request: Request, sites: Sites, wrong: str = "", *, first: str = "", status: int = 200,
                 **typed: str) -> Response:  # fmt: skip
    """The log-in page with what was typed, the password excepted."""
    visit = request.cookies.get(VISIT) or secrets.token_urlsafe(24)
    roles = [(name, full_name, roles[0]) for name, full_name, roles, _, _ in EXAMPLE_PEOPLE]
    page = render("login", token=form_token(visit), wrong=wrong, first=first, typed=typed, examples=roles,
                  start=sites.offers_start())  # fmt: skip
    answer = HTMLResponse(page, status)
    _set_cookie(answer, request, VISIT, visit)
    return answer


def _logged_in(request: Request, session: str) -> Response:
    answer = RedirectResponse("/app/", 303)
    secure = request.url.scheme == "https"
    _set_cookie(answer, request, f"__Host-{SESSION}" if secure else SESSION, session)
    return answer


def _set_cookie(answer: Response, request: Request, name: str, value: str) -> None:
    """Out of reach of scripts, never sent across sites, and only over TLS where there is TLS."""
    answer.set_cookie(name, value, path="/", httponly=True, samesite="strict", secure=request.url.scheme == "https")


def _sentence(problem: Exception) -> str:
    text = str(problem)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


# --- the record ---------------------------------------------------------------------------------------------------


def _record_routes(app: FastAPI, sites: Sites, tray: Tray) -> None:
    """Letters and documents. They never pass through Gradio's cache, which every logged-in person may read."""

    def desk(request: Request) -> Desk:
        return Desk.of(sites.of(cookie_of(request)))

    def changing(request: Request) -> Desk:
        """The desk for a request that changes something: it must come from a page of ours."""
        if not is_ours(request.headers.get("x-form-token", ""), cookie_of(request)):
            raise NotAllowed("the page is out of date; load it again")
        return desk(request)

    @app.get("/letters/{letter_id}/{number}.png")
    def letter_page(request: Request, letter_id: str, number: int) -> Response:
        return Response(
            picture(desk(request).letter(letter_id, taken=False).pdf or b"", number), media_type="image/png"
        )

    @app.get("/letters/{letter_id}.{form}")
    def letter_file(request: Request, letter_id: str, form: str) -> Response:
        letter = desk(request).letter(letter_id, taken=True)
        content = {"docx": letter.docx, "pdf": letter.pdf}.get(form)
        if content is None:
            raise HTTPException(404)
        name = f"letter-{letter.audience}{'' if letter.final_of else '-draft'}.{form}"
        return Response(
            content, media_type=FILES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    @app.post("/letters")
    def edited_letter(
        request: Request, file: UploadFile, case_id: Annotated[str, Form()], audience: Annotated[str, Form()],
        seen: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        changing(request).upload(case_id, audience, file.file.read(LARGEST_LETTER), seen or None)
        return JSONResponse({"said": "The edited letter is taken."})

    @app.post("/documents")
    def document(request: Request, file: UploadFile) -> Response:
        told = tray.put(changing(request), file.filename or "document", file.file.read())
        return JSONResponse({"said": told})


def _programs(app: FastAPI, sites: Sites) -> None:
    """Requests over FHIR, where clients have tokens; they come to the plan's own record only."""
    from copilot.fhir_api import router
    from copilot.fhir_tokens import tokens_of

    tokens = tokens_of(sites.own.settings.fhir_tokens)
    if tokens:
        app.include_router(router(sites.own.store, sites.own.review, tokens, sites.own.store.now))

    @app.get("/healthy")
    def healthy() -> dict[str, bool]:
        return {"answers": True}

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, refused: NotAllowed) -> Response:
        return JSONResponse({"problem": _sentence(refused)}, 403)

    @app.exception_handler(LogInFailed)
    def logged_out(request: Request, refused: LogInFailed) -> Response:
        return JSONResponse({"problem": _sentence(refused)}, 401)

    @app.exception_handler(Problem)
    def problem(request: Request, found: Problem) -> Response:
        return JSONResponse({"problem": _sentence(found)}, 422)

    @app.exception_handler(Exception)
    def fault(request: Request, error: Exception) -> Response:  # its text may quote the record
        logging.getLogger(__name__).error("%s failed: %s", request.url.path.split("/")[1], type(error).__name__)
        return JSONResponse({"problem": "Something went wrong on the server; nothing was changed."}, 500)


def mount(app: FastAPI, sites: Sites, blocks: Any) -> None:
    """The page, for people who are logged in; others are led to the log-in page."""
    import gradio as gr

    def person(request: Request) -> str | None:
        who = sites.who(cookie_of(request))
        return who.name if who else None

    gr.mount_gradio_app(
        app, blocks, "/app", auth_dependency=person, run_history=False, footer_links=[], show_error=False,
        ssr_mode=False, mcp_server=False, pwa=False, enable_monitoring=False, allowed_paths=[], theme=theme(),
        css=asset("style.css") + asset("page.css"), head=render("head"),
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )  # fmt: skip


def theme() -> Any:
    """System fonts and one accent; nothing is fetched from elsewhere."""
    import gradio as gr

    sans = ["system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"]
    mono = ["ui-monospace", "Cascadia Mono", "Consolas", "monospace"]
    return gr.themes.Base(primary_hue="blue", neutral_hue="slate", font=sans, font_mono=mono, text_size="md")
