# Style, templates, types, migrations and Django's deployment check; all of them, then the verdict.
set -uo pipefail
cd "$(dirname "$0")/.."
# As on a server: nothing comes from this machine's environment or its database.
unset DEBUG PLAIN_HTTP HTTPS CSRF_TRUSTED_ORIGINS MEDIA_ROOT
export ALLOWED_HOSTS=example.org DATABASE_URL=sqlite://:memory:
SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')
export SECRET_KEY
failed=()

check() {
    echo "== $*"
    .venv/bin/"$@" || failed+=("$*")
}

check ruff check
check ruff format --check
check djlint --lint --quiet templates
check mypy
check python manage.py makemigrations --check --dry-run
check python manage.py check --deploy --fail-level WARNING

[ ${#failed[@]} = 0 ] && echo "All checks passed." && exit 0
printf 'FAILED: %s\n' "${failed[@]}" >&2
exit 1
