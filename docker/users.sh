# Gives Kibana's own user its password. A password goes through a pipe, never into the arguments of a process.
set -euo pipefail
keys=/run/elastic-keys

printf '{"password":"%s"}' "$(< "$keys/kibana_system")" |
    curl --silent --show-error --fail --retry 10 --retry-all-errors --cacert "$keys/ca.crt" \
        --config <(printf 'user = "elastic:%s"\n' "$(< "$keys/elastic")") \
        --header 'Content-Type: application/json' --data @- \
        https://elasticsearch:9200/_security/user/kibana_system/_password
