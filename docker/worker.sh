# Deploys the flows of prefect.yaml, and runs them.
set -euo pipefail
PREFECT_API_AUTH_STRING=$(< /run/prefect-keys/prefect)
export PREFECT_API_AUTH_STRING
prefect --no-prompt work-pool create --type process --overwrite parley
prefect --no-prompt deploy --all
exec prefect worker start --pool parley --with-healthcheck
