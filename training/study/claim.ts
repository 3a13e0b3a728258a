import { z } from 'zod';
import { nameSchema } from '../../lib/contract/names.ts';
import type { ParameterValue } from '../space/distribution.ts';
import type { Attempt, Trial } from './trial.ts';

const id = z.string().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const finite = z.number();

export const stepSchema = z.strictObject({ step: z.int().min(1), value: finite });
export const parametersSchema = z.record(z.string(), z.union([finite, z.string(), z.boolean()]));

/** One worker's hold of a trial. */
const attemptSchema = z.strictObject({
  epoch: z.int().min(1),
  worker: id,
  writeId: id,
  /** By the store's clock. */
  claimedAt: z.iso.datetime(),
  /** Of the write that handed the trial back; null while nobody did. */
  releaseId: id.nullable(),
});

/** How a trial ended. */
const endSchema = z.strictObject({
  writeId: id,
  /** By the store's clock. */
  finishedAt: z.iso.datetime(),
  state: z.enum(['complete', 'pruned', 'failed']),
  value: finite.nullable(),
  reason: z.string().nullable(),
  metrics: z.record(z.string(), finite),
  steps: z.array(stepSchema),
});

/**
 * `claims/<number>.json`: a trial from its suggestion to its end. Each swap states the etag of the one before, so
 * the object decides between workers: who holds the trial, and which end of several counts.
 */
export const claimSchema = z.strictObject({
  schema: z.literal(1),
  study: nameSchema,
  /** SHA-256 of study.json. */
  studyDigest: sha256,
  number: z.int().min(0),
  /** Of everything that the trial draws: see trial-seed.ts. */
  seed: z.int(),
  family: z.string().min(1),
  parameters: parametersSchema,
  /** What the sampler had before it: all trials below `number`. */
  seen: z.strictObject({
    /** Those of them that had not ended, ascending; all others are as their results say. */
    running: z.array(z.int().min(0)),
    /** Of the trials as the sampler got them, those of a warm start included: see observed.ts. */
    digest: sha256,
  }),
  /** Ascending epochs from 1; the last is the holder. */
  attempts: z.array(attemptSchema).min(1),
  /** Null while the trial runs. */
  end: endSchema.nullable(),
});

export type Claim = Readonly<z.infer<typeof claimSchema>>;
export type ClaimAttempt = Claim['attempts'][number];
export type TrialEnd = NonNullable<Claim['end']>;
export type EndedClaim = Claim & { readonly end: TrialEnd };

/** `heartbeats/<number>.json`: a sign of life; its age by the store's clock is what counts. */
export const heartbeatSchema = z.strictObject({
  schema: z.literal(1),
  number: z.int().min(0),
  epoch: z.int().min(1),
  worker: id,
  writeId: id,
  /** Intermediate values so far. */
  steps: z.array(stepSchema),
});

export type Heartbeat = Readonly<z.infer<typeof heartbeatSchema>>;

export function hasEnded(claim: Claim): claim is EndedClaim {
  return claim.end !== null;
}

/** Who has the trial, or had it last. */
export function holderOf({ attempts }: Claim): ClaimAttempt {
  return attempts.at(-1)!;
}

/** A claim as a study shows it. @param steps of a trial that runs */
export function trialOf(claim: Claim, steps: Trial['steps']): Trial {
  const { number, family, parameters, seed, attempts, end } = claim;
  const { epoch, worker } = holderOf(claim);
  return {
    ...{ number, family, seed, epoch, worker },
    parameters: parameters as Readonly<Record<string, ParameterValue>>,
    state: end?.state ?? 'running',
    value: end?.value ?? null,
    steps: end?.steps ?? steps,
    startedAt: new Date(attempts[0]!.claimedAt),
    finishedAt: end ? new Date(end.finishedAt) : null,
    reason: end?.reason ?? null,
    metrics: end?.metrics ?? {},
    attempts: attempts.map(attemptOf),
  };
}

function attemptOf({ epoch, worker, claimedAt, releaseId }: ClaimAttempt): Attempt {
  return { epoch, worker, claimedAt: new Date(claimedAt), released: releaseId !== null };
}
