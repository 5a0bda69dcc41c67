# The benchmarks of paper, then those on SQLite in a folder of its own and on a PostgreSQL of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
# The office's own settings: a test run's are quicker than a server may be.
export DJANGO_SETTINGS_MODULE=config.settings
export DEBUG=0 PLAIN_HTTP=1 SECRET_KEY=only-for-benchmarks ALLOWED_HOSTS=localhost
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo "== Paper"
DATABASE_URL="sqlite:///$folder/bench.sqlite3" .venv/bin/python -m tests.benchmarks.paper
echo "== SQLite"
DATABASE_URL="sqlite:///$folder/bench.sqlite3" .venv/bin/python -m tests.benchmarks
DATABASE_URL="sqlite:///$folder/bench.sqlite3" .venv/bin/python -m tests.benchmarks.replay
echo "== PostgreSQL"
.venv/bin/python -m tests.postgres --safe -- .venv/bin/python -m tests.benchmarks
.venv/bin/python -m tests.postgres --safe -- .venv/bin/python -m tests.benchmarks.replay
