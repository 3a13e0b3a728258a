import type { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import type { StreamClient } from '../../../lib/streams/stream-client.ts';
import type { WeirRun } from '../../bin/support/run-weir.ts';
import { type Checks, format } from './checks.ts';
import type { RunningStack } from './running-stack.ts';

/** What every step needs. */
export interface Scene {
  readonly stack: RunningStack;
  readonly client: StreamClient;
  /** The quarantine, and the marks of replays. */
  readonly store: DirectoryStore;
  readonly home: string;
  readonly checks: Checks;
  /** Of the load, as its options take them. */
  readonly duration: string;
  readonly rps: string;
  readonly errors: string;
  readonly seed: number;
}

/** The steady load's report, in the home. */
export const STEADY = 'steady';

export function exits(
  what: string,
  { code, stdout, stderr }: WeirRun,
  expected: number,
  checks: Checks,
): void {
  checks.equal(`exit code of ${what}`, code ?? -1, expected);
  if (code !== expected) console.log(`${stdout}\n${stderr}`);
}

export function sameIds(
  what: string,
  actual: ReadonlySet<string>,
  expected: ReadonlySet<string>,
  checks: Checks,
): void {
  const missing = [...expected].filter((id) => !actual.has(id)).length;
  const extra = [...actual].filter((id) => !expected.has(id)).length;
  checks.hold(
    what,
    missing === 0 && extra === 0,
    `${format(actual.size)} of ${format(expected.size)}, missing ${missing}, besides ${extra}`,
  );
}
