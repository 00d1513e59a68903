"""The flow under a real Prefect server, the temporary one that a flow starts for itself."""

from __future__ import annotations

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from bench.kills import content
from flows.ingest import ingest

HOUSE = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A Prefect home of the tests' own."""
    home = tmp_path_factory.mktemp("prefect")
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PARLEY_BATCH_SIZE": "5"}
    return os.environ | quiet | {"PREFECT_HOME": str(home)}


def flow(folder: Path, environ: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "flows.ingest", str(HOUSE / "seeds"), "--archive", str(folder / "archive")]
    return subprocess.Popen(
        command, cwd=HOUSE, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def artifact(environ: dict[str, str]) -> str:
    """The report that a person reads in Prefect's page, fetched back through Prefect's own interface."""
    ask = [sys.executable, "-m", "prefect", "artifact", "inspect", "ingest-report", "--output", "json"]
    ran = subprocess.run(ask, env=environ, capture_output=True, text=True, check=True, timeout=120)
    return str(json.loads(ran.stdout)[0]["data"])


def test_a_killed_flow_goes_on_and_ends_in_the_same_archive(
    tmp_path: Path, environ: dict[str, str], seeds_archive: Path
) -> None:
    killed = flow(tmp_path, environ)
    ledger = tmp_path / "archive" / "ledger.db"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not _some_done(ledger):
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert _some_done(ledger), "the flow was to be killed in the middle, and never got there"

    again = flow(tmp_path, environ)
    output, _ = again.communicate(timeout=200)
    assert again.returncode == 0, output
    assert content(tmp_path / "archive") == content(seeds_archive)
    assert not list((tmp_path / "archive" / "spool").glob("*"))

    report = artifact(environ)
    for heading in ("## Items", "## In no article", "## Time", "## Actors", "## Stances"):
        assert heading in report
    assert "Taliban" in report
    assert "clean: " in report or "read: " in report


def _some_done(ledger: Path) -> bool:
    if not ledger.exists():
        return False
    ask = "import sys, sqlite3; print(sqlite3.connect(sys.argv[1]).execute('select count(*) from items').fetchone()[0])"
    ran = subprocess.run([sys.executable, "-c", ask, str(ledger)], capture_output=True, text=True, check=False)
    return ran.returncode == 0 and int(ran.stdout) > 0


def test_the_deployment_names_a_flow_that_takes_its_parameters() -> None:
    (deployment,) = yaml.safe_load((HOUSE / "prefect.yaml").read_text())["deployments"]
    assert deployment["entrypoint"] == "flows/ingest.py:ingest"
    assert set(deployment["parameters"]) <= set(inspect.signature(ingest.fn).parameters)
    assert deployment["schedules"][0]["cron"]
    assert deployment["concurrency_limit"]["limit"] == 1
