import re
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.tree import read, root_packages

STAGES = re.split(r"^FROM ", read(Path("Dockerfile")), flags=re.MULTILINE)[1:]
COMPOSE: dict[str, Any] = yaml.safe_load(read(Path("compose.yaml")))


def test_the_final_stage_installs_nothing_and_runs_as_nobody_special() -> None:
    build, final = STAGES
    assert build.startswith("python:3.11-slim-bookworm AS build\n")
    assert final.startswith("python:3.11-slim-bookworm\n")
    assert not re.search(r"^RUN ", final, re.MULTILINE)
    (user,) = re.findall(r"^USER (\d+):\d+$", final, re.MULTILINE)
    assert int(user) > 0


def test_the_image_says_itself_whether_it_is_ready() -> None:
    assert "HEALTHCHECK" in STAGES[-1]
    assert "/readyz" in STAGES[-1]
    assert "EXPOSE 8080" in STAGES[-1]
    assert "PROCHECK_DATA_DIR=/var/lib/procheck" in STAGES[-1]


def test_the_image_is_given_the_service_and_nothing_else() -> None:
    allowed = {line[1:] for line in read(Path(".dockerignore")).splitlines() if line[:1] == "!"}
    assert allowed == {
        *root_packages(),
        "migrations",
        "procheck",
        "pyproject.toml",
        "requirements.txt",
    }
    assert "\n*\n" in read(Path(".dockerignore"))


def test_all_modules_of_the_service_are_compiled_in_the_image() -> None:
    (line,) = re.findall(r"-m compileall -q (.*)$", STAGES[0], re.MULTILINE)
    assert set(line.split()) == {*root_packages(), "migrations"}


def test_no_secret_stands_in_the_composition() -> None:
    passwords = re.findall(r"(\w*PASSWORD)\w*: (.*)", read(Path("compose.yaml")))
    assert passwords
    assert all(value.startswith('"${') for _, value in passwords)
    urls = re.findall(r"postgresql://\w+:(\S+)@", read(Path("compose.yaml")))
    assert urls
    assert all(re.fullmatch(r"\$\{\w+_PASSWORD\}", password) for password in urls)


def test_the_service_waits_for_the_schema_and_writes_only_its_data() -> None:
    service = COMPOSE["services"]["service"]
    assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert service["read_only"] is True
    assert service["volumes"] == ["data:/var/lib/procheck"]
    assert "healthcheck" in COMPOSE["services"]["database"]
