# What the other services prove themselves with, made once: files that exist are kept. Runs as root, without network.
set -euo pipefail
umask 077

made() {  # made FILE OWNER [PREFIX]: a file with a password of 32 letters and digits
    if [ ! -s "$1" ]; then
        printf '%s%s' "${3:-}" "$(head -c 512 /dev/urandom | base64 --wrap=0 | tr -dc A-Za-z0-9 | cut -c 1-32)" > "$1.new"
        mv "$1.new" "$1"
    fi
    chown "$2" "$1"
    chmod 600 "$1"
}

elastic=/run/elastic-keys
user=1000:0  # as whom Elasticsearch and Kibana run
for name in elastic kibana_system encryption; do made "$elastic/$name" "$user"; done

if [ ! -s "$elastic/elasticsearch.crt" ]; then
    work=$(mktemp --directory)
    bin/elasticsearch-certutil ca --silent --pem --days 3650 --out "$work/ca.zip"
    unzip -q "$work/ca.zip" -d "$work"
    bin/elasticsearch-certutil cert --silent --pem --days 3650 --name elasticsearch \
        --dns elasticsearch,localhost --ip 127.0.0.1 \
        --ca-cert "$work/ca/ca.crt" --ca-key "$work/ca/ca.key" --out "$work/node.zip"
    unzip -q "$work/node.zip" -d "$work"
    cp "$work/ca/ca.crt" "$work/elasticsearch/elasticsearch.key" "$elastic"  # the authority's own key is not kept
    cp "$work/elasticsearch/elasticsearch.crt" "$elastic"                    # last: it says that all is there
    chown "$user" "$elastic"/*.crt "$elastic"/*.key
    rm -r "$work"
fi
chown "$user" "$elastic"
chmod 700 "$elastic"

made /run/prefect-keys/postgres 999:999  # as whom PostgreSQL runs
made /run/prefect-keys/prefect 0:0 admin:
chmod 711 /run/prefect-keys
