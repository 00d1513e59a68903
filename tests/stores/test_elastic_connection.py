"""Who may connect: keys, users, certificates; and what is said where one is wrong. Never a secret."""

from __future__ import annotations

import json
import socket
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from ssl import PEM_cert_to_DER_cert
from subprocess import CompletedProcess
from typing import Any

import pytest
from pydantic import SecretStr

from parley.errors import ParleyError, SettingsError, StoreError, StoreUnavailable
from parley.stores.base import Query
from parley.stores.elastic import ElasticStore, grants, upkeep
from parley.stores.elastic.connection import Connection, from_environment
from tools.elasticsearch import Server
from tools.elasticsearch import server as started
from tools.elasticsearch_certificates import Authority

from .factory import article, claim

RELOAD = 60  # seconds within which the server has to see a new certificate; it looks every five


@pytest.fixture(scope="module")
def secure() -> Iterator[Server]:
    """A server with users and TLS, and an archive on it."""
    with started(secure=True) as server:
        upkeep.init(admin(server))
        yield server


def admin(server: Server) -> Connection:
    """As the user who may do everything."""
    return Connection(urls=server.urls, user="elastic", password=SecretStr(server.password), ca_file=server.ca)


def keyed(server: Server, key: str, **more: Any) -> Connection:
    return Connection(urls=server.urls, api_key=SecretStr(key), **({"ca_file": server.ca} | more))


def told(connection: Connection, secret: str) -> ParleyError:
    """The error of opening the archive; it names the server and no secret, and neither does what led to it."""
    with pytest.raises(ParleyError) as caught:
        ElasticStore.open(connection)
    error: BaseException | None = caught.value
    assert connection.urls[0] in str(error)
    while error:
        assert secret not in f"{error!r}{vars(error)}"
        error = error.__cause__ or error.__context__
    assert secret not in repr(connection)
    return caught.value


def test_a_key_for_ingest_may_write_and_read_and_no_more(secure: Server) -> None:
    key = grants.grant(admin(secure), "ingest", days=1)
    connection = keyed(secure, key.encoded.get_secret_value())
    with closing(ElasticStore.open(connection)) as store:
        store.write([article("a"), article("b")], [claim("c", "a")])
        store.write([article("a")], [], delete=["b"])
        assert store.search(Query(text="note")).total == 1
        assert store.claims(Query()).total == 0
    for forbidden in (upkeep.init, upkeep.reindex):
        with pytest.raises(StoreError, match=r"may not do that: .* parley store grant"):
            forbidden(connection)
    assert key.encoded.get_secret_value() not in repr(key)


def test_a_key_for_reading_may_only_read(secure: Server) -> None:
    key = grants.grant(admin(secure), "read").encoded.get_secret_value()
    with closing(ElasticStore.open(keyed(secure, key))) as store:
        assert store.article_facet(Query(), "source") == store.article_facet(Query(), "source")
        with pytest.raises(StoreError, match="may not"):
            store.write([article("x")], [])
        assert store.get("x") is None
        with store.snapshot() as before:
            assert before.search(Query(text="note")).total == store.search(Query(text="note")).total


def test_a_key_of_another_archive_sees_nothing_of_this_one(secure: Server) -> None:
    other = admin(secure).model_copy(update={"prefix": "other"})
    key = grants.grant(other, "read").encoded.get_secret_value()
    assert "may not" in str(told(keyed(secure, key), key))


def test_a_wrong_key_or_password_is_told(secure: Server) -> None:
    key = "bm9ib2R5OnNlY3JldA=="
    assert "does not accept" in str(told(keyed(secure, key), key))
    password = "not the password"
    wrong = admin(secure).model_copy(update={"password": SecretStr(password)})
    assert "does not accept" in str(told(wrong, password))
    assert "does not accept" in str(told(Connection(urls=secure.urls, ca_file=secure.ca), "s3cr3t"))


