# Sourced by the other scripts: finds a Python, makes .venv, installs searchkit into it.
#
# After `prepare_environment EXTRAS`, $venv_python runs the environment's Python. Nothing is
# downloaded again until setup.cfg, pyproject.toml or the Python changes.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv="$root/.venv"
venv_python="$venv/bin/python"

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "error: $*"
    exit 2
}

# Each candidate is run, not only looked up: version managers leave shims that fail.
is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; }

can_make_venv() { "$1" -c 'import venv, ensurepip' >/dev/null 2>&1; }

find_python() {
    local candidate path recent=""
    if [[ -n "${PYTHON:-}" ]]; then
        is_recent "$PYTHON" || fail "PYTHON=$PYTHON is no working Python of 3.10 or newer"
        can_make_venv "$PYTHON" || fail "$PYTHON cannot make environments; $(mend_venv "$PYTHON")"
        python=$PYTHON
        return
    fi
    for candidate in python3.14 python3.13 python3.12 python3.11 python3.10 python3 python; do
        path=$(command -v "$candidate") && is_recent "$path" || continue
        if can_make_venv "$path"; then
            python=$path
            return
        fi
        recent=${recent:-$path}
    done
    [[ -z "$recent" ]] || fail "$recent cannot make environments; $(mend_venv "$recent")"
    fail "no Python of 3.10 or newer found; install one, or name it: PYTHON=/path/to/python $0"
}

# Which command gives this Python what Debian and others package separately.
mend_venv() {
    local version
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if command -v apt-get >/dev/null; then
        echo "run: sudo apt install python$version-venv   (or python3-venv)"
    elif command -v dnf >/dev/null; then
        echo "run: sudo dnf install python$version python3-pip"
    elif command -v zypper >/dev/null; then
        echo "run: sudo zypper install python${version/./}-pip"
    elif command -v apk >/dev/null; then
        echo "run: sudo apk add python3 py3-pip"
    else
        echo "its modules venv and ensurepip are missing: install them, or a Python from python.org"
    fi
}

# What an installation depends on; a change means installing again.
fingerprint() {
    "$venv_python" - "$root" <<'PYTHON'
import hashlib, pathlib, sys
root = pathlib.Path(sys.argv[1])
parts = [(root / name).read_bytes() for name in ("setup.cfg", "pyproject.toml")]
parts += [sys.version.encode(), str(root).encode()]
print(hashlib.sha256(b"\0".join(parts)).hexdigest())
PYTHON
}

venv_works() {
    is_recent "$venv_python" && "$venv_python" -m pip --version >/dev/null 2>&1 || return 1
    # A Python asked for by name replaces an environment of another version.
    [[ -z "${PYTHON:-}" ]] || [[ "$(version_of "$PYTHON")" == "$(version_of "$venv_python")" ]]
}

version_of() { "$1" -c 'import sys; print(sys.version_info[:3])' 2>/dev/null; }

# The stamp names what was installed last: "dev" holds all of "test", and "test" all of "run".
is_installed() {
    local extras have
    [[ -f "$venv/searchkit-installed" ]] || return 1
    read -r have extras <"$venv/searchkit-installed" || return 1
    [[ "$have" == "$(fingerprint)" ]] || return 1
    case "$1:$extras" in
        run:* | test:test | test:dev | dev:dev) return 0 ;;
        *) return 1 ;;
    esac
}

install_searchkit() {
    local target="$root"
    [[ "$1" == run ]] || target="$root[$1]"
    say "Installing searchkit into $venv ..."
    rm -f "$venv/searchkit-installed"
    # The pip that comes with many Pythons (23.2) crashes on some requirements: upgrade it first.
    run_pip install --upgrade pip
    run_pip install --editable "$target"
    printf '%s %s\n' "$(fingerprint)" "$1" >"$venv/searchkit-installed"
}

# What pip says is shown only when it fails.
run_pip() {
    local log="$venv/pip.log"
    "$venv_python" -m pip --disable-pip-version-check --no-input "$@" >"$log" 2>&1 && return
    tail -n 20 "$log" >&2
    fail "pip failed, see above; is the network there? (all of it: $log)"
}

# prepare_environment run|test|dev
prepare_environment() {
    if ! venv_works; then
        find_python
        say "Making $venv with $("$python" --version 2>&1) ..."
        "$python" -m venv --clear "$venv" || fail "venv failed; $(mend_venv "$python")"
    fi
    is_installed "$1" || install_searchkit "$1"
}
