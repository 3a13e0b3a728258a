import type { ObjectStore, ObjectSummary } from '../../lib/registry/object-store.ts';
import type { Step } from '../samplers/sampler.ts';
import { type Claim, claimSchema, hasEnded, heartbeatSchema, holderOf, trialOf } from './claim.ts';
import { StudyCorrupt } from './errors.ts';
import { inLanes } from './in-lanes.ts';
import { readObject } from './own-object.ts';
import { studyKeys, type TrialObject, trialOfKey } from './study-keys.ts';
import type { Trial } from './trial.ts';

/** A trial as the store had it at the last look. */
export interface ViewedTrial {
  readonly claim: Claim;
  /** Of the claim, for a swap of it. */
  readonly etag: string;
  /** The last sign of life of whoever holds it: its claim or its heartbeat, by the store's clock. */
  readonly aliveAt: Date;
  /** Intermediate values of a trial that runs, as of its last heartbeat. */
  readonly steps: readonly Step[];
  /** Whether its result is in the store too: nothing about it changes any more. */
  readonly isPublished: boolean;
}

export interface LookOptions {
  /** Read the intermediate values of running trials too. Default: false. */
  readonly steps?: boolean;
}

/** What is known of a heartbeat's content. */
interface KnownSteps {
  readonly etag: string;
  readonly epoch: number;
  readonly steps: readonly Step[];
}

/**
 * All trials of a study, looked at again and again: what is published is read once, and listings begin at the
 * first trial that is not. A look is as wide as the trials that run, not as the study.
 */
export class StudyView {
  readonly #store: ObjectStore;
  readonly #keys: ReturnType<typeof studyKeys>;
  #trials: ViewedTrial[] = [];
  #steps = new Map<number, KnownSteps>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: ObjectStore, study: string) {
    this.#store = store;
    this.#keys = studyKeys(study);
  }

  /** Looks again. Claims are listed after results, so that no trial is thought to run whose result was listed. */
  look(options: LookOptions = {}): Promise<readonly ViewedTrial[]> {
    const looked = this.#turn.then(() => this.#look(options));
    this.#turn = looked.catch(() => undefined);
    return looked;
  }

  async #look({ steps = false }: LookOptions): Promise<readonly ViewedTrial[]> {
    const first = this.#firstOpen();
    const results = await this.#list('results', first);
    const claims = await this.#list('claims', first);
    const heartbeats = await this.#list('heartbeats', first);
    const numbers = [...claims.keys()];
    const gap = numbers.findIndex((number, at) => number !== first + at);
    if (gap >= 0)
      throw new StudyCorrupt(`${this.#keys.claim(first + gap)} in ${this.#store.location} is missing`);
    const trials = this.#trials.slice();
    await inLanes(numbers, async (number) => {
      const result = results.get(number);
      const claim = claims.get(number)!;
      trials[number] = await this.#trial(number, { result, claim, heartbeat: heartbeats.get(number), steps });
    });
    this.#trials = trials;
    return trials;
  }

  #firstOpen(): number {
    const open = this.#trials.findIndex(({ isPublished }) => !isPublished);
    return open < 0 ? this.#trials.length : open;
  }

  async #list(kind: TrialObject, first: number): Promise<Map<number, ObjectSummary>> {
    const startAfter = first === 0 ? {} : { startAfter: this.#keys.trial(kind, first - 1) };
    const found = new Map<number, ObjectSummary>();
    for await (const summary of this.#store.list(this.#keys.trialsPrefix(kind), startAfter)) {
      const number = trialOfKey(summary.key);
      if (number !== undefined) found.set(number, summary);
    }
    return found;
  }

  async #trial(number: number, listed: Listed): Promise<ViewedTrial> {
    const known = this.#trials[number];
    const isPublished = listed.result !== undefined;
    if (known?.isPublished) return known;
    const { claim, etag, lastModified } = await this.#claim(number, listed, known);
    const aliveAt = latest(lastModified, listed.heartbeat?.lastModified);
    const steps = hasEnded(claim) ? claim.end.steps : await this.#stepsOf(claim, listed);
    return { claim, etag, aliveAt, steps, isPublished };
  }

  async #claim(number: number, { result, claim }: Listed, known: ViewedTrial | undefined) {
    if (known && (known.etag === claim.etag || hasEnded(known.claim)))
      return { claim: known.claim, etag: known.etag, lastModified: claim.lastModified };
    const key = result ? this.#keys.result(number) : this.#keys.claim(number);
    const read = await readObject(this.#store, key, claimSchema);
    if (read === undefined) throw new StudyCorrupt(`${key} in ${this.#store.location} is gone`);
    // Its time is that of what was read: another may have written since the listing.
    return { claim: read.value, etag: read.etag, lastModified: read.lastModified };
  }

  async #stepsOf(claim: Claim, { heartbeat, steps }: Listed): Promise<readonly Step[]> {
    if (heartbeat === undefined) return [];
    let known = this.#steps.get(claim.number);
    if (steps && known?.etag !== heartbeat.etag) {
      const read = await readObject(this.#store, heartbeat.key, heartbeatSchema);
      known = read && { etag: read.etag, epoch: read.value.epoch, steps: read.value.steps };
      if (known) this.#steps.set(claim.number, known);
    }
    return known?.epoch === holderOf(claim).epoch ? known.steps : [];
  }
}

interface Listed {
  readonly result: ObjectSummary | undefined;
  readonly claim: ObjectSummary;
  readonly heartbeat: ObjectSummary | undefined;
  readonly steps: boolean;
}

function latest(claim: Date, heartbeat: Date | undefined): Date {
  return heartbeat !== undefined && heartbeat > claim ? heartbeat : claim;
}

/** The viewed trials as a study shows them. */
export function trialsOf(viewed: readonly ViewedTrial[]): Trial[] {
  return viewed.map(({ claim, steps }) => trialOf(claim, steps));
}
