"""scripts/environment.sh: which Python it takes, and what it says when there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"
BASH = shutil.which("bash")
TOOLS = ("bash", "dirname")

pytestmark = pytest.mark.skipif(BASH is None, reason="the scripts need bash")


@pytest.fixture
def folder(tmp_path):
    """A PATH that holds what the scripts need, and no Python."""
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(shutil.which(tool))
    return tmp_path


def add(folder, name, script):
    path = folder / name
    path.write_text(f"#!{BASH}\n{script}\n")
    path.chmod(0o755)
    return path


def find_python(folder, **variables):
    return subprocess.run(
        [
            BASH,
            "-c",
            f'set -euo pipefail; source "{SCRIPTS}/environment.sh"; find_python; echo $python',
        ],
        env={"PATH": str(folder), **variables},
        capture_output=True,
        text=True,
    )


def test_a_shim_that_fails_is_passed_over(folder):
    add(folder, "python3.14", 'echo "python3.14: command not found" >&2; exit 127')
    good = add(folder, "python3.12", f'exec {sys.executable} "$@"')
    assert find_python(folder).stdout == f"{good}\n"


def test_a_python_that_cannot_make_environments_is_passed_over(folder):
    bare = f'[[ "$*" != *ensurepip* ]] && exec {sys.executable} "$@"'
    add(folder, "python3.13", bare)
    good = add(folder, "python", f'exec {sys.executable} "$@"')
    assert find_python(folder).stdout == f"{good}\n"


@pytest.mark.parametrize(
    ("manager", "command"), [("apt-get", "sudo apt install python3."), ("apk", "sudo apk add")]
)
def test_what_mends_a_python_without_venv_is_named(folder, manager, command):
    add(folder, "python3", f'[[ "$*" != *ensurepip* ]] && exec {sys.executable} "$@"')
    add(folder, manager, "exit 0")
    done = find_python(folder)
    assert done.returncode == 2
    assert command in done.stderr


def test_without_any_recent_python_it_says_how_to_name_one(folder):
    add(folder, "python3", "exit 1")
    done = find_python(folder)
    assert done.returncode == 2
    assert "PYTHON=/path/to/python" in done.stderr


def test_a_python_that_is_named_is_taken_or_refused_but_never_replaced(folder):
    add(folder, "python3", f'exec {sys.executable} "$@"')
    mine = add(folder, "mine", f'exec {sys.executable} "$@"')
    assert find_python(folder, PYTHON=str(mine)).stdout == f"{mine}\n"
    done = find_python(folder, PYTHON="/no/such/python")
    assert done.returncode == 2
    assert "/no/such/python" in done.stderr


@pytest.mark.parametrize(
    "script", ["bench", "demo", "test", "check", "environment.sh", "../.ci/run"]
)
def test_scripts_are_valid_bash(script):
    subprocess.run([BASH, "-n", SCRIPTS / script], check=True)
