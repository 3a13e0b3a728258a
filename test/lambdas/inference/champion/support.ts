import { Champion } from '../../../../lambdas/inference/champion/champion.ts';
import type { LoadedVersion } from '../../../../lambdas/inference/champion/load-version.ts';
import { NoVersion } from '../../../../lambdas/inference/champion/no-version.ts';
import { AliasPointer, type AliasSource } from '../../../../lambdas/inference/champion/pointer.ts';
import type { VersionRefused } from '../../../../lambdas/inference/champion/refusal.ts';
import {
  type ChampionObserver,
  VersionLoader,
} from '../../../../lambdas/inference/champion/version-loader.ts';
import type { Deadline } from '../../../../lambdas/inference/respond/deadline.ts';
import type { Alias, AliasMove } from '../../../../lib/contract/alias.ts';
import type { Manifest } from '../../../../lib/contract/manifest.ts';
import { NOT_MODIFIED } from '../../../../lib/registry/object-store.ts';

/** When the first move of `aliasOf` was made. */
export const START = Date.parse('2026-01-01T00:00:00.000Z');

/** An alias that was moved to each of the versions, one minute after the other. */
export function aliasOf(versions: readonly number[]): Alias {
  const moves = versions.map(
    (version, i): AliasMove => ({
      sequence: i + 1,
      version,
      previous: versions[i - 1] ?? null,
      since: new Date(START + i * 60_000).toISOString(),
      by: 'test',
      reason: 'test',
      writeId: `write-${i + 1}`,
    }),
  );
  moves.reverse();
  return { schema: 1, ...moves[0]!, moves };
}

/** A loaded version that is nothing but its number; released versions say so. */
export interface FakeVersion extends LoadedVersion {
  released: boolean;
}

export function fakeVersion(version: number): FakeVersion {
  const fake: FakeVersion = {
    version,
    manifest: { version } as Manifest,
    session: { run: () => Promise.reject(new Error('not run')), release: async () => {} },
    goldenRuns: async () => true,
    released: false,
    release: async () => {
      fake.released = true;
    },
  };
  return fake;
}

/** Writes down what it is told. */
export class Recorder implements ChampionObserver {
  readonly lines: string[] = [];

  served(version: number, former: number | undefined): void {
    this.lines.push(former === undefined ? `served ${version}` : `served ${version} after ${former}`);
  }
  refused({ version, reason }: VersionRefused): void {
    this.lines.push(`refused ${version} ${reason}`);
  }
  noAlias(served: number | undefined): void {
    this.lines.push(served === undefined ? 'no champion yet' : `alias is gone, ${served} answers`);
  }
  unreachable(what: string, error: unknown): void {
    this.lines.push(`unreachable ${what}${error instanceof Error ? ` ${error.name}` : ''}`);
  }
}

/** A registry, a clock and a loader in memory, and a champion over them. */
export class ChampionWorld implements AliasSource {
  now = START + 3_600_000;
  alias_: Alias | undefined;
  /** When set, the alias cannot be read. */
  outage: (() => Promise<never>) | undefined;
  looks = 0;
  readonly loads: number[] = [];
  /** How a version loads; by default it does. */
  readonly load = new Map<number, () => Promise<FakeVersion>>();
  readonly recorder = new Recorder();
  /** What happens while the champion sleeps. */
  whileAsleep: (ms: number) => void = () => {};
  readonly champion: Champion;
  readonly loader: VersionLoader;

  constructor(pollMs = 60_000) {
    const time = {
      now: () => this.now,
      sleep: async (ms: number) => {
        this.now += ms;
        this.whileAsleep(ms);
      },
    };
    this.loader = new VersionLoader(async (version) => {
      this.loads.push(version);
      return (this.load.get(version) ?? (async () => fakeVersion(version)))();
    }, this.recorder);
    this.champion = new Champion({
      pointer: new AliasPointer(this, { model: 'wine', alias: 'champion', pollMs, now: time.now }),
      loader: this.loader,
      observer: this.recorder,
      time,
    });
  }

  alias: AliasSource['alias'] = async (_model, _alias, options) => {
    this.looks++;
    if (this.outage) return this.outage();
    if (this.alias_ === undefined) return undefined;
    if (options?.ifNoneMatch === this.alias_.writeId) return NOT_MODIFIED;
    return { alias: this.alias_, etag: this.alias_.writeId };
  };

  moves(...versions: number[]): this {
    this.alias_ = aliasOf(versions);
    return this;
  }

  /** An invocation that may work for so long. */
  deadline(ms = 30_000): Deadline {
    return { stopAtMs: this.now + ms, endAtMs: this.now + ms + 5000 };
  }

  async serve(ms?: number): Promise<FakeVersion | undefined> {
    const served = await this.champion.serve(this.deadline(ms));
    return served instanceof NoVersion ? undefined : (served as FakeVersion);
  }

  /** Why nothing is served. */
  async lacking(ms?: number): Promise<NoVersion> {
    const served = await this.champion.serve(this.deadline(ms));
    if (served instanceof NoVersion) return served;
    throw new Error(`version ${served.version} is served`);
  }

  minutes(n: number): this {
    this.now += n * 60_000;
    return this;
  }
}
