"""What goes wrong between here and a server, in Parley's own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import TlsError, TransportError
from elasticsearch import ApiError

from parley.errors import ParleyError, StoreError, StoreUnavailable

BUSY = (429, 502, 503, 504)
BLOCKED = "cluster_block_exception"


@contextmanager
def guard(where: str) -> Iterator[None]:
    """Turn whatever the client raises into an error that names the server and says what to do; never a secret."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise explained(where, error) from error


def passing(error: ApiError | TransportError) -> bool:
    """Whether the same may succeed later."""
    if isinstance(error, ApiError):
        return error.meta.status in BUSY or BLOCKED in _kinds(error)
    return isinstance(error, TransportError) and not isinstance(error, TlsError)


def explained(where: str, error: ApiError | TransportError) -> ParleyError:
    """The error of Parley for an error of the client."""
    if isinstance(error, TlsError):
        return _of_tls(where, str(error))
    if isinstance(error, NoConnection):
        return StoreUnavailable(f"{where}: does not answer ({_reason(error)}); {LATER}")
    if isinstance(error, TransportError):
        return StoreUnavailable(f"{where}: {type(error).__name__}: {_reason(error)}; {LATER}")
    return _of_status(where, error)


LATER = "is it up, and is the URL right? What was written stays; run the same again"
BLOCK_HELP = (
    "the server refuses to change this index. If its disk is full, make room (the block then goes by itself); if "
    "someone set the block, lift it: PUT INDEX/_settings with index.blocks.* false. Nothing is lost: run the same again"
)


def _of_tls(where: str, words: str) -> StoreError:
    if "expired" in words:
        return StoreError(f"{where}: its certificate has expired; renew it on the server")
    if "fingerprint" in words.lower():
        return StoreError(f"{where}: its certificate has another fingerprint than PARLEY_ELASTICSEARCH_FINGERPRINT")
    if "self-signed" in words or "self signed" in words or "issuer" in words or "verify failed" in words:
        return StoreError(
            f"{where}: its certificate is not from an authority that is trusted here; name the right one in "
            f"PARLEY_ELASTICSEARCH_CA_FILE ({_short(words)})"
        )
    return StoreError(f"{where}: no TLS connection: {_short(words)}; is the URL's http or https right?")


def _of_status(where: str, error: ApiError) -> ParleyError:
    status, kinds = error.meta.status, _kinds(error)
    reason = _reason(error)
    if BLOCKED in kinds:
        return StoreUnavailable(f"{where}: {reason}: {BLOCK_HELP}")
    if status == 401:
        return StoreError(f"{where}: does not accept the API key or password; check PARLEY_ELASTICSEARCH_API_KEY")
    if status == 403:
        return StoreError(f"{where}: this key may not do that: {reason}; see parley store grant")
    if "index_not_found_exception" in kinds:
        return StoreError(f"{where}: there is no archive ({reason}); make one: parley store init")
    if status in BUSY:
        return StoreUnavailable(f"{where}: too busy, or starting ({status}: {reason}); {LATER}")
    return StoreError(f"{where}: {status}: {reason}")


def _kinds(error: ApiError) -> set[str]:
    """The types that the server gives to what went wrong."""
    body = error.body if isinstance(error.body, dict) else {}
    outer = body.get("error", {})
    if not isinstance(outer, dict):
        return {str(outer)}
    return {str(each.get("type")) for each in (outer, *outer.get("root_cause", ()))}


def _reason(error: ApiError | TransportError) -> str:
    if not isinstance(error, ApiError):
        return _short(str(_first_cause(error)))
    body = error.body if isinstance(error.body, dict) else {}
    outer = body.get("error", {})
    causes = outer.get("root_cause") or [outer] if isinstance(outer, dict) else [{"reason": outer}]
    failed = outer.get("failed_shards") if isinstance(outer, dict) else None
    inner = failed[0].get("reason", {}).get("reason") if failed else None
    return _short(str(inner or causes[0].get("reason") or error))


def _first_cause(error: BaseException) -> BaseException:
    cause = error.__cause__ or error.__context__
    return _first_cause(cause) if cause else error


def _short(words: str) -> str:
    return words if len(words) < 300 else words[:300] + "…"
