#!/usr/bin/env bash
# What a newcomer does: clones into an empty folder, with an empty npm cache, and types the two commands. Twice:
# with the data at hand, and with neither data nor network after the install.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export npm_config_cache="$scratch/cache"
git clone --quiet "$source" "$scratch/weir"
cd "$scratch/weir"

timed() {
  local limit=$1 started=$SECONDS
  shift
  bash -c "$*"
  local took=$((SECONDS - started))
  printf '==> %s s (at most %s): %s\n' "$took" "$limit" "$*"
  [ "$took" -le "$limit" ]
}

timed 240 'npm ci && npm run demo'
timed 240 'npm ci && npm test'
rm -rf .weir
timed 240 'bash test/offline.sh npm run demo'
timed 240 'bash test/offline.sh npm test'
