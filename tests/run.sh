#!/usr/bin/env bash
# All tests: builds with warnings as errors, checks format and migrations, starts one RabbitMQ and one PostgreSQL for the
# whole run, runs every test project. The last line is `N passed, N failed, N skipped`; a build, format or migration that
# fails counts as one failed test. Everything it starts ends with it.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'END'
tests/run.sh          all tests but the long ones
tests/run.sh --fast   leaves out what needs a server or a browser
tests/run.sh --full   adds the long runs
tests/run.sh --chaos [--events N] [--kills K] [--seed S] [--scale Tracking=2]... [--broker-only] [--json FILE] [--keep]
                      no tests, but one run of the whole distributed system under load while its processes, its broker
                      and its database are killed: 3,000 events and 10 kills where nothing else is said

Real data is read from STATUSTRACKING_TEST_DATA or ../shared/data. Servers that STATUSTRACKING_TEST_RABBITMQ,
STATUSTRACKING_TEST_POSTGRESQL and STATUSTRACKING_TEST_SQLSERVER name are used instead of private ones.
END
}

mode=normal
chaos=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --fast) mode=fast ;;
    --full) mode=full ;;
    --chaos)
      mode=chaos
      chaos=("${@:2}")
      break
      ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

# Optimised, as it is run for real; the tests start the services from the same build.
configuration=Release
results=$PWD/artifacts/test-results
servers=""
running=""
passed=0 failed=0 skipped=0

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Neither build nodes nor a compiler server stay behind.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export HOME=${HOME:-$PWD/artifacts/home}
# Settings of whoever calls must not reach the services under test.
unset ASPNETCORE_URLS ASPNETCORE_ENVIRONMENT DOTNET_ENVIRONMENT

say() { printf '\n== %s\n' "$*"; }

clean_up() {
  trap - EXIT INT TERM
  [[ -z $running ]] || kill -TERM -- "-$running" 2>/dev/null
  [[ -z $servers ]] || deploy/servers.sh discard "$servers"
}

finish() {
  clean_up
  echo
  echo "$passed passed, $failed failed, $skipped skipped"
  [[ $failed -eq 0 && $passed -gt 0 ]]
  exit
}

trap clean_up EXIT
trap 'failed=$((failed + 1)); echo "interrupted"; finish' INT TERM

# Runs a step as a process group of its own, so that it can be ended with all that it started.
limited() {
  local limit=$1 status
  shift
  setsid timeout --kill-after=30 "$limit" "$@" &
  running=$!
  wait "$running"
  status=$?
  [[ $status -ne 124 && $status -ne 137 ]] || echo "ended after $limit"
  kill -KILL -- "-$running" 2>/dev/null
  running=""
  return "$status"
}

step() {
  local what=$1 limit=$2
  shift 2
  say "$what"
  if ! limited "$limit" "$@"; then
    failed=$((failed + 1))
    echo "FAILED: $what"
    return 1
  fi
}

# --- what is missing -------------------------------------------------------------------------------------------------

