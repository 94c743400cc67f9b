"""The image and the composition of containers: what they name is there, and nothing secret is in them."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "indgang"]
STAGES = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)[1:]
PROGRAMS = {"python", "celery", "granian"}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY$")


def copied(stage):
    """What a stage takes from this folder."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", stage, re.MULTILINE)
    return {source for line in lines for source in line.split()[:-1]}


def mounts(service):
    return dict(volume.split(":") for volume in service.get("volumes", ()))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.split()[0])
def test_what_the_image_copies_is_in_a_fresh_clone_and_let_in(stage):
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    for source in copied(stage):
        assert (ROOT / source).exists(), source
        assert source.split("/")[0] in let_in, source
        assert source.split("/")[0] not in ("build", "node_modules", "var"), f"{source} is not in a fresh clone"


def test_the_image_runs_as_the_owner_of_what_it_writes_on_a_python_we_support():
    last = STAGES[-1]
    version = tuple(int(part) for part in re.match(r"python:(\d+)\.(\d+)-slim", last).groups())
    assert (3, 11) <= version < (3, 14)
    user = re.findall(r"^USER (\w+)$", last, re.MULTILINE)[-1]
    assert f"useradd --create-home --uid 10001 {user}" in last
    owned = {
        path for line in re.findall(rf"install -d -o {user} -g {user}(.*)", last) for path in re.findall(r"/\S+", line)
    }
    written = {
        target for name in OURS for source, target in mounts(SERVICES[name]).items() if source in COMPOSE["volumes"]
    }
    assert written and written <= owned


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_is_built_here_and_holds_no_more_rights_than_it_needs(name):
    service = SERVICES[name]
    assert service["build"] == "." and service["pull_policy"] == "build"
    assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_a_container_knows_what_it_is_and_runs_what_is_there(name):
    service = SERVICES[name]
    assert service["environment"]["PORTAL_ROLE"] in ("web", "worker")
    command = service["command"]
    if command.startswith("sh -c"):
        command = shlex.split(command)[2]
    for part in command.split("&&"):
        words = shlex.split(part.strip().removeprefix("exec "))
        assert words[0] in PROGRAMS
        if words[1] == "manage.py":
            assert words[2] in get_commands()


def test_only_workers_reach_keys_and_only_the_workers_of_sites_their_data():
    having = {kind: {name for name in OURS if kind in mounts(SERVICES[name])} for kind in ("keys", "./sites")}
    assert having == {"keys": {"worker", "sites"}, "./sites": {"sites"}}
    for name in OURS:
        given = SERVICES[name]["environment"]
        assert given.get("KEYS_DIR") in (None, mounts(SERVICES[name]).get("keys"))
        assert given.get("SITES_DIR") in (None, mounts(SERVICES[name]).get("./sites"))
    assert SERVICES["web"]["environment"]["PORTAL_ROLE"] == "web"


def test_web_reads_the_search_index_where_the_worker_writes_it():
    assert mounts(SERVICES["web"])["shared"] == mounts(SERVICES["worker"])["shared"] == "/var/lib/indgang"
    assert "DEMO_DIR=/var/lib/indgang" in STAGES[-1]


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_waits_for_what_it_needs(name):
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert wait["condition"] == "service_completed_successfully" and SERVICES[other]["restart"] == "no"
    if name in OURS and name != "migrate":
        assert {"migrate", "postgres", "redis"} == set(SERVICES[name]["depends_on"])


def test_every_setting_given_is_one_that_is_read():
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    known = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert {key for name in OURS for key in SERVICES[name]["environment"]} <= known


def test_no_secret_is_written_down_and_what_is_stored_is_declared():
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            assert not SECRET.search(key) or value.startswith("${"), key
            assert not re.search(r"//\w+:[^$@]+@", str(value)), f"{key} holds a password"
        stored = {source for source in mounts(service) if not source.startswith(".")}
        assert stored <= set(COMPOSE["volumes"])
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_only_the_web_server_is_reached_and_from_this_machine_alone():
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }
