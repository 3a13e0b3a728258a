#!/usr/bin/env bash
# Runs a command in a network namespace that has loopback alone, without WEIR_DATA and with state and caches of
# its own: what a laptop without network sees. Exits 77 where namespaces cannot be had.
set -euo pipefail
unshare --net --map-root-user true 2>/dev/null || { echo 'network namespaces cannot be had here (unshare)'; exit 77; }
unset WEIR_DATA
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export WEIR_HOME="$scratch"
command=$(printf '%q ' "$@")
unshare --net --map-root-user bash -c "ip link set lo up 2>/dev/null || ifconfig lo up; $command"
