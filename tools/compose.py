"""``docker compose`` for checking a file: Docker's plugin, else a program that is built once from its Go module.

Nothing is run by it: no engine is needed. Building takes Go 1.24 or newer and some minutes, the first time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.elasticsearch import Impossible, cache

MODULE = "github.com/docker/compose/v2"
VERSION = "v2.40.3"
PATIENCE = 1_500  # seconds that fetching and building may take


def command() -> list[str]:
    """What to put before ``config``. Raises ``Impossible`` where it is neither installed nor can be built."""
    if shutil.which("docker"):
        plugin = ["docker", "compose"]
        if subprocess.run([*plugin, "version"], capture_output=True, check=False).returncode == 0:
            return plugin
    built = cache() / f"docker-compose-{VERSION}"
    if not built.exists():
        _build(built)
    return [str(built)]


def _build(program: Path) -> None:
    if shutil.which("go") is None:
        raise Impossible("neither Docker's compose plugin nor a Go to build it with is installed")
    cache().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache()) as name:
        environ = os.environ | {"GOPATH": f"{name}/path", "GOCACHE": f"{name}/cache", "GOFLAGS": "-modcacherw"}
        environ |= {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}
        fetched = json.loads(_go(["mod", "download", "-json", f"{MODULE}@{VERSION}"], environ))
        _go(["build", "-C", fetched["Dir"], "-o", f"{name}/program", "./cmd"], environ)
        Path(name, "program").replace(program)


def _go(arguments: list[str], environ: dict[str, str]) -> str:
    try:
        command = ["go", *arguments]
        ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise Impossible(f"go {arguments[0]} did not end within {PATIENCE} s") from error
    if ran.returncode:
        raise Impossible(f"go {arguments[0]} failed, and {MODULE} is needed:\n{ran.stderr[-2000:]}")
    return ran.stdout
