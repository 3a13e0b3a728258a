import type { OpenSession } from '../../../lib/model/session.ts';
import type { Time } from '../respond/ports.ts';
import { Champion } from './champion.ts';
import { loadVersion, type VersionSource } from './load-version.ts';
import { AliasPointer, type AliasSource } from './pointer.ts';
import { type ChampionObserver, VersionLoader } from './version-loader.ts';

export interface ChampionOptions {
  readonly registry: AliasSource & VersionSource;
  readonly openSession: OpenSession;
  readonly observer: ChampionObserver;
  readonly time: Pick<Time, 'now' | 'sleep'>;
  readonly config: {
    readonly model: string;
    readonly alias: string;
    readonly pollMs: number;
    readonly threads: number;
  };
}

/** A champion over a registry. Nothing is read before its first `start` or `serve`. */
export function createChampion(options: ChampionOptions): Champion {
  const { registry, openSession, observer, time, config } = options;
  const { model, alias, pollMs, threads } = config;
  const load = (version: number) => loadVersion({ registry, openSession, model, threads }, version);
  return new Champion({
    pointer: new AliasPointer(registry, { model, alias, pollMs, now: time.now }),
    loader: new VersionLoader(load, observer),
    observer,
    time,
  });
}
