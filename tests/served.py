"""The page as people get it: a server process of its own, and a person at it without a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import INDEX

PROJECT = Path(__file__).parent.parent
SECONDS = 120  # until it answers, and until the examples are reviewed, on a busy machine


@contextmanager
def served(data: Path, **environment: str) -> Iterator[str]:
    """`necessity serve` on a free port with data of its own. Yields its address."""
    env = {**os.environ, "NECESSITY_DATA_DIR": str(data), "NECESSITY_INDEX_DIR": str(INDEX), "OPENAI_BASE_URL": "",
           "OPENAI_API_KEY": "", "OPENAI_MODEL": "", "NECESSITY_DATABASE_URL": "", **environment}  # fmt: skip
    command = [sys.executable, "-m", "copilot", "serve", "--port", "0"]
    server = subprocess.Popen(command, env=env, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address), address
        yield address
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()


class Visitor:
    """A person at the page without a browser: their cookie, and the events they send."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
        self.session = os.urandom(6).hex()
        self.events: dict[str, int] = {}

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    @property
    def token(self) -> str:
        """The token of the log-in page's forms."""
        found = re.search(r'name="token" value="(\w+)"', self.http.get("/login").text)
        assert found
        return found[1]

    @property
    def form_token(self) -> str:
        """The token of the page's own forms and uploads."""
        found = re.search(r'name="token" value="(\w+)"', self.send("start")[0])
        assert found
        return found[1]

    def look_around(self, who: str) -> None:
        """Log in as one of the example people, once the examples are there."""
        for _ in range(SECONDS):
            answer = self.http.post("/look-around", data={"who": who, "token": self.token})
            if answer.url.path == "/app/":
                break
            time.sleep(1)
        config = self.http.get("/app/config").json()
        self.events = {d["api_name"]: d["id"] for d in config["dependencies"]}

    def send(self, name: str, *inputs: Any, **event: Any) -> Any:
        """Send one of the page's quick events; the answer's data, one value an output."""
        body = {"data": list(inputs), "event_data": event, "fn_index": self.events[name], "session_hash": self.session}
        answer = self.http.post("/app/gradio_api/run/predict", json=body)
        answer.raise_for_status()
        return answer.json()["data"]
