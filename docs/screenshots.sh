#!/usr/bin/env bash
# Makes the pictures of docs/screenshots anew: every page and every kind of e-mail, wide and as on a phone, as the tests look at it in Chromium.
# Needs the .NET SDK, Chromium and pngquant (Debian: apt-get install chromium pngquant). Takes a few minutes.
set -euo pipefail
shopt -s nullglob
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for need in dotnet pngquant; do
  command -v "$need" >/dev/null || { echo "docs/screenshots.sh needs $need, which is not installed." >&2; exit 1; }
done

shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT
look() { # PROJECT CLASS...: runs the tests that look at pages
  local project=$1 class classes=()
  shift
  for class in "$@"; do classes+=(-class "*.$class"); done
  dotnet build "tests/$project" -c Release -v q
  STATUSTRACKING_SCREENSHOTS=$shots dotnet "artifacts/bin/$project/release/$project.dll" "${classes[@]}"
}
look Admin.Tests When_a_page_is_looked_at When_nothing_has_happened_yet When_an_operator_looks_at_failures
look Tracking.Tests When_a_browser_shows_the_page When_a_browser_without_scripts_chooses_messages
look Notifications.Tests When_a_browser_shows_an_email

# Of the e-mails: English ones, and one in the dark.
mv "$shots/email-shipped-en-700-dark.png" "$shots/email-shipped-in-the-dark-1440-light.png"
for mail in "$shots"/email-*-en-700-light.png "$shots"/email-*-en-390-light.png; do
  mv "$mail" "$(sed 's/-en-/-/; s/-700-/-1440-/; s/-usual-/-/' <<<"$mail")"
done

# The recipient's page has a picture a language; English stands for them, and Arabic for those that are written from the right.
for page in "$shots"/*-en-1280-light.png "$shots"/*-en-390-light.png "$shots"/package-ar-1280-light.png "$shots"/package-ar-390-light.png "$shots"/saved-*-light.png; do
  name=$(basename "$page")
  mv "$page" "$shots/recipient-$(sed 's/-en-/-/; s/-1280-/-1440-/' <<<"$name")"
done
find "$shots" -name '*-1280-*' -delete
find "$shots" \( -name '*-ar-*' ! -name 'recipient-*' -o -name '*-de-*' -o -name '*-es-*' -o -name '*-fr-*' -o -name '*-he-*' -o -name '*-pt-*' \) -delete

target=docs/screenshots
rm -rf "$target"
mkdir -p "$target"
for shot in "$shots"/*-1440-light.png "$shots"/*-390-light.png; do
  name=$(basename "$shot" -light.png)
  # 256 colours are enough for a page, and a quarter of the size.
  pngquant --quality 50-85 --speed 1 --strip --output "$target/${name/-1440/-wide}.png" "$shot"
done
for phone in "$target"/*-390.png; do mv "$phone" "${phone/-390/-phone}"; done

{
  echo '# What the pages look like'
  echo
  echo 'Made by `docs/screenshots.sh` from the tests that look at every page. Wide and as on a phone; all of them are tested in the dark, too.'
  for wide in "$target"/*-wide.png; do
    name=$(basename "$wide" -wide.png)
    printf '\n## %s\n\n<img src="%s-wide.png" width="640" alt="%s, wide">' "${name//-/ }" "$name" "$name"
    [[ ! -e $target/$name-phone.png ]] || printf ' <img src="%s-phone.png" width="180" alt="%s, on a phone">' "$name" "$name"
    echo
  done
} >"$target/README.md"
du -sh "$target"
