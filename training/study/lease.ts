import { NOT_MODIFIED, type ObjectStore } from '../../lib/registry/object-store.ts';
import type { Step } from '../samplers/sampler.ts';
import { type Claim, claimSchema, type EndedClaim, hasEnded, heartbeatSchema, holderOf } from './claim.ts';
import { LeaseLost } from './errors.ts';
import { readObject, writeOwnObject } from './own-object.ts';
import { publishResult } from './publish-result.ts';
import { studyKeys } from './study-keys.ts';

/** How a trial ended, but for what the lease adds. */
export type EndDraft = Omit<NonNullable<Claim['end']>, 'writeId' | 'finishedAt'>;

export interface LeaseParts {
  readonly store: ObjectStore;
  /** As it was written; its last attempt is this lease's. */
  readonly claim: Claim;
  readonly etag: string;
  readonly randomId: () => string;
}

/**
 * A worker's hold of one trial. Every write states the etag of this hold's last one: once another worker has
 * taken the trial, heartbeats, release and end are refused by the store itself, however late they come.
 * Its writes wait for each other.
 */
export class Lease {
  readonly claim: Claim;
  readonly #store: ObjectStore;
  readonly #keys: ReturnType<typeof studyKeys>;
  readonly #etag: string;
  readonly #randomId: () => string;
  readonly #releaseId: string;
  readonly #lost = new AbortController();
  /** Of this hold's last heartbeat. */
  #heartbeat: string | undefined;
  #ended: EndedClaim | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ store, claim, etag, randomId }: LeaseParts) {
    this.#store = store;
    this.claim = claim;
    this.#etag = etag;
    this.#randomId = randomId;
    this.#keys = studyKeys(claim.study);
    this.#releaseId = randomId();
  }

  /** Aborted with a LeaseLost once it is known that another has the trial. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * A sign of life, with the intermediate values so far. The first one of a take-over replaces the former holder's,
   * whose next one is then refused.
   * @throws LeaseLost
   */
  beat(steps: readonly Step[]): Promise<void> {
    return this.#inTurn(async () => {
      for (let written = false; !written; ) {
        await this.#checkClaim();
        written = await this.#writeHeartbeat(steps);
      }
    });
  }

  /** Hands the trial back: any worker may take it at once. @throws LeaseLost */
  release(): Promise<void> {
    return this.#inTurn(async () => {
      const releaseId = this.#releaseId;
      const attempts = [...this.claim.attempts.slice(0, -1), { ...holderOf(this.claim), releaseId }];
      const isOwn = (stored: Claim) => stored.attempts.some((attempt) => attempt.releaseId === releaseId);
      await this.#swap({ ...this.claim, attempts }, isOwn, 'its release');
    });
  }

  /**
   * Ends the trial: the swap of the claim decides that this end counts, and the result is a create-only copy of
   * it, which any worker stores if this one dies in between. May be called again after a fault of the store; it is
   * then the same write.
   * @throws LeaseLost when it does not count
   */
  end(draft: EndDraft): Promise<EndedClaim> {
    return this.#inTurn(async () => {
      this.#ended ??= await this.#withEnd(draft);
      const { writeId } = this.#ended.end;
      await this.#swap(this.#ended, (stored) => stored.end?.writeId === writeId, 'its result');
      await publishResult(this.#store, this.#ended);
      return this.#ended;
    });
  }

  async #withEnd(draft: EndDraft): Promise<EndedClaim> {
    const finishedAt = (await this.#store.now()).toISOString();
    return { ...this.claim, end: { writeId: this.#randomId(), finishedAt, ...draft } };
  }

  async #swap(value: Claim, isOwn: (stored: Claim) => boolean, what: string): Promise<void> {
    const key = this.#keys.claim(this.claim.number);
    const etag = await writeOwnObject(this.#store, claimSchema, { key, value, replaces: this.#etag, isOwn });
    if (etag === undefined) throw await this.#refused(what);
  }

  async #checkClaim(): Promise<void> {
    const key = this.#keys.claim(this.claim.number);
    const now = await this.#store.get(key, { ifNoneMatch: this.#etag });
    if (now !== NOT_MODIFIED) throw await this.#refused('its lease');
  }

  /**
   * False when another heartbeat is there than the last known one: the former holder's, or one of ours whose
   * answer was lost. Both are replaced by the next attempt.
   */
  async #writeHeartbeat(steps: readonly Step[]): Promise<boolean> {
    const { epoch, worker } = holderOf(this.claim);
    const { number } = this.claim;
    const writeId = this.#randomId();
    const key = this.#keys.heartbeat(number);
    const etag = await writeOwnObject(this.#store, heartbeatSchema, {
      key,
      value: { schema: 1, number, epoch, worker, writeId, steps: [...steps] },
      replaces: this.#heartbeat,
      isOwn: (stored) => stored.writeId === writeId,
    });
    const other = etag === undefined ? await readObject(this.#store, key, heartbeatSchema) : undefined;
    if (other && other.value.epoch > epoch) throw await this.#refused('its heartbeat');
    this.#heartbeat = etag ?? other?.etag;
    return etag !== undefined;
  }

  async #refused(what: string): Promise<LeaseLost> {
    const { number } = this.claim;
    const now = await readObject(this.#store, this.#keys.claim(number), claimSchema);
    const lost = new LeaseLost(
      `${what} for trial ${number} is refused: ${now ? whose(now.value) : 'it is gone'}`,
    );
    this.#lost.abort(lost);
    return lost;
  }

  /** One write after the other. @throws LeaseLost when it is known to be lost already */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(() => {
      this.#lost.signal.throwIfAborted();
      return work();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

function whose(claim: Claim): string {
  const { worker, epoch } = holderOf(claim);
  return `${worker} ${hasEnded(claim) ? 'ended' : 'has'} it in epoch ${epoch}`;
}
