#!/usr/bin/env bash
# The broker of docker-compose.yml: loads the definitions, then starts as the image always does.
set -euo pipefail

install -d /etc/rabbitmq/conf.d
bash "$(dirname "${BASH_SOURCE[0]}")/definitions.sh" >/etc/rabbitmq/definitions.json
chown rabbitmq /etc/rabbitmq/definitions.json
chmod 600 /etc/rabbitmq/definitions.json
printf 'load_definitions = /etc/rabbitmq/definitions.json\n' >/etc/rabbitmq/conf.d/20-definitions.conf
exec docker-entrypoint.sh rabbitmq-server
