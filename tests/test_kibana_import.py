"""``parley kibana import`` against a server that answers as Kibana's API for saved objects does."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import typer
from typer.testing import CliRunner, Result

from parley.cli import kibana as commands
from parley.errors import SettingsError, StoreError, StoreUnavailable
from tools import kibana_objects

SECRET = "not-to-be-seen"
KEY = {"PARLEY_KIBANA_API_KEY": SECRET}
PLAIN = {f"PARLEY_KIBANA_{name}": None for name in ("URL", "API_KEY", "API_KEY_FILE", "USER", "PASSWORD", "CA_FILE")}
OBJECTS = len(kibana_objects.build())

Objects = dict[tuple[str, str], dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    """Kibana's answers, of a server whose ``spaces`` hold what was imported."""

    server: Server

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        if self.let_in():
            self.answer(*((200, {"id": name}) if name in self.server.spaces else (404, {"message": "Not Found"})))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self.headers.get("kbn-xsrf"):
            self.answer(400, {"message": "Request must contain a kbn-xsrf header."})
        elif self.let_in():
            path = urlsplit(self.path)
            space = path.path.split("/")[2] if path.path.startswith("/s/") else "default"
            self.answer(
                200, self.imported(self.server.spaces[space], body, "true" in parse_qs(path.query)["overwrite"])
            )

    def let_in(self) -> bool:
        if self.server.broken:
            self.answer(*self.server.broken)
            return False
        basic = base64.b64encode(f"elastic:{SECRET}".encode()).decode()
        allowed = self.headers.get("authorization") in (f"ApiKey {SECRET}", f"Basic {basic}")
        if not allowed:
            self.answer(401, {"statusCode": 401, "error": "Unauthorized", "message": "Unauthorized"})
        return allowed

    def imported(self, saved: Objects, body: bytes, overwrite: bool) -> dict[str, Any]:
        form = message_from_bytes(f"content-type: {self.headers['content-type']}\r\n\r\n".encode() + body, policy=HTTP)
        (part,) = form.iter_parts()
        assert part.get_param("name", header="content-disposition") == "file"
        assert str(part.get_filename()).endswith(".ndjson")
        listed = [json.loads(line) for line in part.get_content().splitlines()]
        given = {(each["type"], each["id"]): each for each in listed}
        errors = []
        for (kind, id), each in given.items():
            lacking = [r for r in each["references"] if (r["type"], r["id"]) not in {**saved, **given}]
            if lacking:
                error: dict[str, Any] = {"type": "missing_references", "references": lacking}
            elif (kind, id) in saved and not overwrite:
                error = {"type": "conflict"}
            elif kind == self.server.unsupported:
                error = {"type": "unsupported_type"}
            else:
                saved[kind, id] = each
                continue
            errors.append({"type": kind, "id": id, "meta": {"title": id}, "error": error})
        answer = {"success": not errors, "successCount": len(given) - len(errors), "warnings": []}
        return answer | ({"errors": errors} if errors else {})

    def answer(self, status: int, content: Any, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content.encode() if isinstance(content, str) else json.dumps(content).encode())

    def log_message(self, format: str, *args: Any) -> None:
        self.server.seen.append(format % args)


