"""How to reach an Elasticsearch: where, as whom, and whom to trust. Secrets come from the environment or a file."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch
from pydantic import Field, SecretStr

from parley.errors import SettingsError
from parley.models import Model

ENVIRONMENT = "PARLEY_ELASTICSEARCH_"
CLOUD = "cloud"  # the name of an archive whose server the environment names by its Cloud ID
READ_AGAIN = (429, 502, 503, 504)  # a search that met one of these may find another node ready

logging.getLogger("elastic_transport").addHandler(logging.NullHandler())  # its retries are no news for a terminal


class Connection(Model):
    """What ``client`` needs. Printing one shows no secret."""

    urls: tuple[str, ...] = ()
    cloud_id: str | None = None  # instead of URLs
    api_key: SecretStr | None = None  # as Elasticsearch prints it under "encoded"
    user: str | None = None
    password: SecretStr | None = None
    ca_file: Path | None = None  # PEM; without it the system's authorities are trusted
    fingerprint: str | None = None  # SHA-256 of the server's certificate or its authority's, instead of a file
    prefix: str = Field(default="parley", pattern=r"^[a-z0-9][a-z0-9._-]*$")  # of the names of indices
    timeout: float = Field(default=60, gt=0)  # seconds until an answer counts as missing
    patience: float = Field(default=60, ge=0)  # seconds that a write waits for a server that is down, full or busy

    @property
    def where(self) -> str:
        """The server, for messages."""
        return ", ".join(self.urls) or f"Elastic Cloud {(self.cloud_id or '').split(':')[0]}"

    @property
    def articles(self) -> str:
        """The alias of the articles."""
        return f"{self.prefix}-articles"

    @property
    def claims(self) -> str:
        """The alias of the claims."""
        return f"{self.prefix}-claims"


def from_environment(urls: str = "", environ: Mapping[str, str] = os.environ) -> Connection:
    """The connection to ``urls`` (separated by commas), or to where the environment says; the rest is from there.

    ``PARLEY_ELASTICSEARCH_URL``, ``_CLOUD_ID``, ``_API_KEY``, ``_USER``, ``_PASSWORD``, ``_CA_FILE``, ``_FINGERPRINT``,
    ``_PREFIX``, ``_TIMEOUT``, ``_PATIENCE``; ``_API_KEY_FILE`` and ``_PASSWORD_FILE`` name files that hold the secret.
    Raises ``SettingsError``.
    """
    names = [name for name in Connection.model_fields if name not in ("urls", "api_key", "password")]
    values: dict[str, Any] = {name: environ.get(ENVIRONMENT + name.upper()) for name in names}
    values |= {"api_key": _secret("API_KEY", environ), "password": _secret("PASSWORD", environ)}
    listed = urls or environ.get(ENVIRONMENT + "URL", "")
    values["urls"] = tuple(_checked(url.strip()) for url in listed.split(",") if url.strip())
    found = {name: value for name, value in values.items() if value}
    try:
        made = Connection.model_validate(found)
    except ValueError as error:  # pydantic's own; it hides secrets, but says little of where a value came from
        fields = ", ".join(sorted({ENVIRONMENT + str(each["loc"][0]).upper() for each in error.errors()}))  # type: ignore[attr-defined]  # a ValidationError
        raise SettingsError(f"{fields}: not a value that can be used") from None
    if bool(made.urls) == bool(made.cloud_id):
        raise SettingsError(f"name either the URL of an Elasticsearch or {ENVIRONMENT}CLOUD_ID")
    if made.api_key and made.user:
        raise SettingsError(f"set either {ENVIRONMENT}API_KEY or {ENVIRONMENT}USER and _PASSWORD, not both")
    return made


def _secret(name: str, environ: Mapping[str, str]) -> str | None:
    file = environ.get(f"{ENVIRONMENT}{name}_FILE")
    if not file:
        return environ.get(ENVIRONMENT + name)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{ENVIRONMENT}{name}_FILE: {file} cannot be read: {error}") from error


def _checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise SettingsError(
            f"the URL of {parts.hostname} holds a user or password; leave them out and set {ENVIRONMENT}USER and "
            f"{ENVIRONMENT}PASSWORD_FILE, or {ENVIRONMENT}API_KEY_FILE"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{url}: not the URL of an Elasticsearch; it looks like https://host:9200")
    default = 443 if parts.scheme == "https" else 9200
    return url.rstrip("/") if parts.port else f"{parts.scheme}://{parts.hostname}:{default}{parts.path.rstrip('/')}"


def client(connection: Connection) -> Elasticsearch:
    """A client whose reads try other nodes; TLS is verified. Raises ``SettingsError`` for a CA file that is none."""
    options: dict[str, Any] = {
        "request_timeout": connection.timeout,
        "max_retries": 3,
        "retry_on_status": READ_AGAIN,
        "retry_on_timeout": False,
    }
    options |= {"hosts": list(connection.urls)} if connection.urls else {"cloud_id": connection.cloud_id}
    if connection.api_key:
        options["api_key"] = connection.api_key.get_secret_value()
    elif connection.user:
        password = connection.password.get_secret_value() if connection.password else ""
        options["basic_auth"] = (connection.user, password)
    if connection.ca_file:
        if not connection.ca_file.is_file():
            raise SettingsError(f"{connection.ca_file}: there is no such file of certificate authorities")
        options["ca_certs"] = str(connection.ca_file)
    if connection.fingerprint:
        options["ssl_assert_fingerprint"] = connection.fingerprint
    try:
        return Elasticsearch(**options)
    except ValueError as error:
        named = connection.where if connection.urls else f"{ENVIRONMENT}CLOUD_ID, as the deployment's page shows it"
        raise SettingsError(f"{named}: {error}") from error