def test_another_authority_is_not_trusted(secure: Server, tmp_path: Path) -> None:
    wrong = Authority.new(tmp_path / "ca.crt").file
    for connection in (keyed(secure, "s3cr3t", ca_file=wrong), keyed(secure, "s3cr3t", ca_file=None)):
        error = told(connection, "s3cr3t")
        assert isinstance(error, StoreError)
        assert "authority" in str(error)
        assert "PARLEY_ELASTICSEARCH_CA_FILE" in str(error)


def test_a_fingerprint_does_instead_of_a_file(secure: Server) -> None:
    def prints(name: str) -> str:
        pem = (secure.nodes[0].folder / "config" / name).read_text(encoding="ascii")
        return sha256(PEM_cert_to_DER_cert(pem)).hexdigest()

    right = admin(secure).model_copy(update={"ca_file": None, "fingerprint": prints("server.crt")})
    ElasticStore.open(right).close()
    error = told(right.model_copy(update={"fingerprint": "ab" * 32}), secure.password)
    assert "another fingerprint" in str(error)


def test_an_expired_certificate_is_told_and_a_new_one_is_taken(secure: Server) -> None:
    config = secure.nodes[0].folder / "config"
    assert secure.authority
    try:
        secure.authority.issue(config / "server.key", config / "server.crt", days=-1)
        until(lambda: "expired" in str(told(admin(secure), secure.password)))
        error = told(admin(secure), secure.password)
        assert isinstance(error, StoreError)
        assert "renew it" in str(error)
    finally:
        secure.authority.issue(config / "server.key", config / "server.crt")
    until(lambda: bool(ElasticStore.open(admin(secure)).get("none") is None))


def until(true: Callable[[], bool]) -> None:
    """Wait while the server has not yet read its new files."""
    deadline = time.monotonic() + RELOAD
    while True:
        try:
            if true():
                return
        except (StoreError, pytest.fail.Exception):
            pass
        assert time.monotonic() < deadline
        time.sleep(1)


def cloud_id(*parts: str) -> str:
    return "test:" + b64encode("$".join(parts).encode()).decode()


def test_a_cloud_id_leads_to_its_server(secure: Server) -> None:
    settings = {
        "CLOUD_ID": cloud_id(f"0.0.1:{secure.nodes[0].port}", "127", "kibana"),  # the host 127.0.0.1
        "USER": "elastic",
        "PASSWORD": secure.password,
        "CA_FILE": str(secure.ca),
    }
    connection = from_environment(environ={f"PARLEY_ELASTICSEARCH_{name}": value for name, value in settings.items()})
    assert connection.where == "Elastic Cloud test"
    with closing(ElasticStore.open(connection)) as store:
        store.write([article("cloudy")], [])
        assert store.get("cloudy") == article("cloudy")


@pytest.mark.parametrize("wrong", ["test", "test:?", cloud_id("host.example"), cloud_id("host.example:none", "abc")])
def test_a_cloud_id_that_names_no_server_is_told(wrong: str) -> None:
    connection = from_environment(environ={"PARLEY_ELASTICSEARCH_CLOUD_ID": wrong})
    with pytest.raises(SettingsError, match=r"PARLEY_ELASTICSEARCH_CLOUD_ID, as .* Cloud ID (is not properly|missing)"):
        ElasticStore.open(connection)


def test_http_where_https_is_spoken_is_told(secure: Server) -> None:
    plain = admin(secure).model_copy(update={"urls": (secure.urls[0].replace("https", "http"),), "ca_file": None})
    assert secure.urls[0].removeprefix("https") in str(told(plain, secure.password))


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = told(Connection(urls=(f"http://127.0.0.1:{port}",)), "s3cr3t")
    assert isinstance(error, StoreUnavailable)
    assert "is it up, and is the URL right?" in str(error)


