#!/usr/bin/env bash
# Migrations of every service for every database: each service has one context a provider, {Provider}{Service}Db,
# and its migrations in services/{Service}/Data/Migrations/{Provider}. None of this needs a database server.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

providers=(Sqlite PostgreSql SqlServer)
configuration=${CONFIGURATION:-Debug}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

usage() {
  cat <<'END'
deploy/migrations.sh add SERVICE NAME   adds the migration NAME to all three providers of SERVICE
deploy/migrations.sh check [SERVICE...] fails when a model has a change that no migration has
deploy/migrations.sh script [SERVICE...] writes deploy/sql/{service}.{provider}.sql, each safe to run twice

To make a first migration anew: rm -r services/SERVICE/Data/Migrations, then `add SERVICE Initial`.
CONFIGURATION=Release looks at that build; BUILD=no takes the build as it is.
END
}

services_with_database() {
  local folder
  for folder in services/*/; do
    folder=$(basename "$folder")
    if grep -rqs --include='*.cs' "class Sqlite${folder}Db" "services/$folder"; then echo "$folder"; fi
  done
}

build() {
  [[ ${BUILD:-yes} == no ]] || dotnet build "services/$1" --configuration "$configuration" --verbosity quiet >&2
}

ef() {
  local service=$1 provider=$2
  shift 2
  dotnet ef "$@" --project "services/$service" --context "$provider${service}Db" \
    --configuration "$configuration" --no-build
}

add() {
  local service=$1 name=$2 provider
  build "$service"
  for provider in "${providers[@]}"; do
    ef "$service" "$provider" migrations add "$name" --output-dir "Data/Migrations/$provider"
  done
}

check() {
  local service provider output pending=0
  for service in "$@"; do
    build "$service"
    for provider in "${providers[@]}"; do
      if output=$(ef "$service" "$provider" migrations has-pending-model-changes 2>&1); then
        echo "$service, $provider: the migrations match the model"
      else
        pending=1
        printf '%s, %s: %s\n' "$service" "$provider" "$output"
      fi
    done
  done
  return "$pending"
}

script() {
  local service provider
  mkdir -p deploy/sql
  for service in "$@"; do
    build "$service"
    for provider in "${providers[@]}"; do
      # SQLite has no conditional statements: its script starts from nothing, and Sqlite services migrate themselves.
      local idempotent=(--idempotent)
      [[ $provider == Sqlite ]] && idempotent=()
      ef "$service" "$provider" migrations script "${idempotent[@]}" --output "deploy/sql/${service,,}.${provider,,}.sql"
    done
  done
}

command=${1:-}
[[ $# -gt 0 ]] && shift
case $command in
  add)
    [[ $# -eq 2 ]] || { usage >&2; exit 2; }
    dotnet tool restore --verbosity quiet >&2
    add "$1" "$2"
    ;;
  check | script)
    [[ $# -gt 0 ]] || mapfile -t services < <(services_with_database)
    [[ $# -eq 0 ]] || services=("$@")
    dotnet tool restore --verbosity quiet >&2
    "$command" "${services[@]}"
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
