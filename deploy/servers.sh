#!/usr/bin/env bash
# A private RabbitMQ and a private PostgreSQL on this machine, without systemd and without Docker: bound to loopback,
# on ports of their own, with all their files in one folder. Used by deploy/local.sh, tests/run.sh and the tests' fixtures.
set -euo pipefail

usage() {
  cat <<'END'
deploy/servers.sh KIND available                   says what to install when KIND cannot run here
deploy/servers.sh KIND start FOLDER [PORT [PORT2]] starts it; KIND is rabbitmq, postgresql or cluster
deploy/servers.sh KIND stop FOLDER                 stops it, keeps its files
deploy/servers.sh rabbitmq ctl FOLDER ARGUMENT...  RabbitMQ's own rabbitmqctl, for that server
deploy/servers.sh postgresql sql FOLDER            runs the SQL of the standard input, as the superuser
deploy/servers.sh guard PID FOLDER [KIND...]       starts throw-away servers that end when the process PID ends, and
                                                   with them every process with a number in FOLDER/processes
deploy/servers.sh discard FOLDER                   ends all that now and removes the files

`start` prints, and keeps in FOLDER/settings, what a client needs. Without PORT it takes free ports below 32768, where
outgoing connections cannot be sitting on them. RabbitMQ takes PORT for AMQP and PORT2 ... PORT2+2 for its management
pages, its distribution port and epmd. A cluster is three RabbitMQ nodes on PORT ... PORT+9, each a broker in FOLDER/1 to
FOLDER/3 for `rabbitmq ctl`.
RABBITMQ_DEFINITIONS=FILE is loaded at start instead of making the user guest; POSTGRESQL_PASSWORD=... is the superuser's
from then on, instead of trusting loopback; POSTGRESQL_FSYNC=off is faster and survives a killed server, not a power cut.
END
}

fail() {
  echo "$*" >&2
  exit 1
}

# --- ports and processes ---------------------------------------------------------------------------------------------

port_is_busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_ports() {
  local count=$1 first port try
  for try in {1..200}; do
    first=$((20000 + RANDOM % 12000))
    for ((port = first; port < first + count; port++)); do
      if port_is_busy "$port"; then continue 2; fi
    done
    echo "$first"
    return
  done
  fail "no $count free ports in a row below 32768 after $try tries"
}

is_alive() {
  kill -0 "$1" 2>/dev/null || return 1
  # A process that has ended and that nobody has waited for yet answers signals, too.
  [[ ! -r /proc/$1/stat ]] || ! grep -q '^[0-9]* (.*) Z ' "/proc/$1/stat" 2>/dev/null
}

wait_until() {
  local seconds=$1 tenth
  shift
  for ((tenth = 0; tenth < seconds * 10; tenth++)); do
    if "$@"; then return 0; fi
    sleep 0.1
  done
  return 1
}

wait_for_port() {
  local seconds=$1 port=$2 pid=$3 log=$4 tenth
  for ((tenth = 0; tenth < seconds * 5; tenth++)); do
    if port_is_busy "$port"; then return; fi
    is_alive "$pid" || fail "the server ended while it started; its output: $(tail -n 20 "$log")"
    sleep 0.2
  done
  fail "nothing listened on port $port after $seconds s; the server's output: $(tail -n 20 "$log")"
}

is_gone() { ! is_alive "$1"; }

# Whether the process with the number in a file still runs and is the one that was started here: its environment or its
# command line names the folder. A number that was written before the machine restarted may be anyone's.
is_ours() {
  local file=$1 pid
  [[ -s $file ]] || return 1
  pid=$(head -n 1 "$file")
  is_alive "$pid" && grep -qsF "$(cd "$(dirname "$file")" && pwd)" "/proc/$pid/environ" "/proc/$pid/cmdline"
}

end_group() {
  local file=$1 signal=$2 pid
  if is_ours "$file"; then
    pid=$(<"$file")
    kill "-$signal" -- "-$pid" 2>/dev/null || kill "-$signal" "$pid" 2>/dev/null || true
    wait_until 20 is_gone "$pid" || kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  rm -f "$file"
}

# --- RabbitMQ --------------------------------------------------------------------------------------------------------

rabbitmq_bin() {
  local folder
  # Debian's wrapper in /usr/sbin insists on the user rabbitmq; the script that it wraps does not.
  for folder in /usr/lib/rabbitmq/bin /usr/local/lib/rabbitmq/bin; do
    if [[ -x $folder/rabbitmq-server ]]; then
      echo "$folder"
      return
    fi
  done
  folder=$(command -v rabbitmq-server) && dirname "$folder"
}