class Server(ThreadingHTTPServer):
    """Something that answers as Kibana, on a free port."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.spaces: dict[str, Objects] = {"default": {}, "peace": {}}
        self.broken: tuple[int, Any] | None = None  # what it answers instead
        self.unsupported = ""  # a type that it does not know
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def answering(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def kibana() -> Iterator[Server]:
    with answering(Server()) as server:
        yield server


def run(*arguments: str, **environ: str) -> Result:
    """The command; an error that it raises is ``result.exception``."""
    app = typer.Typer()
    commands.register(app)
    return CliRunner().invoke(app, ["kibana", "import", *arguments], env={**PLAIN, **environ})


def refused(result: Result, kind: type[Exception]) -> str:
    """The words of the error, in which there is no secret."""
    assert isinstance(result.exception, kind), (result.output, result.exception)
    said = f"{result.exception} {result.output}"
    assert SECRET not in said
    assert base64.b64encode(f"elastic:{SECRET}".encode()).decode() not in said
    return said


def test_everything_is_imported_and_the_url_of_the_dashboards_shown(kibana: Server) -> None:
    result = run("--url", kibana.url, **KEY)
    assert result.exit_code == 0, result.exception
    assert f"{OBJECTS} objects" in result.output
    assert f"{kibana.url}/app/dashboards" in result.output.replace("\n", "")
    assert len(kibana.spaces["default"]) == OBJECTS
    assert SECRET not in result.output + "".join(kibana.seen)


def test_again_it_leaves_what_is_there_until_told_to_overwrite(kibana: Server) -> None:
    run("--url", kibana.url, **KEY)
    said = refused(run("--url", kibana.url, **KEY), StoreError)
    assert f"{OBJECTS} exist already" in said
    assert "--overwrite" in said
    assert run("--url", kibana.url, "--overwrite", **KEY).exit_code == 0


def test_objects_go_to_the_space_that_is_named_and_to_no_space_that_is_missing(kibana: Server) -> None:
    assert run("--url", kibana.url, "--space", "peace", **KEY).exit_code == 0
    assert len(kibana.spaces["peace"]) == OBJECTS
    assert not kibana.spaces["default"]
    said = refused(run("--url", kibana.url, "--space", "war", **KEY), StoreError)
    assert "'war'" in said
    assert "make it" in said


def test_data_views_name_the_indices_of_an_archive_with_another_prefix(kibana: Server) -> None:
    run(PARLEY_ELASTICSEARCH_PREFIX="kabul", PARLEY_KIBANA_URL=kibana.url, **KEY)
    saved = kibana.spaces["default"].values()
    titles = {each["attributes"]["title"] for each in saved if each["type"] == "index-pattern"}
    assert titles == {"kabul-articles", "kabul-claims"}


def test_user_and_password_come_from_the_environment_and_a_file(kibana: Server, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(SECRET + "\n", encoding="utf-8")
    result = run("--url", kibana.url, PARLEY_KIBANA_USER="elastic", PARLEY_KIBANA_PASSWORD_FILE=str(file))
    assert result.exit_code == 0, result.exception


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({}, ["401", "PARLEY_KIBANA_API_KEY_FILE"]),
        ({"PARLEY_KIBANA_API_KEY": f"{SECRET}-but-wrong"}, ["401", "PARLEY_KIBANA_USER"]),
    ],
)
def test_wrong_or_no_credentials(kibana: Server, environ: dict[str, str], words: list[str]) -> None:
    said = refused(run("--url", kibana.url, **environ), StoreError)
    assert all(word in said for word in words)


@pytest.mark.parametrize(
    ("broken", "kind", "words"),
    [
        ((403, {"message": "Unable to bulk_create"}), StoreError, ["403", "Saved Objects Management"]),
        ((404, {"message": "Not Found"}), StoreError, ["404", "is the URL right?"]),
        ((503, "Kibana server is not ready yet"), StoreUnavailable, ["503", "try again"]),
        ((429, ""), StoreUnavailable, ["429", "try again"]),
        ((400, {"message": "Can't import more than 5 objects"}), StoreError, ["400", "more than 5 objects"]),
        ((200, "<html>hello</html>"), StoreError, ["is the URL right?"]),
        ((200, {"success": False}), StoreError, ["imported 0 objects"]),
    ],
)
def test_what_else_kibana_may_say(
    kibana: Server, broken: tuple[int, Any], kind: type[Exception], words: list[str]
) -> None:
    kibana.broken = broken
    said = refused(run("--url", kibana.url, **KEY), kind)
    assert all(word in said for word in words), said


def test_objects_that_this_kibana_does_not_know_are_named(kibana: Server) -> None:
    kibana.unsupported = "search"
    said = refused(run("--url", kibana.url, **KEY), StoreError)
    assert "search parley-newest-claims: unsupported_type" in said
    assert "9.0 or newer" in said


def test_references_that_lead_nowhere_are_named(
    kibana: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = kibana_objects.text().splitlines()[1:]  # without the first data view
    (tmp_path / "parley.ndjson").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("parley.kibana.FILES", (tmp_path / "parley.ndjson",))
    said = refused(run("--url", kibana.url, **KEY), StoreError)
    assert "missing_references index-pattern parley-articles" in said


def test_a_kibana_that_is_down_is_for_later() -> None:
    server = Server()
    server.server_close()
    said = refused(run("--url", server.url, **KEY), StoreUnavailable)
    assert server.url in said
    assert "is it running" in said


def test_a_redirect_is_not_followed_with_the_secret(kibana: Server) -> None:
    class Elsewhere(Handler):
        def do_POST(self) -> None:
            self.answer(302, "", location=f"{kibana.url}/login")

    server = Server()
    server.RequestHandlerClass = Elsewhere
    with answering(server):
        said = refused(run("--url", server.url, **KEY), StoreError)
    assert f"points to {kibana.url}/login" in said
    assert kibana.seen == []


@pytest.mark.parametrize(
    ("url", "environ", "words"),
    [
        (f"http://elastic:{SECRET}@127.0.0.1:5601", {}, ["holds a user or password", "PASSWORD_FILE"]),
        ("127.0.0.1:5601", {}, ["https://host:5601"]),
        ("http://127.0.0.1:1", {"PARLEY_KIBANA_API_KEY_FILE": "/no/such/file"}, ["API_KEY_FILE", "/no/such/file"]),
        ("https://127.0.0.1:1", {"PARLEY_KIBANA_CA_FILE": "/no/such/file"}, ["CA_FILE", "/no/such/file"]),
        ("https://127.0.0.1:1", {"PARLEY_KIBANA_CA_FILE": __file__}, ["CA_FILE", "no certificate"]),
        ("http://127.0.0.1:1", KEY | {"PARLEY_KIBANA_USER": "elastic"}, ["not both"]),
    ],
)
def test_settings_that_cannot_be_used_are_named(url: str, environ: dict[str, str], words: list[str]) -> None:
    said = refused(run("--url", url, **environ), SettingsError)
    assert all(word in said for word in words), said
