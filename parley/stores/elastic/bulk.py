"""Sending many documents: in pieces that the server can take, patiently while it is down or busy, each to its end."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from parley.errors import StoreError, StoreUnavailable
from parley.stores.elastic.trouble import BLOCK_HELP, BLOCKED, BUSY, LATER, explained, passing

AT_ONCE = 2  # requests under way: one is worked on while the other travels; more would only fill the server's queue
PIECE_BYTES = 400_000  # of one request, so that a batch makes several; a larger document goes alone
PIECE_ITEMS = 1_000
FIRST_WAIT, LONGEST_WAIT = 0.25, 10.0  # seconds
TOO_LARGE = 413
OUTCOMES = ("items.*.status", "items.*.error")  # all of the answer that is looked at

T = TypeVar("T")


@dataclass(frozen=True)
class Operation:
    """Put a document in the place of its former version, or delete it."""

    index: str
    id: str
    document: bytes | None = None  # JSON; None deletes


@dataclass(frozen=True)
class Refusal:
    """What the server will never take, and why."""

    operation: Operation
    reason: str


class Patience:
    """Waits between attempts: longer each time, at random so that writers do not come back together."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._attempts = 0

    def wait(self, why: Exception, asked: float = 0) -> None:
        """Sleep, at least as long as the server ``asked`` for; raise ``why`` where there is no time left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise why
        pause = random.uniform(0.5, 1) * min(FIRST_WAIT * 2**self._attempts, LONGEST_WAIT)
        self._attempts += 1
        time.sleep(min(max(pause, asked), left))


def patiently(where: str, seconds: float, call: Callable[[], T]) -> T:
    """What ``call`` returns, tried again while the server is down or busy."""
    patience = Patience(seconds)
    while True:
        try:
            return call()
        except (ApiError, TransportError) as error:
            if not passing(error):
                raise
            patience.wait(explained(where, error), _asked(error))


def send(client: Elasticsearch, where: str, operations: Iterable[Operation], patience: float) -> list[Refusal]:
    """Send everything; what the server refuses for good comes back.

    Waits up to ``patience`` seconds for a piece while the server is down, busy or its indices are blocked, then raises
    ``StoreUnavailable``. Raises ``StoreError`` where nothing would ever be taken: a wrong key, no archive.
    """
    once = client.options(max_retries=0, retry_on_status=())

    def sent(piece: Sequence[Operation]) -> list[Refusal]:
        return list(_sent(once, where, piece, Patience(patience)))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [refusal for refusals in pool.map(sent, _pieces(operations)) for refusal in refusals]


def _pieces(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    piece: list[Operation] = []
    size = 0
    for operation in operations:
        more = len(operation.document or b"")
        if piece and (size + more > PIECE_BYTES or len(piece) == PIECE_ITEMS):
            yield piece
            piece, size = [], 0
        piece.append(operation)
        size += more
    if piece:
        yield piece


def _sent(client: Elasticsearch, where: str, piece: Sequence[Operation], patience: Patience) -> Iterator[Refusal]:
    """One piece until each of its operations is done or refused; a server that is overloaded gets less at once."""
    waiting, at_once = list(piece), len(piece)
    while waiting:
        part = waiting[:at_once]
        try:
            answer = client.bulk(operations=list(_lines(part)), require_alias=True, filter_path=OUTCOMES)
        except (ApiError, TransportError) as error:
            if _status(error) == TOO_LARGE and len(part) == 1:
                yield Refusal(part[0], "larger than the server takes in one request (http.max_content_length)")
                waiting = waiting[1:]
            elif _status(error) == TOO_LARGE or passing(error):
                at_once = max(1, len(part) // 2)
                if _status(error) != TOO_LARGE:
                    patience.wait(explained(where, error), _asked(error))
            else:
                raise
            continue
        again, refused, why = _sorted(where, part, answer["items"])
        yield from refused
        waiting = again + waiting[len(part) :]
        if why:
            at_once = max(1, len(again) // 2)
            patience.wait(why)


def _lines(operations: Iterable[Operation]) -> Iterator[Any]:
    for operation in operations:
        name = {"_index": operation.index, "_id": operation.id}
        if operation.document is None:
            yield {"delete": name}
        else:
            yield {"index": name}
            yield operation.document


def _sorted(
    where: str, part: Sequence[Operation], items: Sequence[dict[str, Any]]
) -> tuple[list[Operation], list[Refusal], Exception | None]:
    """What to send again, what is refused, and why something has to be sent again."""
    again: list[Operation] = []
    refused: list[Refusal] = []
    why: Exception | None = None
    for operation, item in zip(part, items, strict=True):
        ((_, outcome),) = item.items()
        error = outcome.get("error")
        if not error:
            continue
        kind, reason = error.get("type"), _reason(error)
        if kind == BLOCKED:
            again.append(operation)
            why = StoreUnavailable(f"{where}: {reason}: {BLOCK_HELP}")
        elif outcome["status"] in BUSY:
            again.append(operation)
            why = StoreUnavailable(f"{where}: too busy ({outcome['status']}: {reason}); {LATER}")
        elif kind == "index_not_found_exception":
            raise StoreError(f"{where}: there is no archive ({reason}); make one: parley store init")
        elif kind == "security_exception":
            raise StoreError(f"{where}: this key may not write: {reason}; see parley store grant ingest")
        else:
            refused.append(Refusal(operation, f"{kind}: {reason}"))
    return again, refused, why


def _reason(error: dict[str, Any]) -> str:
    cause = error.get("caused_by", {}).get("reason")
    return f"{error.get('reason')}{f' ({cause})' if cause else ''}"[:500]


def _status(error: ApiError | TransportError) -> int | None:
    return error.meta.status if isinstance(error, ApiError) else None


def _asked(error: ApiError | TransportError) -> float:
    """Seconds that the server asks to wait, as ``Retry-After`` says."""
    words = error.meta.headers.get("retry-after") if isinstance(error, ApiError) else None
    return float(words) if words and words.isdigit() else 0.0


def chunks(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """Lists of at most ``size``."""
    stream = iter(ids)
    while chunk := list(islice(stream, size)):
        yield chunk