install_packages() {
  local packages=() policy=/usr/sbin/policy-rc.d made_policy=no status=0
  deploy/servers.sh rabbitmq available 2>/dev/null || packages+=(rabbitmq-server)
  deploy/servers.sh postgresql available 2>/dev/null || packages+=(postgresql)
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || packages+=(chromium)
  [[ ${#packages[@]} -gt 0 ]] || return 0
  if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
    echo "Not installed, and not root on Debian: ${packages[*]}. Tests that need them use Docker where it answers, else they skip."
    return 0
  fi
  say "install ${packages[*]}"
  # Debian starts a server as soon as it is installed, unless a policy forbids it; ours are started below, privately.
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made_policy=yes
  fi
  {
    apt-get -o DPkg::Lock::Timeout=300 -qq update &&
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install --yes --no-install-recommends "${packages[@]}"
  } >artifacts/apt.log 2>&1 || status=$?
  [[ $made_policy == no ]] || rm -f "$policy"
  [[ $status -eq 0 ]] || { tail -n 20 artifacts/apt.log; echo "apt-get could not install ${packages[*]}"; }
}

start_servers() {
  local kinds=() settings line
  [[ -n ${STATUSTRACKING_TEST_RABBITMQ:-} ]] || ! deploy/servers.sh rabbitmq available 2>/dev/null || kinds+=(rabbitmq)
  [[ -n ${STATUSTRACKING_TEST_POSTGRESQL:-} ]] || ! deploy/servers.sh postgresql available 2>/dev/null || kinds+=(postgresql)
  [[ ${#kinds[@]} -gt 0 ]] || return 0
  say "start ${kinds[*]}"
  servers=${TMPDIR:-/tmp}/statustracking-servers-$$
  if ! settings=$(POSTGRESQL_FSYNC=off deploy/servers.sh guard $$ "$servers" "${kinds[@]}"); then
    failed=$((failed + 1))
    echo "FAILED: start ${kinds[*]}"
    return
  fi
  while IFS= read -r line; do
    case $line in
      RABBITMQ_URL=*) export STATUSTRACKING_TEST_RABBITMQ=${line#*=} ;;
      RABBITMQ_MANAGEMENT=*) export STATUSTRACKING_TEST_RABBITMQ_MANAGEMENT=${line#*=} ;;
      POSTGRESQL=*) export STATUSTRACKING_TEST_POSTGRESQL=${line#*=} ;;
    esac
  done <<<"$settings"
  echo "$settings" | sed 's#//[^@]*@#//#'
}

# --- results ---------------------------------------------------------------------------------------------------------

# One line a test assembly in the result files: <Counters total="…" executed="…" passed="…" …>. What was skipped is in
# the total and was not executed.
count_results() {
  local total executed ok
  while read -r total executed ok; do
    passed=$((passed + ok))
    failed=$((failed + executed - ok))
    skipped=$((skipped + total - executed))
  done < <(cat "$results"/*.trx 2>/dev/null | sed -n 's/.*<Counters total="\([0-9]*\)" executed="\([0-9]*\)" passed="\([0-9]*\)".*/\1 \2 \3/p')
}

show_skipped() {
  [[ $skipped -gt 0 ]] || return 0
  say "skipped"
  cat "$results"/*.trx | awk '
    BEGIN { RS = "<UnitTestResult " }
    /^[^>]*outcome="NotExecuted"/ {
      match($0, /testName="[^"]*"/); name = substr($0, RSTART + 10, RLENGTH - 11)
      reason = ""
      if (match($0, /<Message>[^<]*/)) reason = substr($0, RSTART + 9, RLENGTH - 9)
      else if (match($0, /<StdOut>[^<]*/)) reason = substr($0, RSTART + 8, RLENGTH - 8)
      count[reason]++; example[reason] = name
    }
    END { for (reason in count) printf "%d: %s (such as %s)\n", count[reason], reason, example[reason] }' |
    sed "s/&quot;/\"/g; s/&apos;/'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g"
}

# --- the run ---------------------------------------------------------------------------------------------------------

command -v dotnet >/dev/null || { echo "The .NET SDK is not installed: see global.json for its version"; failed=1; finish; }
rm -rf "$results" artifacts/test-logs
mkdir -p "$results" "$HOME"
[[ $mode == fast ]] || install_packages

if [[ $mode == chaos ]]; then
  # It has servers of its own, which it may kill, and ends what it starts.
  step "build" 20m dotnet build tests/Chaos --configuration "$configuration" --verbosity quiet -warnaserror || exit 1
  say "chaos"
  limited 3h dotnet "artifacts/bin/Chaos/${configuration,,}/Chaos.dll" "${chaos[@]}"
  exit
fi

step "build" 20m dotnet build StatusTracking.sln --configuration "$configuration" --verbosity quiet -warnaserror || finish

mapfile -t migrations < <(find services -type d -path '*/Data/Migrations' 2>/dev/null)
step "format" 10m dotnet format StatusTracking.sln --no-restore --verify-no-changes ${migrations[0]:+--exclude "${migrations[@]}"}
step "migrations" 10m env CONFIGURATION="$configuration" BUILD=no deploy/migrations.sh check

case $mode in
  fast) filter='Category!=Server&Category!=Browser&Category!=Long' limit=20m ;;
  normal) filter='Category!=Long' limit=45m ;;
  full) filter='' limit=8h ;;
esac
[[ $mode == fast ]] || start_servers

say "test"
hang=10m
# Properties are tried on as many cases as RELIABILITY asks for (G7).
[[ $mode == full ]] && hang=2h && export CsCheck_Iter=10000
# One assembly at a time: its own test classes already share the cores, and clocks in tests dislike a crowd.
limited "$limit" dotnet test StatusTracking.sln --configuration "$configuration" --no-build -maxcpucount:1 \
  --results-directory "$results" --logger trx --logger 'console;verbosity=minimal' \
  --blame-hang --blame-hang-timeout "$hang" --blame-hang-dump-type none ${filter:+--filter "$filter"}
status=$?
count_results
if [[ $status -ne 0 && $failed -eq 0 ]]; then
  failed=1
  echo "FAILED: dotnet test ended with $status although no test failed: a test process crashed, hung or never started"
fi
show_skipped
finish
