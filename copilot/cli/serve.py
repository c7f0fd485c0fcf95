"""`necessity serve`: the reviewers' page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.app import app
from copilot.problem import Problem

if TYPE_CHECKING:
    from copilot.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Where to listen; default: this machine only.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free one.")] = None,
) -> None:
    """Serve the page. Beyond this machine it takes NECESSITY_TLS_CERTIFICATE and NECESSITY_TLS_KEY, or a proxy that
    ends TLS, named in NECESSITY_TRUSTED_PROXY."""
    from copilot import settings

    chosen = settings.load()
    where = host or chosen.host
    refuse_to_expose(where, chosen)
    _run(chosen, where, chosen.port if port is None else port)


def refuse_to_expose(host: str, chosen: Settings) -> None:
    """Raises Problem where passwords and records would go over a network in the clear."""
    if (chosen.tls_certificate is None) != (chosen.tls_key is None):
        raise Problem("NECESSITY_TLS_CERTIFICATE and NECESSITY_TLS_KEY: give both, or neither")
    for name, path in (("NECESSITY_TLS_CERTIFICATE", chosen.tls_certificate), ("NECESSITY_TLS_KEY", chosen.tls_key)):
        if path is not None and not path.is_file():
            raise Problem(f"{name}: there is no file {path}")
    if host not in LOOPBACK and not chosen.tls_certificate and not chosen.trusted_proxy:
        raise Problem(
            f"--host {host}: beyond this machine the page needs TLS; set NECESSITY_TLS_CERTIFICATE and "
            "NECESSITY_TLS_KEY, or NECESSITY_TRUSTED_PROXY where a proxy ends it"
        )


def _run(chosen: Settings, host: str, port: int) -> None:
    import os
    import socket
    import threading

    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ["GRADIO_TEMP_DIR"] = str(chosen.folder("page"))
    bound = _bind(host, port, socket)

    import uvicorn

    import ui
    from copilot import model
    from copilot.page.tray import Tray
    from copilot.page.web import application, mount
    from copilot.site import Site, Sites

    sites = Sites(Site.open(chosen, model.configured(chosen)), may_look_around=host in LOOPBACK)
    threading.Thread(target=sites.own.prepare, name="index", daemon=True).start()
    loopback = host in LOOPBACK and not chosen.trusted_proxy
    tray = Tray()
    server = application(sites, tray, loopback=loopback, https_only=bool(chosen.trusted_proxy))
    mount(server, sites, ui.build(sites, tray))
    config = uvicorn.Config(
        server, log_level="warning", access_log=False, server_header=False, ssl_certfile=chosen.tls_certificate,
        ssl_keyfile=chosen.tls_key, proxy_headers=bool(chosen.trusted_proxy), ws="none",
        forwarded_allow_ips=chosen.trusted_proxy or "", timeout_graceful_shutdown=3,
    )  # fmt: skip
    scheme = "https" if chosen.tls_certificate else "http"
    shown = f"[{host}]" if ":" in host else host
    running = _Telling(uvicorn)(config, f"{scheme}://{shown}:{bound.getsockname()[1]}")
    try:
        running.run(sockets=[bound])
    except KeyboardInterrupt:
        pass
    finally:
        sites.close()


def _bind(host: str, port: int, socket: Any) -> Any:
    """The socket, taken before anything is loaded, so that a port in use is one quick line."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise Problem(
            f"--port {port}: cannot listen on {host} ({error.strerror}); choose another with --port"
        ) from None
    return bound


def _Telling(uvicorn: Any) -> Any:
    class Telling(uvicorn.Server):
        """Prints its address once it answers."""

        def __init__(self, config: Any, address: str) -> None:
            super().__init__(config)
            self.address = address

        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(self.address, flush=True)

    return Telling
