# Prefect's server with its secrets.
set -euo pipefail
PREFECT_SERVER_DATABASE_PASSWORD=$(< /run/prefect-keys/postgres)
PREFECT_SERVER_API_AUTH_STRING=$(< /run/prefect-keys/prefect)
export PREFECT_SERVER_DATABASE_PASSWORD PREFECT_SERVER_API_AUTH_STRING
exec prefect server start
