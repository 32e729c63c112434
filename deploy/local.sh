#!/usr/bin/env bash
# The distributed system on this machine, without Docker: a private RabbitMQ, a private PostgreSQL, each service a
# process of its own, the gateway in front. All state is under .local/, which may be removed when it is down.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'END'
deploy/local.sh up [--port N] [--scale Tracking=3]... [--cluster | --broker URL] [--database CONNECTION-STRING]
deploy/local.sh down
deploy/local.sh status
deploy/local.sh logs NAME [-f]              NAME as in `status`: Orders, Tracking-2, rabbitmq, rabbitmq-2, postgresql
deploy/local.sh rabbitmqctl ARGUMENT...     RabbitMQ's own tool: list_queues name type, list_bindings, list_exchanges

The gateway listens on port N (8080), everything else on the ports up to N+60, all of it on this machine's loopback only.
--cluster makes RabbitMQ three nodes instead of one, on the ports N+61 to N+70; --single goes back to one.
--broker takes an existing RabbitMQ (amqp URL) and --database an existing PostgreSQL or SQL Server (a connection string
with {service} where the service's name goes) instead of private ones. All of these are kept for the next `up`; `--broker ''`
and `--database ''` go back to private ones.
Settings in the environment, such as Email__Smtp__Host, reach every service. `up` again starts what is not running.
The first `up` puts sample stock on the shelves; Inventory__Samples=false leaves them empty.
END
}

# In the order in which they are started; the gateway last, when there is something behind it.
services=(Orders Payments Inventory Logistics Tracking Notifications Admin Gateway)
max_copies=5

state=$PWD/.local
port=8080
broker="" database="" cluster=no
declare -A copies=()
for service in "${services[@]}"; do copies[$service]=1; done

fail() {
  echo "$*" >&2
  exit 1
}

say() { printf '%s\n' "$*"; }

# --- processes -------------------------------------------------------------------------------------------------------

is_alive() {
  [[ -s $1 ]] || return 1
  local pid
  pid=$(<"$1")
  # The number may be another process's by now, and one that has ended and that nobody has waited for has no command line.
  kill -0 "$pid" 2>/dev/null && grep -qF "$state/bin/" "/proc/$pid/cmdline" 2>/dev/null
}

port_is_busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The HTTP status of GET http://127.0.0.1:PORT/PATH; nothing where nobody answers.
http_status() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 0
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" >&3
    read -r -t 5 _ status _ <&3 && echo "$status"
  ) 2>/dev/null || true
}

# Name, service and port of every process that the settings ask for.
instances() {
  local index copy service
  for index in "${!services[@]}"; do
    service=${services[$index]}
    if [[ $service == Gateway ]]; then
      echo "Gateway Gateway $port"
      continue
    fi
    for ((copy = 1; copy <= copies[$service]; copy++)); do
      echo "$service$([[ $copy -eq 1 ]] || echo "-$copy") $service $((port + 1 + index * max_copies + copy - 1))"
    done
  done
}

end_process() {
  local file=$1 pid try
  is_alive "$file" || { rm -f "$file"; return 0; }
  pid=$(<"$file")
  kill -TERM "$pid" 2>/dev/null || true
  for try in {1..300}; do
    is_alive "$file" || break
    sleep 0.1
  done
  if is_alive "$file"; then kill -KILL -- "-$pid" 2>/dev/null || true; fi
  rm -f "$file"
}

# --- settings and secrets --------------------------------------------------------------------------------------------

load_settings() {
  local key value
  [[ -f $state/settings ]] || return 0
  while IFS='=' read -r key value; do
    case $key in
      port) port=$value ;;
      broker) broker=$value ;;
      database) database=$value ;;
      cluster) cluster=$value ;;
      copies.*) copies[${key#copies.}]=$value ;;
    esac
  done <"$state/settings"
}

save_settings() {
  local service
  (
    umask 077
    {
      echo "port=$port"
      echo "broker=$broker"
      echo "database=$database"
      echo "cluster=$cluster"
      for service in "${services[@]}"; do echo "copies.$service=${copies[$service]}"; done
    } >"$state/settings"
  )
}

# Made once, kept in .local/secrets.
secret() {
  local name=$1 value
  value=$(sed -n "s/^$name=//p" "$state/secrets" 2>/dev/null)
  if [[ -z $value ]]; then
    value=$(head -c 32 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_')
    case $name in
      PAYMENTS_WEBHOOK_SECRET) value=whsec_$(head -c 32 /dev/urandom | base64 | tr -d '\n') ;;
      ADMIN_PASSWORD) value=$(head -c 24 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c 1-20) ;;
    esac
    (umask 077 && echo "$name=$value" >>"$state/secrets")
  fi
  echo "$value"
}

