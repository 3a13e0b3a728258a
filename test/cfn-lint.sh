#!/usr/bin/env bash
# Lints the templates of all stages and packages with cfn-lint and the schemas that it brings along. Brings cfn-lint
# from PyPI into a private environment; exits 77 when it cannot be had. Warnings are failures.
set -euo pipefail
cd "$(dirname "$0")/.."
version=1.58.0
home=.weir/cache/cfn-lint-$version
[ -x "$home/bin/cfn-lint" ] || { python3 -m venv "$home" && "$home/bin/pip" install --quiet "cfn-lint==$version"; } ||
  { rm -rf "$home"; echo "cfn-lint cannot be had here: python3 and pip cannot provide cfn-lint $version"; exit 77; }
"$home/bin/cfn-lint" --version

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# Left out, with the reason:
# W3005: CDK writes a function's dependency on its role beside the reference to it; that says the same thing twice.
ignored=W3005

digest=sha256:$(printf '0%.0s' {1..64})
synth() {
  npx cdk synth --quiet --output "$out/$1" "${@:2}" >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
}
synth dev-image
synth dev-zip -c package=zip
synth prod-image -c stage=prod
synth prod-digest -c stage=prod -c "package=$digest"
synth local -c stage=local

"$home/bin/cfn-lint" --include-checks I --ignore-checks "$ignored" --non-zero-exit-code informational "$out"/*/*.template.json
echo "cfn-lint finds nothing in $(find "$out" -name '*.template.json' | wc -l) templates"