def test_the_environment_says_how(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cr3t\n", encoding="utf-8")
    environ = {
        "PARLEY_ELASTICSEARCH_URL": "https://one:9200, https://two/es",
        "PARLEY_ELASTICSEARCH_API_KEY_FILE": str(tmp_path / "key"),
        "PARLEY_ELASTICSEARCH_CA_FILE": "ca.crt",
        "PARLEY_ELASTICSEARCH_PREFIX": "news",
        "PARLEY_ELASTICSEARCH_PATIENCE": "5",
    }
    made = from_environment(environ=environ)
    assert made.urls == ("https://one:9200", "https://two:443/es")
    assert made.api_key == SecretStr("s3cr3t")
    assert (made.ca_file, made.articles, made.patience) == (Path("ca.crt"), "news-articles", 5)
    assert "s3cr3t" not in f"{made!r}{made}{made.model_dump_json()}"
    assert from_environment("http://three:9200", environ).urls == ("http://three:9200",)


@pytest.mark.parametrize(
    ("url", "environ", "words"),
    [
        ("https://user:s3cr3t@host:9200", {}, "holds a user or password"),
        ("ftp://host", {}, "not the URL"),
        ("", {}, "name either the URL"),
        ("http://h:1", {"CLOUD_ID": "name:x"}, "name either the URL"),
        ("http://h:1", {"API_KEY": "s3cr3t", "USER": "me"}, "not both"),
        ("http://h:1", {"TIMEOUT": "s3cr3t"}, "PARLEY_ELASTICSEARCH_TIMEOUT"),
        ("http://h:1", {"PASSWORD_FILE": "none/here"}, "none/here cannot be read"),
        ("http://h:1", {"PREFIX": "UPPER"}, "PARLEY_ELASTICSEARCH_PREFIX"),
    ],
)
def test_settings_that_cannot_be_used_are_named_without_secrets(url: str, environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        from_environment(url, {f"PARLEY_ELASTICSEARCH_{name}": value for name, value in environ.items()})
    assert "s3cr3t" not in str(caught.value)


Ran = CompletedProcess[str]


def test_the_command_line_makes_and_shows_an_archive_and_grants_keys(
    parley: Callable[..., Ran], secure: Server
) -> None:
    settings = {
        "ARCHIVE": secure.urls[0],
        "ELASTICSEARCH_USER": "elastic",
        "ELASTICSEARCH_PASSWORD": secure.password,
        "ELASTICSEARCH_CA_FILE": str(secure.ca),
        "ELASTICSEARCH_PREFIX": "cli",
    }
    assert parley("store", "status", **settings).returncode == 1
    assert parley("store", "init", **settings).stdout.count("made cli-") == 2
    shown = json.loads(parley("store", "status", "--json", **settings).stdout)
    assert [(row["alias"], row["current"], row["documents"]) for row in shown] == [
        ("cli-articles", True, 0),
        ("cli-claims", True, 0),
    ]
    assert "up to date" in parley("store", "migrate", **settings).stdout
    assert len(json.loads(parley("store", "reindex", "--json", **settings).stdout)) == 2
    printed = parley("store", "grant", "read", "--print", **settings)
    assert printed.stdout == ""
    assert json.loads(printed.stderr)["cli-read"]["cluster"] == []
    granted = parley("store", "grant", "ingest", "--days", "1", **settings)
    assert secure.password not in granted.stdout + granted.stderr
    with closing(ElasticStore.open(keyed(secure, granted.stdout.strip(), prefix="cli"))) as store:
        store.write([article("a")], [])


def test_the_help_names_every_setting(parley: Callable[..., Ran]) -> None:
    shown = parley("store", "--help").stdout
    files = ("api_key_file", "password_file")
    names = [f"_{name}".upper() for name in (*Connection.model_fields, *files) if name != "urls"]
    assert [name for name in names if name not in shown] == []


def test_the_command_line_tells_what_is_wrong(parley: Callable[..., Ran]) -> None:
    folder = parley("store", "status", ARCHIVE="archive")
    assert folder.returncode == 1
    assert "--archive https://HOST:9200" in folder.stderr
    down = parley("store", "status", ARCHIVE="http://127.0.0.1:1")
    assert (down.returncode, down.stderr.count("\n")) == (75, 1)
    purpose = parley("store", "grant", "everything", ARCHIVE="http://127.0.0.1:1")
    assert "ingest, read" in purpose.stderr
