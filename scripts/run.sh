# Starts the office on this machine for trying out: database, demo community, development
# server, and the worker that sets long prints.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBUG=1 SITE_URL=${SITE_URL:-http://$HOST:$PORT}

echo "Preparing the database and the demo community …"
.venv/bin/python manage.py migrate --verbosity 0
# A database that holds somebody's own community is not a reason to keep the office shut.
.venv/bin/python manage.py demo || echo "No demo community was made; starting with what is there."
echo "The office opens at http://$HOST:$PORT/  (Ctrl-C closes it)"
.venv/bin/python manage.py print_worker &
worker=$!
.venv/bin/python manage.py runserver "$HOST:$PORT" &
server=$!
# Neither outlives the other, nor this script.
trap 'kill "$worker" "$server" 2> /dev/null || true' EXIT
trap 'exit 0' INT TERM
wait "$server"