rabbitmq_available() {
  rabbitmq_bin >/dev/null && command -v epmd >/dev/null ||
    fail "RabbitMQ is not installed: apt-get install rabbitmq-server (Debian, Ubuntu)"
}

rabbitmq_environment() {
  local folder=$1 amqp=$2 management=$3 name=private epmd=$(($3 + 2)) home=$1
  # A node of a cluster shares name server and cookie with the others.
  [[ ! -s $folder/member ]] || read -r name epmd home <"$folder/member"
  # Erlang keeps the cookie of its nodes in the home folder.
  export HOME=$home ERL_EPMD_PORT=$epmd ERL_EPMD_ADDRESS=127.0.0.1
  export RABBITMQ_NODENAME=$name@localhost RABBITMQ_NODE_PORT=$amqp RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
  export RABBITMQ_DIST_PORT=$((management + 1)) RABBITMQ_PID_FILE=$folder/server.pid
  export RABBITMQ_MNESIA_BASE=$folder/mnesia RABBITMQ_LOG_BASE=$folder/log
  export RABBITMQ_CONFIG_FILE=$folder/conf/rabbitmq RABBITMQ_CONF_ENV_FILE=$folder/conf/env
  export RABBITMQ_ENABLED_PLUGINS_FILE=$folder/conf/enabled_plugins
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
}

# Started here, and not by the first Erlang node, so that it can be ended by its own number.
epmd_start() {
  local folder=$1
  setsid epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 </dev/null >"$folder/epmd.log" 2>&1 &
  echo $! >"$folder/epmd"
}

rabbitmq_start() {
  local folder=$1 amqp=${2:-} management=${3:-} port user=""
  rabbitmq_available
  if is_ours "$folder/group"; then
    cat "$folder/settings"
    return
  fi
  # It outlives a broker that was killed, and would hold its port.
  [[ ! -e $folder/epmd ]] || end_group "$folder/epmd" TERM
  [[ -n $amqp ]] || amqp=$(free_ports 4)
  [[ -n $management ]] || management=$((amqp + 1))
  for port in "$amqp" "$management" $((management + 1)) $([[ -s $folder/member ]] || echo $((management + 2))); do
    ! port_is_busy "$port" || fail "port $port, which RabbitMQ needs, is in use"
  done
  mkdir -p "$folder"/{mnesia,log,conf}
  folder=$(cd "$folder" && pwd)
  touch "$folder/conf/env"
  echo '[rabbitmq_management].' >"$folder/conf/enabled_plugins"
  cat >"$folder/conf/rabbitmq.conf" <<END
management.tcp.ip = 127.0.0.1
management.tcp.port = $management
loopback_users = none
disk_free_limit.absolute = 50MB
END
  [[ ! -s $folder/member ]] || cluster_configuration >>"$folder/conf/rabbitmq.conf"
  [[ -z ${RABBITMQ_DEFINITIONS:-} ]] || echo "load_definitions = $RABBITMQ_DEFINITIONS" >>"$folder/conf/rabbitmq.conf"

  (
    rabbitmq_environment "$folder" "$amqp" "$management"
    cd "$folder"
    [[ -s $folder/member ]] || epmd_start "$folder"
    setsid "$(rabbitmq_bin)/rabbitmq-server" </dev/null >"$folder/log/stdout.log" 2>&1 &
    echo $! >"$folder/group"
  )
  wait_for_port 120 "$amqp" "$(<"$folder/group")" "$folder/log/stdout.log"
  wait_for_port 60 "$management" "$(<"$folder/group")" "$folder/log/stdout.log"
  [[ -n ${RABBITMQ_DEFINITIONS:-} ]] || user=guest:guest@
  cat >"$folder/settings" <<END
RABBITMQ_URL=amqp://${user}127.0.0.1:$amqp
RABBITMQ_MANAGEMENT=http://127.0.0.1:$management
END
  cat "$folder/settings"
}

rabbitmq_ctl() {
  local folder ports
  folder=$(cd "$1" && pwd)
  shift
  mapfile -t ports < <(sed -n 's/^RABBITMQ_.*:\([0-9]*\)$/\1/p' "$folder/settings")
  (
    rabbitmq_environment "$folder" "${ports[@]}"
    exec "$(rabbitmq_bin)/rabbitmqctl" "$@"
  )
}

rabbitmq_stop() {
  local folder=$1
  end_group "$folder/group" TERM
  end_group "$folder/epmd" TERM
}

