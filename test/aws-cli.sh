#!/usr/bin/env bash
# Runs the README's and the stack's own commands with the real aws command line and jq, where `npm test` makes do
# with stand-ins. Brings the aws command line (v1) from PyPI into a private environment where there is none; exits
# 77 when it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
version=1.45.11
if ! command -v aws >/dev/null; then
  home=.weir/cache/awscli-$version
  [ -x "$home/bin/aws" ] || { python3 -m venv "$home" && "$home/bin/pip" install --quiet "awscli==$version"; } ||
    { echo "the aws command line cannot be had here: python3 and pip cannot provide awscli $version"; exit 77; }
  PATH="$PWD/$home/bin:$PATH"
  export PATH
fi
command -v jq >/dev/null || { echo 'jq cannot be found: install it (apt-get install jq)'; exit 77; }
aws --version
npx vitest run test/localstack/embedded/paste-commands.test.ts test/bin/readme.test.ts
