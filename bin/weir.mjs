#!/usr/bin/env node
// Starts weir.ts. Weir runs its TypeScript directly, which needs Node 24; the clone brings its own in
// node_modules/.bin, so that an older Node on the machine is enough to start it. Plain JavaScript on purpose:
// an older Node must be able to read this file.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const program = fileURLToPath(new URL('./weir.ts', import.meta.url));
const ownNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  process.argv[1] = program;
  await import('./weir.ts');
} else if (existsSync(ownNode)) {
  const child = spawn(ownNode, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A supervisor signals this process alone, a terminal the child as well: bin/process.ts takes two at once for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
} else {
  console.error(
    `weir needs Node ${NEEDED} or newer, this is Node ${process.versions.node}: run "npm ci" in the clone (it brings Node ${NEEDED} along), or install Node ${NEEDED}.`,
  );
  process.exitCode = 2;
}
