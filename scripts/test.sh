# The whole suite on SQLite, then on a PostgreSQL of its own; arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
unset DATABASE_URL
# A file stays on one worker: what its tests share (a browser, a community) is made once.
suite=(.venv/bin/python -m pytest -n 2 --dist loadfile "$@")
failed=0

bash scripts/apt.sh $(.venv/bin/python scripts/missing_packages.py browser) ||
    echo "WARNING: going on without; the browser tests cannot run." >&2

# Both halves run, so that one visit tells everything.
echo "== SQLite"
"${suite[@]}" || failed=1
echo "== PostgreSQL"
.venv/bin/python -m tests.postgres -- "${suite[@]}" || failed=1
exit "$failed"
