#!/usr/bin/env bash
# Checks all e-mails: tests/email-checks.sh [FOLDER] looks at every .html in FOLDER; without one, the tests write them first.
# Is it right HTML (html-validate), do mail programs show it (caniemail), and is the committed layout what deploy/email/layout.mjml makes
# (mjml)? Needs Node.js 20.19 or later and npm; the packages are fetched once. Exits 77 where they are not to be had.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lacks() { echo "E-mails were not checked: $*" >&2; exit 77; }
for need in node npm; do
  command -v "$need" >/dev/null || lacks "$need is not installed (Debian: apt-get install nodejs npm)."
done

if [[ $# -eq 0 ]]; then
  dotnet build tests/Notifications.Tests -c Release -v q
  exec dotnet artifacts/bin/Notifications.Tests/release/Notifications.Tests.dll -class '*.When_every_email_is_checked'
fi

tools=deploy/email
(
  flock 9
  if ! [[ $tools/node_modules/.package-lock.json -nt $tools/package-lock.json ]]; then
    timeout 300 npm --prefix "$tools" ci --no-progress >artifacts/email-tools.log 2>&1 || lacks "npm could not fetch the packages: $(tail -n 3 artifacts/email-tools.log)"
    touch "$tools/node_modules/.package-lock.json"
  fi
) 9>artifacts/email-tools.lock

made=$(mktemp)
trap 'rm -f "$made"' EXIT
node "$tools/build.mjs" "$made"
cmp "$made" services/Notifications/Templates/layout.html.liquid || { echo "The layout is not what deploy/email/layout.mjml makes: npm --prefix deploy/email run build." >&2; exit 1; }
node "$tools/check.mjs" "$1"