# --- servers ---------------------------------------------------------------------------------------------------------

# Where the node N of the cluster, or the only one, listens.
amqp_port() { echo $((port + ($1 == 0 ? 50 : 61 + 3 * ($1 - 1)))); }
nodes() { [[ $cluster == yes ]] && echo 1 2 3 || echo 0; }
node_name() { [[ $1 == 0 ]] && echo rabbitmq || echo "rabbitmq-$1"; }
node_folder() { [[ $1 == 0 ]] && echo "$state/rabbitmq" || echo "$state/cluster/$1"; }

start_rabbitmq() {
  local user
  mkdir -p "$state/rabbitmq"
  (
    umask 077
    for user in "${services[@]}" operator; do export "RABBITMQ_PASSWORD_${user^^}=$(secret "RABBITMQ_${user^^}")"; done
    deploy/rabbitmq/definitions.sh >"$state/rabbitmq/definitions.json"
  )
  export RABBITMQ_DEFINITIONS=$state/rabbitmq/definitions.json
  if [[ $cluster == yes ]]; then
    say "RabbitMQ, three nodes ..."
    deploy/servers.sh cluster start "$state/cluster" "$(amqp_port 1)" 9>&- >/dev/null
  else
    say "RabbitMQ ..."
    deploy/servers.sh rabbitmq start "$state/rabbitmq" "$(amqp_port 0)" $((port + 51)) 9>&- >/dev/null
  fi
}

start_postgresql() {
  local service name
  say "PostgreSQL ..."
  mkdir -p "$state/postgresql"
  POSTGRESQL_PASSWORD=$(secret POSTGRESQL_POSTGRES)
  export POSTGRESQL_PASSWORD
  deploy/servers.sh postgresql start "$state/postgresql" $((port + 55)) 9>&- >/dev/null
  for service in "${services[@]}"; do
    [[ $service != Gateway ]] || continue
    name=${service,,}
    deploy/servers.sh postgresql sql "$state/postgresql" <<END
SELECT 'CREATE ROLE $name LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$name') \gexec
ALTER ROLE $name PASSWORD '$(secret "POSTGRESQL_${service^^}")';
SELECT 'CREATE DATABASE $name OWNER $name' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$name') \gexec
REVOKE CONNECT ON DATABASE $name FROM PUBLIC;
END
  done
}

# --- services --------------------------------------------------------------------------------------------------------

build() {
  local service file
  for service in "${services[@]}"; do
    # A running service's files stay as they are.
    for file in "$state/processes/$service" "$state/processes/$service"-*; do
      if is_alive "$file"; then continue 2; fi
    done
    say "build $service ..."
    # Published, so that neither a build nor a test run changes the files of a running service.
    dotnet publish "services/$service" --configuration Release --output "$state/bin/$service" --verbosity quiet 9>&- >"$state/logs/build-$service.log" 2>&1 ||
      { tail -n 20 "$state/logs/build-$service.log"; fail "services/$service does not build"; }
  done
}

