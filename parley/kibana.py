"""Importing the dashboards of ``kibana/`` through Kibana's API. Secrets come from the environment or a file."""

from __future__ import annotations

import json
import os
import ssl
from base64 import b64encode
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

from pydantic import ConfigDict, Field, SecretStr, ValidationError

import parley
from parley.errors import ParleyError, SettingsError, StoreError, StoreUnavailable
from parley.models import Model

ENVIRONMENT = "PARLEY_KIBANA_"
_PACKAGE = Path(parley.__file__).parent
FILES = (_PACKAGE / "saved_objects" / "parley.ndjson", _PACKAGE.parent / "kibana" / "parley.ndjson")  # installed; here
SHOWN = 5  # objects named in a message
LATER = (408, 429, 502, 503, 504)


class Kibana(Model):
    """How to reach one. Printing it shows no secret."""

    url: str
    api_key: SecretStr | None = None  # as Elasticsearch prints it under "encoded"
    user: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None  # PEM; without it the system's authorities are trusted
    timeout: float = 60  # seconds; Kibana migrates what it imports


class _Answered(Model):
    model_config = ConfigDict(extra="ignore")  # Kibana's next version may say more


class _Reference(_Answered):
    type: str
    id: str


class _Error(_Answered):
    type: str
    message: str = ""
    references: tuple[_Reference, ...] = ()  # that lead nowhere


class _Failure(_Answered):
    type: str
    id: str
    error: _Error

    @property
    def exists(self) -> bool:
        return self.error.type in ("conflict", "ambiguous_conflict")

    def __str__(self) -> str:
        if self.exists:
            return f"{self.type} {self.id}"
        lacking = (f"{each.type} {each.id}" for each in self.error.references)
        words = (f"{self.type} {self.id}: {self.error.type}", self.error.message, *lacking)
        return " ".join(word for word in words if word)


class _Answer(_Answered):
    success: bool
    imported: int = Field(default=0, alias="successCount")
    errors: tuple[_Failure, ...] = ()


def from_environment(url: str, environ: Mapping[str, str] = os.environ) -> Kibana:
    """The Kibana at ``url``, with what the environment says of it.

    ``PARLEY_KIBANA_API_KEY``, or ``_USER`` and ``_PASSWORD``; ``_CA_FILE``; ``_API_KEY_FILE`` and ``_PASSWORD_FILE``
    name files that hold the secret. Raises ``SettingsError``.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise SettingsError(
            f"the URL of {parts.hostname} holds a user or password; leave them out and set {ENVIRONMENT}USER and "
            f"{ENVIRONMENT}PASSWORD_FILE, or {ENVIRONMENT}API_KEY_FILE"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{url}: not the URL of a Kibana; it looks like https://host:5601")
    ca_file = environ.get(f"{ENVIRONMENT}CA_FILE")
    if ca_file and not Path(ca_file).is_file():
        raise SettingsError(f"{ENVIRONMENT}CA_FILE: there is no file {ca_file}")
    made = Kibana(
        url=url.rstrip("/"),
        api_key=_secret("API_KEY", environ),
        user=environ.get(f"{ENVIRONMENT}USER"),
        password=_secret("PASSWORD", environ),
        ca_file=Path(ca_file) if ca_file else None,
    )
    if made.api_key and made.user:
        raise SettingsError(f"set either {ENVIRONMENT}API_KEY or {ENVIRONMENT}USER and _PASSWORD, not both")
    return made


def _secret(name: str, environ: Mapping[str, str]) -> SecretStr | None:
    file = environ.get(f"{ENVIRONMENT}{name}_FILE")
    try:
        value = Path(file).read_text(encoding="utf-8").strip() if file else environ.get(ENVIRONMENT + name)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{ENVIRONMENT}{name}_FILE: {file} cannot be read: {error}") from error
    return SecretStr(value) if value else None


def import_objects(kibana: Kibana, *, space: str | None = None, overwrite: bool = False, prefix: str = "parley") -> int:
    """Import everything, into the default space unless told otherwise; how many objects.

    ``prefix`` is that of the archive's indices. Objects that exist already stay as they are, unless ``overwrite``.
    Raises ``StoreUnavailable`` where Kibana does not answer now, and ``StoreError`` for what it refuses.
    """
    path = "/api/saved_objects/_import?overwrite=" + ("true" if overwrite else "false")
    if space:  # Kibana takes objects for a space that does not exist, where nobody would find them
        name = quote(space, safe="")
        _ask(
            kibana, "GET", f"/api/spaces/space/{name}", missing=f"there is no space {space!r}; make it in Kibana first"
        )
        path = f"/s/{name}{path}"
    content = _ask(kibana, "POST", path, _file(prefix), missing="no Kibana that imports objects; is the URL right?")
    try:
        answer = _Answer.model_validate_json(content)
    except ValidationError as error:
        raise StoreError(f"{kibana.url}: did not answer as Kibana does; is the URL right?") from error
    if not answer.success:
        raise StoreError(f"{kibana.url}: imported {answer.imported} objects; {_why(answer.errors)}")
    return answer.imported


def _why(failures: Sequence[_Failure]) -> str:
    """What went wrong with which objects, and what to do."""
    there = [each for each in failures if each.exists]
    others = [each for each in failures if not each.exists]
    said = []
    if there:
        said.append(
            f"{len(there)} exist already ({_some(there)}): --overwrite replaces them, changes in Kibana included"
        )
    if others:
        said.append(f"{len(others)} were refused ({_some(others)}): Parley's need Kibana 9.0 or newer")
    return "; ".join(said) or "Kibana does not say why not all"


def _some(failures: Sequence[_Failure]) -> str:
    return ", ".join([*map(str, failures[:SHOWN]), *(["..."] if len(failures) > SHOWN else [])])


def _file(prefix: str) -> bytes:
    """The saved objects, their data views naming the indices with that prefix."""
    lines = next(path for path in FILES if path.exists()).read_text(encoding="utf-8").splitlines()
    objects = [json.loads(line) for line in lines]
    for each in objects:
        if each["type"] == "index-pattern":
            each["attributes"]["title"] = each["attributes"]["title"].replace("parley-", f"{prefix}-", 1)
    return "".join(json.dumps(each) + "\n" for each in objects).encode()


def _ask(kibana: Kibana, method: str, path: str, file: bytes | None = None, *, missing: str) -> bytes:
    """Kibana's answer; ``missing`` is what 404 means. Follows no redirect: the secret is for this URL alone."""
    body, headers = _form(file) if file else (None, {})
    connection = _connection(kibana)
    try:
        connection.request(method, urlsplit(kibana.url).path + path, body, headers | _headers(kibana))
        response = connection.getresponse()
        content = response.read()
    except ssl.SSLCertVerificationError as error:
        raise StoreError(
            f"{kibana.url}: its certificate is not trusted ({error.verify_message}); name its authority's file in "
            f"{ENVIRONMENT}CA_FILE"
        ) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise StoreUnavailable(
            f"{kibana.url}: no answer from Kibana ({reason}); is it running, and the URL right?"
        ) from error
    finally:
        connection.close()
    if response.status != 200:
        raise _refusal(kibana.url, response.status, response.getheader("location"), missing, content)
    return content


