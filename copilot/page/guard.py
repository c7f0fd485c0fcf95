"""What stands before every request: known hosts, nothing from another site, its size; and the headers of answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

LARGEST = 110_000_000  # bytes of one request: a chart of 100 MB with its form
SAFE = {"GET", "HEAD", "OPTIONS"}
UPLOADS = ("/documents", "/letters")  # read before they reach the route, so refused to strangers before
BEARER = ("/fhir/", "/cds-services")  # programs with a token and without cookies
CLOSED = ("/app/gradio_api/upload", "/app/gradio_api/file", "/app/gradio_api/proxy", "/app/gradio_api/component_server",
          "/app/gradio_api/stream", "/app/gradio_api/deep_link", "/app/login", "/app/openapi.json")  # fmt: skip

# Gradio starts from a script in its page and compiles its templates; nothing may come from or go to another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}  # fmt: skip


class Guard:
    """ASGI middleware. `who` says whose session a request has; `hosts`: the names this server answers to, or empty for
    any; `https_only`: a proxy ends TLS."""

    def __init__(
        self, app: Any, who: Callable[[Request], Any], hosts: Collection[str] = (), https_only: bool = False
    ) -> None:
        self.app, self.who, self.hosts, self.https_only = app, who, frozenset(hosts), https_only

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, _with_headers(scope, send))
        else:
            await self.app(scope, receive, _with_headers(scope, send))

    def _refused(self, scope: Any) -> Any:
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        if self.hosts and urlsplit(f"//{host}").hostname not in self.hosts:
            return PlainTextResponse("This server does not answer to that name.", 421)
        if self.https_only and scope["scheme"] != "https":
            return PlainTextResponse("Use https.", 403)
        if path.startswith(CLOSED):
            return PlainTextResponse("Not here.", 404)
        if path == "/app":
            return RedirectResponse("/app/", 307)
        if path == "/app/" and scope["method"] == "GET" and self.who(Request(scope)) is None:
            return RedirectResponse("/login", 303)
        if int(headers.get("content-length") or 0) > LARGEST:
            return PlainTextResponse(f"Send up to {LARGEST // 1_000_000} MB at once.", 413)
        if scope["method"] not in SAFE and not path.startswith(BEARER) and not _same_site(scope, headers, host):
            return PlainTextResponse("This request came from another site and was not accepted.", 403)
        if "transfer-encoding" in headers and scope["method"] not in SAFE:
            return PlainTextResponse("Say with the request how long it is.", 411)
        if path in UPLOADS and self.who(Request(scope)) is None:
            return JSONResponse({"problem": "Your session has ended; log in again."}, 401)
        return None


def _same_site(scope: Any, headers: Headers, host: str) -> bool:
    """Browsers say where a request comes from; what comes from another site, or a page they hide, is not accepted."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin == f"{scope['scheme']}://{host}"


def _with_headers(scope: Any, send: Any) -> Any:
    async def sending(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            path = scope["path"]
            headers["Content-Security-Policy"] = POLICY if path.startswith("/app") else STRICT
            if scope["scheme"] == "https":
                headers["Strict-Transport-Security"] = "max-age=31536000"
            if not path.startswith(("/app/assets/", "/app/static/", "/static/")):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending
