#!/usr/bin/env bash
# Prints definitions.json with the passwords of the environment: RABBITMQ_PASSWORD_ORDERS and so on, one for each user.
set -euo pipefail

definitions=$(<"$(dirname "${BASH_SOURCE[0]}")/definitions.json")
while [[ $definitions =~ @PASSWORD_([A-Z]+)@ ]]; do
  variable=RABBITMQ_PASSWORD_${BASH_REMATCH[1]}
  password=${!variable:-}
  [[ -n $password ]] || { echo "$variable is not set" >&2; exit 1; }
  [[ $password != *[\"\\]* ]] || { echo "$variable holds a quote or a backslash" >&2; exit 1; }
  definitions=${definitions//"${BASH_REMATCH[0]}"/$password}
done
printf '%s\n' "$definitions"