start_service() {
  local instance=$1 service=$2 at=$3 name=${2,,} url nodes="" node other other_port key connection provider=PostgreSql
  url=$broker connection=$database
  if [[ -z $url ]]; then
    for node in $(nodes); do nodes+=,127.0.0.1:$(amqp_port "$node"); done
    url="amqp://$name:$(secret "RABBITMQ_${service^^}")@${nodes##*,}/"
    [[ $cluster == yes ]] || nodes=""
  fi
  [[ -n $connection ]] || connection="Host=127.0.0.1;Port=$((port + 55));Database=$name;Username=$name;Password=$(secret "POSTGRESQL_${service^^}")"
  [[ ${connection,,} == *host=* ]] || provider=SqlServer
  (
    unset "${!Services__@}"
    # The gateway spreads requests over the copies of a service; whoever else calls one takes the first.
    while read -r _ other other_port; do
      key=Services__$other
      if [[ -z ${!key:-} ]]; then
        export "$key=http://localhost:$other_port"
      elif [[ $service == Gateway ]]; then
        export "$key=${!key},http://localhost:$other_port"
      fi
    done < <(instances)
    export DOTNET_ENVIRONMENT=Production
    export Transport=RabbitMq RabbitMq__Url=$url
    [[ -z $nodes ]] || export RabbitMq__Nodes=${nodes#,}
    export Database__Provider=$provider Database__ConnectionString=$connection
    export DataDirectory=$state/data PublicUrl=${PublicUrl:-http://localhost:$port}
    Auth__ApiKey=$(secret AUTH_API_KEY) Auth__TokenKey=$(secret AUTH_TOKEN_KEY)
    Auth__AdminPassword=$(secret ADMIN_PASSWORD) Payments__WebhookSecret=$(secret PAYMENTS_WEBHOOK_SECRET)
    export Auth__ApiKey Auth__TokenKey Auth__AdminPassword Payments__WebhookSecret
    export Inventory__Samples=${Inventory__Samples:-true}
    cd "$state/data"
    setsid dotnet "$state/bin/$service/$service.dll" --urls "http://localhost:$at" 9>&- </dev/null >>"$state/logs/$instance.log" 2>&1 &
    echo $! >"$state/processes/$instance"
  )
}

end_of_log() { tail -n 15 "$state/logs/$1.log" | cut -c 1-500 >&2; }

wait_until_ready() {
  local instance=$1 at=$2 try
  for try in {1..600}; do
    if [[ $(http_status "$at" /health/ready) == 200 ]]; then return; fi
    if ! is_alive "$state/processes/$instance"; then
      end_of_log "$instance"
      fail "$instance ended before it was ready; the above is the end of .local/logs/$instance.log"
    fi
    sleep 0.2
  done
  end_of_log "$instance"
  fail "$instance was not ready after 2 minutes; the above is the end of .local/logs/$instance.log"
}

# --- commands --------------------------------------------------------------------------------------------------------

up() {
  local was_port=$port was_cluster=$cluster was_broker=$broker was_database=$database instance service at file missing=() running=no
  mkdir -p "$state"/{processes,logs,data}
  # Messages to buyers, and what the services log about them.
  chmod 700 "$state/logs" "$state/data"
  for file in "$state"/processes/*; do if is_alive "$file"; then running=yes; fi; done
  while [[ $# -gt 0 ]]; do
    case $1 in
      --cluster) cluster=yes; shift; continue ;;
      --single) cluster=no; shift; continue ;;
    esac
    [[ $# -ge 2 ]] || { usage >&2; exit 2; }
    case $1 in
      --port) port=$2 ;;
      --broker) broker=$2 ;;
      --database) database=$2 ;;
      --scale)
        service=${2%%=*}
        [[ -n ${copies[$service]:-} && $service != Gateway ]] || fail "--scale $2: there is no service $service to run copies of"
        [[ ${2#*=} =~ ^[1-$max_copies]$ ]] || fail "--scale $2: 1 to $max_copies copies"
        copies[$service]=${2#*=}
        ;;
      *) usage >&2; exit 2 ;;
    esac
    shift 2
  done
  [[ $port =~ ^[0-9]+$ && $port -ge 1 && $port -le 65000 ]] || fail "--port $port is no port"
  [[ $running == no || $port == "$was_port" ]] || fail "It is running on port $was_port: deploy/local.sh down, before it moves"
  [[ $running == no || $cluster == "$was_cluster" ]] || fail "It is running on $([[ $was_cluster == yes ]] && echo "three nodes" || echo "one node") of RabbitMQ: deploy/local.sh down, before that changes"
  [[ $running == no || ($broker == "$was_broker" && $database == "$was_database") ]] || fail "It is running on other servers: deploy/local.sh down, before --broker or --database changes"
  [[ $cluster == no || -z $broker ]] || fail "--cluster makes a private RabbitMQ, and --broker $broker takes another one: give one of them (--broker '' forgets it)"

  command -v dotnet >/dev/null || missing+=("the .NET SDK of global.json")
  [[ -n $broker ]] || deploy/servers.sh rabbitmq available 2>/dev/null || missing+=("RabbitMQ (apt-get install rabbitmq-server), or give --broker URL")
  [[ -n $database ]] || deploy/servers.sh postgresql available 2>/dev/null || missing+=("PostgreSQL (apt-get install postgresql), or give --database CONNECTION-STRING")
  if [[ ${#missing[@]} -gt 0 ]]; then
    printf 'Not installed: %s\n' "${missing[@]}" >&2
    exit 1
  fi

  while read -r instance service at; do
    is_alive "$state/processes/$instance" || ! port_is_busy "$at" ||
      fail "Port $at, which $instance needs, is in use. End what uses it, or take another range: deploy/local.sh up --port N"
  done < <(instances)
  save_settings

  [[ -n $broker ]] || start_rabbitmq
  [[ -n $database ]] || start_postgresql
  build
  for file in "$state"/processes/*; do
    # Copies that are not wanted any more.
    [[ ! -e $file ]] || instances | cut -d ' ' -f 1 | grep -qx "$(basename "$file")" || end_process "$file"
  done
  while read -r instance service at; do
    is_alive "$state/processes/$instance" || start_service "$instance" "$service" "$at"
  done < <(instances)
  while read -r instance service at; do
    say "$instance ..."
    wait_until_ready "$instance" "$at"
  done < <(instances)
  cat <<END

Status Tracking runs on http://localhost:$port
  sign in         http://localhost:$port/admin as admin, password $(secret ADMIN_PASSWORD)
  API key         X-Api-Key: $(secret AUTH_API_KEY)
  messages        $( [[ -n ${Email__Smtp__Host:-} ]] && echo "by SMTP to $Email__Smtp__Host" || echo ".local/data/outbox" )
  RabbitMQ        $( [[ -n $broker ]] && echo "as given" || echo "http://localhost:$(($(amqp_port "$(nodes | cut -d ' ' -f 1)") + 1)) as operator, password $(secret RABBITMQ_OPERATOR)" )
  secrets, logs   .local/secrets, .local/logs
  stop it         deploy/local.sh down
END
}

down() {
  local instance file
  # Against the order of the start: the gateway first.
  for instance in $(ls -t "$state/processes" 2>/dev/null); do
    is_alive "$state/processes/$instance" && kill -TERM "$(<"$state/processes/$instance")" 2>/dev/null || true
  done
  for file in "$state"/processes/*; do
    if [[ -e $file ]]; then end_process "$file"; fi
  done
  if [[ -d $state/rabbitmq ]]; then deploy/servers.sh rabbitmq stop "$state/rabbitmq"; fi
  if [[ -d $state/cluster ]]; then deploy/servers.sh cluster stop "$state/cluster"; fi
  if [[ -d $state/postgresql ]]; then deploy/servers.sh postgresql stop "$state/postgresql"; fi
  say "Everything is down. Data and settings are kept in .local"
}

status() {
  local instance service at pid state_word memory node all=0
  if [[ ! -f $state/settings ]]; then
    say "It was never up here"
    return 1
  fi
  printf '%-16s %-10s %-8s %-9s %s\n' NAME STATE PID MEMORY ADDRESS
  while read -r instance service at; do
    pid=- memory=- state_word=down
    if is_alive "$state/processes/$instance"; then
      pid=$(<"$state/processes/$instance")
      memory=$(awk '/^VmRSS:/ { printf "%d MB", $2 / 1024 }' "/proc/$pid/status" 2>/dev/null || echo -)
      state_word=starting
      [[ $(http_status "$at" /health/ready) != 200 ]] || state_word=ready
    fi
    [[ $state_word == ready ]] || all=1
    printf '%-16s %-10s %-8s %-9s %s\n' "$instance" "$state_word" "$pid" "$memory" "http://localhost:$at"
  done < <(instances)
  for node in $(nodes); do server_status "$(node_name "$node")" "$broker" "$(amqp_port "$node")" || all=1; done
  server_status postgresql "$database" $((port + 55)) || all=1
  return "$all"
}

server_status() {
  local name=$1 given=$2 at=$3
  if [[ -n $given ]]; then
    printf '%-16s %-10s %-8s %-9s %s\n' "$name" given - - -
  elif port_is_busy "$at"; then
    printf '%-16s %-10s %-8s %-9s %s\n' "$name" ready - - "127.0.0.1:$at"
  else
    printf '%-16s %-10s %-8s %-9s %s\n' "$name" down - - "127.0.0.1:$at"
    return 1
  fi
}

logs() {
  local name=${1:-} file
  case $name in
    rabbitmq) file=$(ls -t "$state"/rabbitmq/log/*.log 2>/dev/null | head -n 1) ;;
    rabbitmq-[123]) file=$(ls -t "$state/cluster/${name#*-}"/log/*.log 2>/dev/null | head -n 1) ;;
    postgresql) file=$state/postgresql/data/server.log ;;
    *) file=$state/logs/$name.log ;;
  esac
  [[ -n $name && -f $file ]] || fail "There is no log of '$name'; there are: $(cd "$state/logs" 2>/dev/null && ls | sed 's/\.log$//' | tr '\n' ' ')rabbitmq postgresql"
  if [[ ${2:-} == -f ]]; then exec tail -n 100 -f "$file"; else cat "$file"; fi
}

# One at a time: two `up` at once would start everything twice.
one_at_a_time() {
  mkdir -p "$state"
  exec 9>"$state/lock"
  flock -n 9 || fail "deploy/local.sh is at work already"
}

load_settings
command=${1:-}
[[ $# -gt 0 ]] && shift
case $command in
  up) one_at_a_time; up "$@" ;;
  down) one_at_a_time; down ;;
  status) status ;;
  logs) logs "$@" ;;
  rabbitmqctl)
    [[ -z $broker ]] || fail "The broker was given with --broker: use its own tools"
    # Any node that answers speaks for all.
    for node in $(nodes); do
      if port_is_busy "$(amqp_port "$node")"; then break; fi
    done
    deploy/servers.sh rabbitmq ctl "$(node_folder "$node")" "$@"
    ;;
  *) usage >&2; exit 2 ;;
esac
