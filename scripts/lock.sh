# Writes both lock files anew: requirements.lock for a server, requirements-dev.lock with the tools.
# uv's own lock stays in a temporary folder: it records where packages were fetched from.
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cp pyproject.toml "$folder"
cd "$folder"
uv=$project/.venv/bin/uv
"$uv" lock --quiet

write() {
    echo "# Written by \`make lock\`; install with pip install --require-hashes -r $1" > "$1"
    "$uv" export --quiet --frozen --no-header "${@:2}" >> "$1"
}
write requirements.lock --no-dev
write requirements-dev.lock
mv requirements.lock requirements-dev.lock "$project"
