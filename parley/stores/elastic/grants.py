"""API keys that may do no more than they have to."""

from __future__ import annotations

from typing import Any, Literal, get_args

from elasticsearch import ApiError
from pydantic import SecretStr

from parley.errors import StoreError
from parley.models import Model
from parley.stores.elastic.connection import Connection, client
from parley.stores.elastic.trouble import guard

Purpose = Literal["ingest", "read"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
# view_index_metadata: the version of the mapping; maintenance: to refresh, so that what is written is found.
PRIVILEGES: dict[Purpose, list[str]] = {
    "read": ["read", "view_index_metadata"],
    "ingest": ["read", "view_index_metadata", "write", "maintenance"],
}
OFF = (400, 404, 405, 500)  # how a server without security answers


class Key(Model):
    """An API key; ``encoded`` is what PARLEY_ELASTICSEARCH_API_KEY takes."""

    id: str
    name: str
    encoded: SecretStr


def descriptors(connection: Connection, purpose: Purpose) -> dict[str, Any]:
    """The role descriptors, as Elasticsearch takes them: no cluster privilege, and only this archive's indices."""
    names = [pattern for alias in (connection.articles, connection.claims) for pattern in (alias, f"{alias}-v*")]
    role = {"cluster": [], "indices": [{"names": names, "privileges": PRIVILEGES[purpose]}]}
    return {f"{connection.prefix}-{purpose}": role}


def grant(connection: Connection, purpose: Purpose, days: int | None = None) -> Key:
    """Make a key, valid for so many days or until it is invalidated.

    Raises ``StoreError`` where security is off, or this user may not make keys.
    """
    roles = descriptors(connection, purpose)
    with client(connection) as server, guard(connection.where):
        try:
            made = server.security.create_api_key(
                name=f"{connection.prefix}-{purpose}",
                role_descriptors=roles,
                expiration=f"{days}d" if days else None,
                metadata={"made_by": "parley store grant"},
            )
        except ApiError as error:
            if error.meta.status in OFF:
                raise StoreError(
                    f"{connection.where}: makes no keys ({error.message}); is xpack.security.enabled true there, and "
                    "are you a user rather than a key yourself?"
                ) from error
            raise
    return Key(id=made["id"], name=made["name"], encoded=made["encoded"])
