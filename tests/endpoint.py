"""A real HTTP server on this machine that behaves like a model's endpoint, or misbehaves in each way that one can."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server(ThreadingHTTPServer):
    """`asked` holds the bodies of the requests it got; `close` stops the slow ones."""

    daemon_threads = True

    def __init__(self, behave: str, answer: str):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave, self.answer = behave, answer
        self.asked: list[dict[str, Any]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append(body)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.behave(self.server.behave, bool(body.get("stream")))

    def behave(self, how: str, stream: bool) -> None:
        attempt = len(self.server.asked)
        if how == "429":
            return self.send_json(429, {"error": {"message": "slow down"}}, {"retry-after": "0"})
        if how == "429 once" and attempt == 1:
            return self.send_json(429, {"error": {"message": "slow down"}}, {"retry-after": "0"})
        if how in ("400", "401", "404", "500"):
            return self.send_json(int(how), {"error": {"message": "no"}})
        if how == "hangs up":
            return self.hang_up()
        if how == "silent":
            self.server.over.wait(30)
            return None
        if how == "drips":
            return self.drip()
        if how == "not http json":
            return self.send_text(200, "<html>It works!</html>")
        if stream:
            return self.stream(how)
        return self.send_json(200, completion(how, self.server.answer))

    def hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def drip(self) -> None:
        """An answer that never ends: a byte now and then, so that no read ever times out."""
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "1000000")
        self.end_headers()
        while not self.server.over.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def stream(self, how: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for n in range(0, len(self.server.answer), 20):
            delta = {
                "choices": [{"index": 0, "delta": {"content": self.server.answer[n : n + 20]}, "finish_reason": None}]
            }
            self.wfile.write(f"data: {json.dumps(frame(delta))}\n\n".encode())
            self.wfile.flush()
            if how == "breaks off" and n > 40:
                return self.hang_up()
            if how == "streams slowly":
                time.sleep(0.2)
        end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
        self.wfile.write(f"data: {json.dumps(frame(end))}\n\ndata: [DONE]\n\n".encode())
        self.close_connection = True
        return None

    def send_json(self, status: int, data: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self.send_text(status, json.dumps(data), "application/json", headers)

    def send_text(self, status: int, text: str, kind: str = "text/html", headers: dict[str, str] | None = None) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def frame(part: dict[str, Any]) -> dict[str, Any]:
    return {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake", **part}


def completion(how: str, answer: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer, "refusal": None}
    finish = "stop"
    match how:
        case "refuses":
            message |= {"content": None, "refusal": "I cannot help with that."}
        case "filtered":
            message["content"], finish = "", "content_filter"
        case "truncates":
            message["content"], finish = answer[: len(answer) // 2], "length"
        case "truncates silently":
            message["content"] = answer[: len(answer) // 2]
        case "empty":
            message["content"] = ""
        case "no choices":
            return {"id": "1", "object": "chat.completion", "created": 0, "model": "fake", "choices": []}
        case "invalid json":
            message["content"] = "Sure! Here is the answer: {recommendation: approve"
        case "other json":
            message["content"] = '{"verdict": "yes"}'
        case "huge":
            message["content"] = "x" * 6_000_000
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return {"id": "1", "object": "chat.completion", "created": 0, "model": "fake", "usage": usage,
            "choices": [{"index": 0, "message": message, "finish_reason": finish}]}  # fmt: skip


@contextlib.contextmanager
def serving(behave: str = "well", answer: str = "") -> Iterator[Server]:
    """A server that behaves so, for as long as the block runs."""
    server = Server(behave, answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
