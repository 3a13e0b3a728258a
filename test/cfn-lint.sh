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

# Left out, with the reason:
# W3005: CDK writes a function's dependency on its role beside the reference to it; that says the same thing twice.
# W3010: the zones of a stage are literal, so that synthesis looks nothing up in an account.
# I1022: CDK writes Fn::Join where a person would write Fn::Sub.
ignored=(W3005 W3010 I1022)

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir "$out/scratch"
TMPDIR="$out/scratch" node test/synth/write-templates.ts "$out"
"$home/bin/cfn-lint" --include-checks I --ignore-checks "${ignored[@]}" --non-zero-exit-code informational \
  --template "$out"/*.template.json
echo "cfn-lint finds nothing in $(find "$out" -name '*.template.json' | wc -l) templates"
