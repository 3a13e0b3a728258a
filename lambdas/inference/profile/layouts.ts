import type { Manifest } from '../../../lib/contract/manifest.ts';
import type { VersionSource } from '../champion/load-version.ts';
import { within } from '../champion/within.ts';
import { loadLayout } from './load-layout.ts';
import type { UncountedReason } from './uncounted.ts';
import type { CountedVersion } from './window.ts';

/** A profile that could not be read is asked for again after so long, not with each batch. */
const RETRY_MS = 10_000;

/** Versions whose layouts are kept: the served one, the one before it, and some more that came and went. */
const MAX_KEPT = 8;

export interface LayoutPorts {
  readonly registry: Pick<VersionSource, 'artifact'>;
  now(): number;
  /** Told once of each version. */
  uncounted(version: number, reason: UncountedReason): void;
}

type Answer = CountedVersion | UncountedReason;

/** The layouts of the versions that answer, each read once, beside the work on a batch. */
export class Layouts {
  readonly #ports: LayoutPorts;
  readonly #answers = new Map<number, Promise<Answer>>();
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(ports: LayoutPorts) {
    this.#ports = ports;
  }

  /** Begins to read a version's layout, if that was not done yet. Never throws. */
  prepare(manifest: Manifest): void {
    if (this.#answers.has(manifest.version) || this.#ports.now() < this.#pausedUntilMs) return;
    const [oldest] = this.#answers.keys();
    if (this.#answers.size === MAX_KEPT) this.#answers.delete(oldest!);
    const loading = this.#load(manifest);
    loading.catch(() => {});
    this.#answers.set(manifest.version, loading);
  }

  /**
   * The layout, or undefined of a version whose rows are not counted.
   * @throws what kept the registry from answering, or TimeOver after `timeoutMs`
   */
  async of(manifest: Manifest, timeoutMs: number): Promise<CountedVersion | undefined> {
    this.prepare(manifest);
    const pending = this.#answers.get(manifest.version);
    if (pending === undefined) throw new Error('the profile cannot be read; it is asked for again later');
    const answer = await within(timeoutMs, pending);
    return typeof answer === 'string' ? undefined : answer;
  }

  async #load(manifest: Manifest): Promise<Answer> {
    const { registry, uncounted, now } = this.#ports;
    try {
      const answer = await loadLayout(registry, manifest);
      if (typeof answer === 'string') uncounted(manifest.version, answer);
      return answer;
    } catch (error) {
      this.#answers.delete(manifest.version);
      this.#pausedUntilMs = now() + RETRY_MS;
      throw error;
    }
  }
}