def _connection(kibana: Kibana) -> HTTPConnection:
    parts = urlsplit(kibana.url)
    host = parts.hostname or ""
    if parts.scheme == "http":
        return HTTPConnection(host, parts.port, timeout=kibana.timeout)
    try:
        trusted = ssl.create_default_context(cafile=kibana.ca_file)
    except OSError as error:
        raise SettingsError(f"{ENVIRONMENT}CA_FILE: {kibana.ca_file} holds no certificate in PEM") from error
    return HTTPSConnection(host, parts.port, timeout=kibana.timeout, context=trusted)


def _headers(kibana: Kibana) -> dict[str, str]:
    headers = {"kbn-xsrf": "parley", "accept": "application/json"}  # Kibana refuses writes without the first
    if kibana.api_key:
        headers["authorization"] = f"ApiKey {kibana.api_key.get_secret_value()}"
    elif kibana.user:
        password = kibana.password.get_secret_value() if kibana.password else ""
        headers["authorization"] = "Basic " + b64encode(f"{kibana.user}:{password}".encode()).decode()
    return headers


def _form(file: bytes) -> tuple[bytes, dict[str, str]]:
    """The file as a browser's form sends it."""
    boundary = uuid4().hex
    head = 'content-disposition: form-data; name="file"; filename="parley.ndjson"\r\ncontent-type: application/ndjson'
    body = b"\r\n".join([f"--{boundary}\r\n{head}\r\n".encode(), file, f"--{boundary}--\r\n".encode()])
    return body, {"content-type": f"multipart/form-data; boundary={boundary}"}


def _refusal(url: str, status: int, location: str | None, missing: str, content: bytes) -> ParleyError:
    if status in LATER:
        return StoreUnavailable(f"{url}: Kibana is not ready ({status}); try again in a minute")
    if location:
        return StoreError(f"{url}: points to {location} ({status}); give Kibana's own URL, with its base path if any")
    known = {
        401: f"not let in (401); set {ENVIRONMENT}API_KEY_FILE, or {ENVIRONMENT}USER and {ENVIRONMENT}PASSWORD_FILE",
        403: "this user may not (403); it needs Kibana's privilege Saved Objects Management: All",
        404: f"{missing} (404)",
    }
    return StoreError(f"{url}: " + known.get(status, f"refused ({status}): {_said(content)}"))


def _said(content: bytes) -> str:
    """Kibana's own words, cut short."""
    try:
        return str(json.loads(content)["message"])[:300]
    except (ValueError, KeyError, TypeError):
        return content[:100].decode("utf-8", "replace")
