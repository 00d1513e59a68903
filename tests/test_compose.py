"""``docker-compose.yml``: what a team relies on without reading it, and its scripts against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
import urllib.request
from base64 import b64encode
from pathlib import Path
from ssl import create_default_context
from typing import Any

import pytest
import yaml

from tools import compose, elasticsearch

HOUSE = Path(__file__).parent.parent
FILE = HOUSE / "docker-compose.yml"
TEXT = FILE.read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
ONCE = {name for name, service in SERVICES.items() if service["restart"] == "no"}
LASTING = set(SERVICES) - ONCE
SCRIPTS = sorted((HOUSE / "docker").glob("*.sh"))
PINS = {
    re.split("[=<>]", line)[0]: line
    for line in tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
}


def depends_on(name: str) -> dict[str, str]:
    return {other: how["condition"] for other, how in SERVICES[name].get("depends_on", {}).items()}


@pytest.mark.timeout(2 * compose.PATIENCE)
def test_docker_accepts_it() -> None:
    try:
        command = compose.command()
    except elasticsearch.Impossible as why:
        pytest.skip(f"NOT CHECKED BY DOCKER: only the other tests looked at the file: {why}")
    command += ["--env-file", "/dev/null", "--file", str(FILE), "config", "--format", "json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "level=warning" not in ran.stderr, ran.stderr
    services = json.loads(ran.stdout)["services"]
    assert set(services) == set(SERVICES)
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert [port["host_ip"] for port in ports] == ["127.0.0.1"] * 3


def test_every_port_is_bound_to_this_machine_alone() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert len(ports) == 3
    assert all(isinstance(port, str) and port.startswith("127.0.0.1:") for port in ports)
    assert not any(service.get("network_mode") == "host" for service in SERVICES.values())


def test_every_service_has_a_memory_limit_and_every_lasting_one_a_health_check() -> None:
    assert {"elasticsearch", "kibana", "postgres", "prefect", "worker"} == LASTING
    assert all(service.get("mem_limit") for service in SERVICES.values())
    assert all(SERVICES[name]["healthcheck"]["test"] for name in LASTING)


def test_whoever_waits_waits_for_health_or_for_the_end_of_what_ends() -> None:
    for name in SERVICES:
        for other, condition in depends_on(name).items():
            assert condition == ("service_completed_successfully" if other in ONCE else "service_healthy"), (
                name,
                other,
            )
    waited_for = {other for name in SERVICES for other in depends_on(name)}
    assert waited_for >= ONCE, "compose up --wait takes the end of such a service for a failure"


def test_data_and_secrets_outlive_the_containers() -> None:
    volumes = set(yaml.safe_load(TEXT)["volumes"])
    mounts = [mount.split(":") for service in SERVICES.values() for mount in service.get("volumes", ())]
    assert volumes == {source for source, *_ in mounts if not source.startswith(".")}
    assert all(mode == ["ro"] for source, _, *mode in mounts if source.startswith("."))


def test_secrets_are_nowhere_in_the_files_and_only_who_makes_them_may_write_them() -> None:
    for text in (TEXT, *(path.read_text(encoding="utf-8") for path in (HOUSE / ".env.example", *SCRIPTS))):
        for found in re.finditer(
            r"(?im)^[^#\n]*?(password|secret|auth_string|encryptionkey|api_key)\w*[:=] *(\S+)", text
        ):
            assert re.match(r"/run/|/usr/share/elasticsearch/config/keys/|\$|'%s'", found[2]), found[0]
    writers = {"elastic-keys": {"keys"}, "prefect-keys": {"keys"}, "archive-keys": {"archive"}}
    for volume, makers in writers.items():
        mounts = {n: m for n, s in SERVICES.items() for m in s.get("volumes", ()) if m.startswith(f"{volume}:")}
        assert {name for name, mount in mounts.items() if not mount.endswith(":ro")} == makers


def test_elasticsearch_asks_who_you_are_over_tls() -> None:
    settings = SERVICES["elasticsearch"]["environment"]
    assert settings["xpack.security.enabled"] == settings["xpack.security.http.ssl.enabled"] == "true"
    assert "elastic-keys" not in " ".join(SERVICES["worker"]["volumes"]), "the worker needs no more than its key"


def test_elasticsearch_and_kibana_have_one_version_that_the_client_speaks() -> None:
    images = {name: s.get("image", "") for name, s in SERVICES.items()}
    stack = {name: image for name, image in images.items() if image.startswith(("elasticsearch:", "kibana:"))}
    assert set(stack) == {"keys", "users", "elasticsearch", "kibana"}
    versions = {image.split(":", 1)[1] for image in stack.values()}
    assert versions == {f"${{STACK_VERSION:-{elasticsearch.VERSION}}}"}, "what the tests run is what is run"
    client = next((pin for name, pin in PINS.items() if name == "elasticsearch"), "elasticsearch>=9")
    assert re.search(r">=9\b", client)
    assert elasticsearch.VERSION.startswith("9.")
    assert f"STACK_VERSION={elasticsearch.VERSION}" in (HOUSE / ".env.example").read_text(encoding="utf-8")


def test_prefect_is_the_one_that_parley_is_tested_with() -> None:
    image = f"prefecthq/prefect:{PINS['prefect'].removeprefix('prefect==')}-python3.11"
    assert SERVICES["prefect"]["image"] == image
    assert SERVICES["worker"]["build"]["args"]["PREFECT_IMAGE"] == image


def test_what_can_be_set_is_what_the_example_lists() -> None:
    listed = re.findall(r"(?m)^# ([A-Z_]+)=(\S+)", (HOUSE / ".env.example").read_text(encoding="utf-8"))
    assert set(listed) == set(re.findall(r"\$\{([A-Z_]+):-([^}]+)\}", TEXT))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_parses_and_is_the_command_of_a_service(script: Path) -> None:
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False).stderr == b""
    commands = [" ".join(service.get("command", ())) for service in SERVICES.values()]
    assert sum(command.endswith(f"/{script.name}") for command in commands) == 1


def test_what_the_image_is_made_of_is_sent_to_docker() -> None:
    ignore = (HOUSE / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    for line in (HOUSE / "docker" / "Dockerfile").read_text(encoding="utf-8").splitlines():
        for source in line.split()[1:-1] if line.startswith("COPY ") else ():
            assert f"!{source.split('/')[0]}" in ignore, source
            assert (HOUSE / source).exists(), source


def test_kibana_gets_its_password_and_a_secure_server_is_healthy(tmp_path: Path) -> None:
    with elasticsearch.server(secure=True) as server:
        assert server.ca
        (tmp_path / "elastic").write_text(server.password, encoding="utf-8")
        (tmp_path / "kibana_system").write_text("chosenAtFirstStart", encoding="utf-8")
        shutil.copy(server.ca, tmp_path / "ca.crt")
        url = server.urls[0]
        script = (HOUSE / "docker" / "users.sh").read_text(encoding="utf-8")
        script = script.replace("/run/elastic-keys", str(tmp_path)).replace("https://elasticsearch:9200", url)
        for _ in range(2):  # at each start
            ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
            assert ran.returncode == 0, ran.stderr
        request = urllib.request.Request(f"{url}/_security/_authenticate")
        request.add_header("Authorization", "Basic " + b64encode(b"kibana_system:chosenAtFirstStart").decode())
        with urllib.request.urlopen(request, context=create_default_context(cafile=server.ca)) as answer:
            assert json.load(answer)["username"] == "kibana_system"
        check = SERVICES["elasticsearch"]["healthcheck"]["test"].replace("https://localhost:9200", url)
        check = check.replace("config/keys/ca.crt", str(tmp_path / "ca.crt"))
        assert subprocess.run(["sh", "-c", check], check=False).returncode == 0
    assert subprocess.run(["sh", "-c", check], check=False).returncode != 0
