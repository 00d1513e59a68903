"""A load balancer of the tests' own in front of a real Elasticsearch: it may send clients away for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PASSED_ON = ("content-type", "accept", "x-elastic-product", "retry-after")


class Proxy(ThreadingHTTPServer):
    """Passes everything on, except as many requests to ``path`` as ``refusals`` says: come back in ``seconds``."""

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(behind)
        self.path, self.refusals, self.status, self.seconds = "none", 0, 429, 1
        self.asked: list[float] = []  # when ``path`` was asked for

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if urlsplit(self.path).path.endswith(self.server.path):
            self.server.asked.append(time.monotonic())
            if self.server.refusals > 0:
                self.server.refusals -= 1
                headers = {"Content-Type": "text/html", "Retry-After": str(self.server.seconds)}
                self._send(self.server.status, headers, b"<h1>Come back later</h1>")
                return
        onward = HTTPConnection(str(self.server.behind.hostname), self.server.behind.port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() in PASSED_ON}
        onward.request(self.command, self.path, body, headers)
        answer = onward.getresponse()
        content = answer.read()
        self._send(answer.status, {k: v for k, v in answer.getheaders() if k.lower() in PASSED_ON}, content)
        onward.close()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815  # names that the library looks for

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def proxy(behind: str) -> Iterator[Proxy]:
    """One that listens until the end."""
    with Proxy(behind) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()
