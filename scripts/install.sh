# Makes .venv with the locked packages and installs the system libraries they load.
# When everything is there it does nothing, in a fraction of a second.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
lock=requirements-dev.lock
stamp=.venv/installed.sha256

# pip comes last into a .venv: without it, making it was interrupted.
if ! { [ -e .venv/bin/pip ] && .venv/bin/python -c ''; } 2>/dev/null; then
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "Python 3.11 or newer is needed; name one: make PYTHON=/path/to/python3 …" >&2
        exit 1
    fi
    bash scripts/apt.sh $("$python" scripts/missing_packages.py pdf venv)
    "$python" -m venv --clear .venv
else
    bash scripts/apt.sh $(.venv/bin/python scripts/missing_packages.py pdf)
fi

if ! sha256sum --check --status "$stamp" 2>/dev/null; then
    echo "Installing the Python packages of $lock …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --require-hashes --requirement "$lock"
    sha256sum "$lock" > "$stamp"
fi