rabbitmq_discard() {
  local folder=$1
  end_group "$folder/group" KILL
  end_group "$folder/epmd" KILL
}

# --- a cluster of RabbitMQ -------------------------------------------------------------------------------------------

cluster_available() { rabbitmq_available; }

cluster_configuration() {
  cat <<'END'
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = node-1@localhost
cluster_formation.classic_config.nodes.2 = node-2@localhost
cluster_formation.classic_config.nodes.3 = node-3@localhost
cluster_partition_handling = pause_minority
END
}

cluster_node_start() { rabbitmq_start "$1/$2" $(($3 + 3 * ($2 - 1))) $(($3 + 3 * ($2 - 1) + 1)) >/dev/null; }

cluster_start() {
  local folder=$1 first=${2:-} node user="" starting=() job
  rabbitmq_available
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  [[ -n $first || ! -s $folder/first ]] || first=$(<"$folder/first")
  [[ -n $first ]] || first=$(free_ports 10)
  echo "$first" >"$folder/first"
  [[ -s $folder/.erlang.cookie ]] || (umask 077 && head -c 30 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' >"$folder/.erlang.cookie")
  for node in 1 2 3; do
    mkdir -p "$folder/$node"
    echo "node-$node $((first + 9)) $folder" >"$folder/$node/member"
  done
  if ! is_ours "$folder/epmd"; then
    (
      export HOME=$folder ERL_EPMD_PORT=$((first + 9))
      cd "$folder"
      epmd_start "$folder"
    )
  fi
  # The first node alone makes the cluster that the others join. Once made, a node that was down waits for the others.
  if [[ ! -e $folder/formed ]]; then cluster_node_start "$folder" 1 "$first"; fi
  for node in 1 2 3; do
    cluster_node_start "$folder" "$node" "$first" &
    starting+=($!)
  done
  for job in "${starting[@]}"; do wait "$job" || fail "a node of the cluster did not start"; done
  rabbitmq_ctl "$folder/1" --quiet await_online_nodes 3 --timeout 120 >/dev/null || fail "the three nodes did not become one cluster"
  touch "$folder/formed"
  [[ -n ${RABBITMQ_DEFINITIONS:-} ]] || user=guest:guest@
  cat >"$folder/settings" <<END
RABBITMQ_URL=amqp://${user}127.0.0.1:$first
RABBITMQ_NODES=127.0.0.1:$first,127.0.0.1:$((first + 3)),127.0.0.1:$((first + 6))
RABBITMQ_MANAGEMENT=http://127.0.0.1:$((first + 1))
END
  cat "$folder/settings"
}

cluster_end() {
  local folder=$1 signal=$2 node
  # All at once: none then waits for the others to take over what it leads.
  for node in 1 2 3; do end_group "$folder/$node/group" "$signal" & done
  wait
  end_group "$folder/epmd" "$signal"
}

cluster_stop() { cluster_end "$1" TERM; }
cluster_discard() { cluster_end "$1" KILL; }

# --- PostgreSQL ------------------------------------------------------------------------------------------------------

postgresql_bin() {
  local folder
  folder=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  if [[ -z $folder ]] && command -v initdb >/dev/null; then folder=$(dirname "$(command -v initdb)"); fi
  [[ -n $folder && -x $folder/initdb ]] && echo "$folder"
}

postgresql_available() {
  postgresql_bin >/dev/null ||
    fail "PostgreSQL is not installed: apt-get install postgresql (Debian, Ubuntu)"
}

# PostgreSQL refuses to run as root. Its own user may have no way into the folder that holds the data (a checkout in
# root's home), so it keeps the one right that lets it pass.
as_postgres() {
  if [[ $(id -u) -ne 0 ]]; then
    "$@"
  elif setpriv --reuid postgres --regid postgres --clear-groups test -x "$1" -a -r "${folder:-/}/." 2>/dev/null; then
    setpriv --reuid postgres --regid postgres --clear-groups "$@"
  else
    setpriv --reuid postgres --regid postgres --clear-groups --inh-caps +dac_override --ambient-caps +dac_override "$@"
  fi
}

postgresql_start() {
  local folder=$1 port=${2:-} bin authentication=(--auth trust)
  postgresql_available
  bin=$(postgresql_bin)
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  [[ $(id -u) -ne 0 ]] || chown postgres "$folder"
  if is_ours "$folder/data/postmaster.pid"; then
    cat "$folder/settings"
    return
  fi
  [[ -n $port ]] || port=$(free_ports 1)
  ! port_is_busy "$port" || fail "port $port, which PostgreSQL needs, is in use"
  cd "$folder"
  if [[ ! -s $folder/data/PG_VERSION ]]; then
    if [[ -n ${POSTGRESQL_PASSWORD:-} ]]; then
      (umask 077 && printf '%s' "$POSTGRESQL_PASSWORD" >"$folder/password")
      [[ $(id -u) -ne 0 ]] || chown postgres "$folder/password"
      authentication=(--auth scram-sha-256 --pwfile "$folder/password")
    fi
    as_postgres "$bin/initdb" -D "$folder/data" -U postgres "${authentication[@]}" -E UTF8 --locale=C.UTF-8 --no-sync \
      >"$folder/initdb.log" 2>&1 || fail "initdb failed: $(tail -n 5 "$folder/initdb.log")"
    rm -f "$folder/password"
  fi
  # The path of a Unix socket may have 107 characters, fewer than that of a folder; nothing here needs one.
  as_postgres "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/data/server.log" -o \
    "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=400 -c fsync=${POSTGRESQL_FSYNC:-on}" \
    start </dev/null >"$folder/start.log" 2>&1 || fail "PostgreSQL did not start: $(tail -n 5 "$folder/data/server.log" "$folder/start.log")"
  echo "POSTGRESQL=Host=127.0.0.1;Port=$port;Username=postgres" >"$folder/settings"
  cat "$folder/settings"
}

postgresql_sql() {
  local port
  port=$(sed -n 's/.*Port=\([0-9]*\).*/\1/p' "$1/settings")
  PGPASSWORD=${POSTGRESQL_PASSWORD:-} "$(postgresql_bin)/psql" -h 127.0.0.1 -p "$port" -U postgres -d postgres \
    --no-psqlrc --quiet --tuples-only --no-align -v ON_ERROR_STOP=1
}

postgresql_end() {
  local folder=$1 mode=$2 pid
  is_ours "$folder/data/postmaster.pid" || return 0
  pid=$(head -n 1 "$folder/data/postmaster.pid")
  # The same signals that pg_ctl sends; a killed client leaves nothing that keeps a fast shutdown waiting.
  kill "-$mode" "$pid" 2>/dev/null || true
  wait_until 30 is_gone "$pid" || kill -KILL "$pid" 2>/dev/null || true
}

postgresql_stop() { postgresql_end "$1" INT; }
postgresql_discard() { postgresql_end "$1" QUIT; }

# --- throw-away servers ----------------------------------------------------------------------------------------------

discard() {
  local folder=$1 kind file
  for file in "$folder"/processes/*; do
    if [[ -s $file ]] && is_alive "$(<"$file")"; then kill -KILL "$(<"$file")" 2>/dev/null || true; fi
  done
  for kind in rabbitmq cluster postgresql; do
    if [[ -d $folder/$kind ]]; then "${kind}_discard" "$folder/$kind"; fi
  done
  rm -rf "$folder"
}

guard() {
  local pid=$1 folder=$2 kind
  shift 2
  mkdir -p "$folder"
  # PostgreSQL's own user has to get in.
  chmod 755 "$folder"
  # Out of the caller's process group and tree: whoever kills those must not kill what cleans up after them.
  setsid -f bash "${BASH_SOURCE[0]}" watch "$pid" "$folder" </dev/null >/dev/null 2>&1
  for kind in "$@"; do "${kind}_start" "$folder/$kind"; done
  [[ -d $folder ]] || { discard "$folder"; fail "the process $pid ended while its servers started"; }
}

watch() {
  local pid=$1 folder=$2
  cd /
  while is_alive "$pid"; do
    [[ -d $folder ]] || return 0
    sleep 1
  done
  # Once more, in case a server was just being started.
  discard "$folder"
  sleep 2
  discard "$folder"
}

case ${1:-} in
  rabbitmq | postgresql | cluster)
    kind=$1 command=${2:-}
    case $command in
      available) "${kind}_available" ;;
      start | stop)
        [[ $# -ge 3 ]] || { usage >&2; exit 2; }
        "${kind}_$command" "${@:3}"
        ;;
      ctl | sql)
        [[ $# -ge 3 ]] || { usage >&2; exit 2; }
        "${kind}_$command" "${@:3}"
        ;;
      *) usage >&2; exit 2 ;;
    esac
    ;;
  guard | watch)
    [[ $# -ge 3 ]] || { usage >&2; exit 2; }
    "$@"
    ;;
  discard)
    [[ $# -eq 2 ]] || { usage >&2; exit 2; }
    discard "$2"
    ;;
  *) usage >&2; exit 2 ;;
esac
