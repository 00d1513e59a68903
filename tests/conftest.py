"""What several tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("parley", deadline=None)  # a busy machine is no defect
settings.load_profile("parley")

HOUSE = Path(__file__).parent.parent
Ran = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def house() -> Path:
    """The repository."""
    return HOUSE


@pytest.fixture(scope="session")
def shared() -> Path | None:
    """Public corpora beside the repository, where there are any: tests use them in addition."""
    folder = HOUSE.parent / "shared"
    return folder if folder.exists() else None


@pytest.fixture
def parley(tmp_path: Path) -> Callable[..., Ran]:
    """Run the real command line in an empty folder: ``parley("search", "--json", stdin="...", BATCH_SIZE="5")``."""

    def run(*arguments: str, stdin: str | bytes = "", cwd: Path = tmp_path, **settings: str) -> Ran:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
        environ |= {f"PARLEY_{name}": value for name, value in settings.items()} | {"COLUMNS": "100"}
        data = stdin.encode() if isinstance(stdin, str) else stdin
        command = [sys.executable, "-m", "parley", *arguments]
        ended = subprocess.run(command, input=data, cwd=cwd, env=environ, capture_output=True, timeout=300, check=False)
        return Ran(command, ended.returncode, ended.stdout.decode(), ended.stderr.decode())

    return run


@pytest.fixture(scope="session")
def seeds_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of ``seeds/``, made once; tests only read it."""
    archive = tmp_path_factory.mktemp("seeds") / "archive"
    command = [sys.executable, "-m", "parley", "ingest", str(HOUSE / "seeds"), "--archive", str(archive)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return archive
