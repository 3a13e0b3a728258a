import { CHALLENGER } from '../../../lib/contract/alias.ts';
import { ModelLoadError, type OpenSession } from '../../../lib/model/session.ts';
import { loadVersion, type VersionSource } from '../champion/load-version.ts';
import { AliasPointer, type AliasSource } from '../champion/pointer.ts';
import type { Time } from '../respond/ports.ts';
import { Challenger, type ChallengerObserver } from './challenger.ts';

/** A process that a model can be opened in, once. */
export interface ModelProcess {
  readonly open: OpenSession;
  kill(): void;
}

export interface ChallengerOptions {
  readonly registry: AliasSource & VersionSource;
  readonly startProcess: () => ModelProcess;
  readonly observer: ChallengerObserver;
  readonly time: Pick<Time, 'now'>;
  readonly config: { readonly model: string; readonly pollMs: number };
}

/** A challenger over a registry. It starts a process only when the alias names a version. */
export function createChallenger(options: ChallengerOptions): Challenger {
  const { registry, startProcess, observer, time, config } = options;
  const { model, pollMs } = config;
  return new Challenger({
    pointer: new AliasPointer(registry, { model, alias: CHALLENGER, pollMs, now: time.now }),
    load: (version) => {
      let process: ModelProcess | undefined;
      let isGivenUp = false;
      const openSession: OpenSession = async (bytes, options) => {
        // Files that arrive late must not start a process that nobody would end.
        if (isGivenUp) throw new ModelLoadError('the load was given up');
        process = startProcess();
        return process.open(bytes, options);
      };
      const kill = (): void => {
        isGivenUp = true;
        process?.kill();
      };
      return { loaded: loadVersion({ registry, openSession, model, threads: 1 }, version), kill };
    },
    observer,
    time,
  });
}
