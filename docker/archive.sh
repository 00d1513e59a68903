# The archive on the server, and the key that the worker writes with. Run again, it keeps what is there.
set -euo pipefail
umask 077
keys=/run/archive-keys

cp /run/elastic-keys/ca.crt "$keys/ca.crt"
parley store init
if [ ! -s "$keys/ingest" ]; then
    parley store grant ingest > "$keys/ingest.new"
    mv "$keys/ingest.new" "$keys/ingest"
fi
