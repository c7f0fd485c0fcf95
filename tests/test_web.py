"""The page's server: log-in, sessions, roles, and what it refuses."""

from __future__ import annotations

import datetime as dt
import html
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from copilot import people, settings
from copilot.case import Case
from copilot.page import show
from copilot.page.tray import Tray
from copilot.page.web import application
from copilot.site import Site, Sites
from tests.served import PROJECT, Visitor, served

PASSWORD = "a long enough password"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("web")) as address:
        yield address


@pytest.fixture(scope="module")
def nurse(address: str) -> Iterator[Visitor]:
    with Visitor(address) as visitor:
        visitor.look_around("nurse")
        yield visitor


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
def own(quick_hashes: None) -> Iterator[tuple[Sites, Clock]]:
    """A record of the plan's own, with nobody in it."""
    clock = Clock()
    sites = Sites(Site.open(settings.load(), now=clock))
    yield sites, clock
    sites.close()


def visit(sites: Sites, base: str = "http://127.0.0.1", **options: bool) -> TestClient:
    """A browser at a server around these sites, the page itself left out."""
    return TestClient(application(sites, Tray(), **{"loopback": True, **options}), base_url=base)


def leads_to(client: TestClient) -> str:
    """Where the first address leads: to the page for those whose session lives."""
    return client.get("/", follow_redirects=False).headers["location"]


def token(client: TestClient) -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get("/login").text)
    assert found
    return found[1]


def log_in(client: TestClient, name: str, password: str) -> int:
    form = {"name": name, "password": password, "token": token(client)}
    return client.post("/login", data=form, follow_redirects=False).status_code


def test_the_first_page_is_the_log_in_page_and_nothing_keeps_or_frames_it(address: str) -> None:
    with Visitor(address) as anyone:
        page = anyone.http.get("/")
    assert page.url.path == "/login"
    assert "Look around" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_the_page_may_fetch_nothing_from_elsewhere(nurse: Visitor) -> None:
    policy = nurse.http.get("/app/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "http" not in policy


def test_nobody_who_is_not_logged_in_gets_anything(address: str) -> None:
    with Visitor(address) as anyone:
        assert anyone.http.get("/app/").url.path == "/login"
        assert anyone.http.get("/app/config").status_code == 401
        assert anyone.http.get("/letters/0.pdf").status_code == 401
        assert anyone.http.get("/letters/0/1.png").status_code == 401
        body = {"data": [], "fn_index": 0, "session_hash": "x"}
        assert anyone.http.post("/app/gradio_api/run/predict", json=body).status_code == 401
        assert anyone.http.post("/documents", files={"file": ("note.txt", b"words")}).status_code in (401, 403)


@pytest.mark.parametrize("path", ["/login", "/logout", "/look-around", "/documents", "/app/gradio_api/run/predict"])
@pytest.mark.parametrize("headers", [{"origin": "http://elsewhere.example"}, {"sec-fetch-site": "cross-site"},
                                     {"origin": "null"}])  # fmt: skip
def test_a_request_from_another_site_is_not_accepted(nurse: Visitor, path: str, headers: dict[str, str]) -> None:
    assert nurse.http.post(path, headers=headers).status_code == 403


def test_a_form_that_is_not_ours_changes_nothing(address: str, nurse: Visitor) -> None:
    with Visitor(address) as other:
        answer = other.http.post("/look-around", data={"who": "nurse", "token": "made up"})
        assert "open for too long" in answer.text
        other.http.cookies.update(nurse.http.cookies)
        other.http.post("/logout", data={"token": "0" * 64})  # which leads to the log-in page and ends no session
    assert nurse.http.post("/documents", files={"file": ("note.txt", b"words")}).status_code == 403
    assert nurse.http.get("/app/config").status_code == 200


def test_the_server_answers_to_its_own_name_only(address: str) -> None:
    with Visitor(address) as anyone:
        assert anyone.http.get("/login", headers={"host": "elsewhere.example"}).status_code == 421


def test_the_caches_that_everybody_logged_in_may_read_are_closed(nurse: Visitor) -> None:
    for path in ("/app/gradio_api/file=/etc/passwd", "/app/gradio_api/proxy=http://x", "/app/openapi.json"):
        assert nurse.http.get(path).status_code == 404
    upload = nurse.http.post("/app/gradio_api/upload", files={"files": ("chart.pdf", b"%PDF")})
    assert upload.status_code == 404


def test_an_old_cookie_opens_nothing_after_logging_out(address: str) -> None:
    with Visitor(address) as visitor:
        visitor.look_around("nurse")
        cookie = dict(visitor.http.cookies)
        visitor.http.post("/logout", data={"token": visitor.form_token})
        visitor.http.cookies.update(cookie)
        assert visitor.http.get("/app/config").status_code == 401
        assert "session has ended" in visitor.http.post("/documents", files={"file": ("a.txt", b"words")}).text


def test_what_is_too_large_or_says_not_how_large_it_is_is_refused_unread(own: tuple[Sites, Clock]) -> None:
    client = visit(own[0])
    assert client.post("/documents", headers={"content-length": "120000000"}, content=b"x").status_code == 413
    assert client.post("/documents", content=iter([b"x"] * 3)).status_code == 411
    assert client.post("/documents", files={"file": ("note.txt", b"words")}).status_code == 401


@pytest.mark.parametrize(
    "path",
    ["/static/../web.py", "/static/%2e%2e/web.py", "/static/..%2fweb.py", "/letters/..%2f..%2fetc%2fpasswd.pdf",
     "/letters/0.exe", "/app/file=/etc/passwd", "/app/gradio_api/%66ile=/etc/passwd", "/app/static/../../ui.py",
     "/app/assets/..%2f..%2f..%2f..%2fetc%2fpasswd", "/app/gradio_api//file=/etc/passwd"],
)  # fmt: skip
def test_no_path_leads_to_another_file(nurse: Visitor, path: str) -> None:
    answer = nurse.http.get(path)
    assert answer.status_code in (403, 404, 422)
    assert "root:" not in answer.text
    assert "import" not in answer.text


def test_who_may_not_read_cases_gets_no_letter_and_no_case(address: str, nurse: Visitor) -> None:
    nurse.send("open", act="open", case="seed-sij-001-relief-held")
    shown = nurse.send("drawn", "seed-sij-001-relief-held", "member", {}, "approve", [], "")
    letter = re.search(r"/letters/(\w+)\.pdf", str(shown))
    assert letter
    paths = [f"/letters/{letter[1]}.pdf", f"/letters/{letter[1]}.docx", f"/letters/{letter[1]}/1.png"]
    for path in paths:
        answer = nurse.http.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
    with Visitor(address) as administrator:
        administrator.look_around("administrator")
        for path in paths:
            assert administrator.http.get(path).status_code == 403
        told = str(administrator.send("open", act="open", case="seed-sij-001"))
        assert "takes the role" in told
        assert "Okafor" not in told.replace("Daniel Okafor", "")
        assert "takes the role" in str(administrator.send("show_list", "open", ""))
        assert "takes the role" in str(administrator.send("drawn", "seed-sij-001", "member", {}, "deny", [], ""))


def test_who_does_not_work_on_cases_changes_none(address: str) -> None:
    with Visitor(address) as quality:
        quality.look_around("quality")
        quality.send("open", act="open", case="seed-sij-001-ohio")
        assert "takes the role" in str(quality.send("drawn", "seed-sij-001-ohio", "member", {}, "pend", [], ""))
        assert "takes the role" in str(quality.send("added", "x", "X Y", PASSWORD, ["administrator"], "", ""))


def test_the_first_administrator_ends_the_looking_around(own: tuple[Sites, Clock]) -> None:
    sites, _ = own
    client = visit(sites)
    form = {"name": "Ada", "full_name": "Ada Moreno", "password": "short", "token": token(client)}
    refused = client.post("/first", data=form)
    assert "at least 12 characters" in refused.text
    assert 'value="Ada Moreno"' in refused.text
    made = client.post("/first", data={**form, "password": PASSWORD}, follow_redirects=False)
    assert made.headers["location"] == "/app/"
    assert people.everyone(sites.own.store)[0].roles == {"administrator"}
    other = visit(sites)
    assert "Look around" not in other.get("/login").text
    again = other.post("/first", data={**form, "name": "eve", "password": PASSWORD, "token": token(other)})
    assert again.status_code == 403
    assert other.post("/look-around", data={"who": "nurse", "token": token(other)}).status_code == 403


def test_five_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour(own: tuple[Sites, Clock]) -> None:
    sites, clock = own
    people.add(sites.own.store, "nora", PASSWORD, ["reviewer"], by="test", full_name="Nora Ellis")
    client = visit(sites)
    assert [log_in(client, "nora", "wrong password") for _ in range(5)] == [401] * 5
    assert log_in(client, "nora", PASSWORD) == 401
    clock.at += dt.timedelta(minutes=16)
    assert log_in(client, "nora", PASSWORD) == 303


def test_a_session_ends_after_half_an_hour_without_use(own: tuple[Sites, Clock]) -> None:
    sites, clock = own
    people.add(sites.own.store, "nora", PASSWORD, ["reviewer"], by="test", full_name="Nora Ellis")
    client = visit(sites)
    log_in(client, "nora", PASSWORD)
    assert leads_to(client) == "/app/"
    clock.at += dt.timedelta(minutes=31)
    assert leads_to(client) == "/login"
    assert client.get("/app/", follow_redirects=False).headers["location"] == "/login"
    assert client.get("/letters/0.pdf").status_code == 401


def test_cookies_are_out_of_reach_and_secure_over_tls(own: tuple[Sites, Clock]) -> None:
    sites, _ = own
    people.add(sites.own.store, "nora", PASSWORD, ["reviewer"], by="test", full_name="Nora Ellis")
    client = visit(sites, "https://127.0.0.1")
    form = {"name": "nora", "password": PASSWORD, "token": token(client)}
    answer = client.post("/login", data=form, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-necessity=")
    for flag in ("HttpOnly", "Secure", "SameSite=strict"):
        assert flag in cookie
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


def test_behind_a_proxy_only_https_is_answered(own: tuple[Sites, Clock]) -> None:
    client = visit(own[0], "http://page.example", loopback=False, https_only=True)
    assert client.get("/login").status_code == 403


def test_it_refuses_to_listen_beyond_this_machine_in_the_clear() -> None:
    command = [sys.executable, "-m", "copilot", "serve", "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=dict(os.environ))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "NECESSITY_TLS_CERTIFICATE" in done.stderr


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "copilot", "serve", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=dict(os.environ))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def many(address: str, persons: int, rounds: int) -> list[float]:
    """How long each event took, in seconds, with so many people at work at once. Any error fails."""
    took: list[float] = []
    failed: list[BaseException] = []
    cases = ("seed-sij-001", "seed-sij-001-ohio", "seed-sij-001-texas", "seed-sij-001-pain-zero")

    def work(number: int) -> None:
        try:
            with Visitor(address) as visitor:
                visitor.look_around(("nurse", "physician", "quality")[number % 3])
                for n in range(rounds):
                    case = cases[(number + n) % len(cases)]
                    for name, inputs, event in (
                        ("show_list", ["open", ""], {}),
                        ("open", [], {"act": "open", "case": case}),
                        ("begin", [case], {"act": "reject", "n": "0"}),
                    ):
                        began = time.monotonic()
                        told = str(visitor.send(name, *inputs, **event))
                        took.append(time.monotonic() - began)
                        assert "went wrong" not in told
                        assert 'role="alert"' not in told
                        time.sleep(0.5)  # nobody clicks faster for long
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(persons)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[:3]
    return sorted(took)


def test_the_time_to_answer_is_extended_once_and_as_far_as_its_time_frame_allows(nurse: Visitor) -> None:
    case = "seed-sij-001-ohio"
    nurse.send("open", act="open", case=case)

    def extend(days: int, why: str) -> str:
        return str(nurse.send("extended", case, "member", {}, "pend", [], days, why))

    assert "at most" in extend(15, "an answer is awaited")
    assert "why more time" in extend(14, " ")
    assert "is extended" in extend(14, "an answer is awaited")
    assert "extended already" in extend(1, "again")


def test_several_people_at_once_get_no_error(address: str, nurse: Visitor) -> None:
    took = many(address, 4, 1)
    assert took[len(took) // 2] < 2


# `.venv/bin/pytest -q -s --soak tests/test_web.py -k twenty` prints what it measured.
@pytest.mark.soak
def test_twenty_people_at_once_get_no_error(address: str, nurse: Visitor) -> None:
    took = many(address, 20, 10)
    print(f"{len(took)} events: median {took[len(took) // 2]:.3f} s, 95 % within {took[int(len(took) * 0.95)]:.3f} s")
    assert took[len(took) // 2] < 1


def test_what_a_scan_may_be_misread_at_is_shown_as_it_looks_and_pages_where_they_begin() -> None:
    text = "Pain l0/10 before.\nRelief & rest on page two."
    fax = {"name": "fax", "text": text, "pages": [0, 19], "doubtful": [[5, 10]], "spots": [[1, 0.1, 0.1, 0.2, 0.2]],
           "pictures": ["aGVsbG8="]}  # fmt: skip
    case = Case.model_validate({"id": "x", "request": {"cpt": "27096"}, "documents": [fax]})
    shown = show.record(SimpleNamespace(review=None, case=case))  # type: ignore[arg-type]
    assert 'src="data:image/png;base64,aGVsbG8=" alt="The scan, page 1, where “l0/10” was read"' in shown
    assert '<span class="page" data-page="2" aria-hidden="true"></span><span data-start="19">Relief &amp;' in shown
    cut = re.search(r'data-document="fax">(.*?)</div>', shown, re.DOTALL)
    assert cut
    assert html.unescape(re.sub(r"<[^>]+>", "", cut[1])) == text


def test_the_page_leaves_no_document_behind(address: str, tmp_path: Path) -> None:
    """The examples' folder holds the database, its keys and nothing that was uploaded or drawn."""
    with Visitor(address) as visitor:
        visitor.look_around("nurse")
        ours = {"x-form-token": visitor.form_token}
        note = {"file": ("note.txt", b"Pain 8/10 before, 2/10 after.")}
        answer = visitor.http.post("/documents", files=note, headers=ours)
        assert "characters read" in answer.json()["said"]
        assert "note.txt" in str(visitor.send("dropped", act="dropped"))
        empty = visitor.http.post("/documents", files={"file": ("empty.txt", b"")}, headers=ours)
        assert empty.status_code == 422
        assert "problem" in empty.json()
