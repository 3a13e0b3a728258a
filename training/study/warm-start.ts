import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { encodeJson } from '../../lib/registry/json.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { digestOf } from '../../lib/registry/versions.ts';
import type { ObservedTrial } from '../samplers/sampler.ts';
import { containsAll } from '../space/contains.ts';
import { parametersSchema, stepSchema } from './claim.ts';
import type { StudyDefinition } from './definition.ts';
import { StudyCorrupt } from './errors.ts';
import { observedTrial } from './observed.ts';
import { readObject, writeOwnObject } from './own-object.ts';
import { readDefinition } from './read-definition.ts';
import { isFinished } from './study-end.ts';
import { studyKeys } from './study-keys.ts';
import { StudyView, type ViewedTrial } from './study-view.ts';

/**
 * `warm-start/<digest>.json`: trials of earlier studies as they were when a study was made. They are copied, since
 * an earlier study may go on, and what a sampler saw has to be seen again when a suggestion is recomputed.
 */
const warmStartSchema = z.strictObject({
  schema: z.literal(1),
  trials: z.array(
    z.strictObject({
      /** Below 0, ascending to −1. */
      number: z.int().max(-1),
      family: z.string(),
      parameters: parametersSchema,
      state: z.enum(['complete', 'pruned']),
      value: z.number().nullable(),
      steps: z.array(stepSchema),
      origin: z.strictObject({ study: z.string(), number: z.int() }),
    }),
  ),
});

type WarmStart = z.infer<typeof warmStartSchema>;

/** What a study has to be like for another to learn from it. */
type Like = Pick<StudyDefinition, 'study' | 'space' | 'objective' | 'warmStart'>;

/**
 * Copies the finished trials of earlier studies whose parameters the space could have given.
 * @returns the copy's digest, or null without earlier studies
 * @throws UserError for a study that is not there, or has another objective
 */
export async function copyWarmStart(store: ObjectStore, like: Like): Promise<string | null> {
  if (like.warmStart.length === 0) return null;
  const trials: WarmStart['trials'] = [];
  for (const earlier of like.warmStart) {
    const fitting = await fittingTrials(store, earlier, like);
    trials.push(...fitting.map((trial) => ({ ...trial, origin: { study: earlier, number: trial.number } })));
  }
  const value = warmStartSchema.parse({
    schema: 1,
    trials: trials.map((trial, at) => ({ ...trial, number: at - trials.length })),
  });
  const digest = digestOf(encodeJson(value));
  // Whoever stored a copy of this digest stored the same.
  const key = studyKeys(like.study).warmStart(digest);
  await writeOwnObject(store, warmStartSchema, { key, value, replaces: undefined, isOwn: () => true });
  return digest;
}

async function fittingTrials(store: ObjectStore, earlier: string, { space, objective }: Like) {
  const { definition } = await readDefinition(store, earlier);
  const { metric, direction } = definition.objective;
  if (metric !== objective.metric || direction !== objective.direction)
    throw new UserError(
      `study ${earlier} cannot be a warm start: its objective is to ${direction} ${metric}, expected one that is to ${objective.direction} ${objective.metric}; leave it out`,
    );
  const viewed = await new StudyView(store, earlier).look();
  return viewed.flatMap((trial) => finishedWithin(space, trial));
}

function finishedWithin(
  space: Like['space'],
  { claim }: ViewedTrial,
): Omit<WarmStart['trials'][number], 'origin'>[] {
  const { state, steps, ...trial } = observedTrial(claim, false);
  const subspace = space[trial.family];
  if (!isFinished({ state }) || !subspace || !containsAll(subspace, trial.parameters)) return [];
  const names = Object.keys(trial.parameters);
  if (names.length !== Object.keys(subspace).length) return [];
  return [{ ...trial, state: state as 'complete' | 'pruned', steps: [...steps] }];
}

/** The trials of a warm start as the sampler sees them. @throws StudyCorrupt when they are not what was copied */
export async function readWarmStart(
  store: ObjectStore,
  { study, warmStartDigest }: Pick<StudyDefinition, 'study' | 'warmStartDigest'>,
): Promise<readonly ObservedTrial[]> {
  if (warmStartDigest === null) return [];
  const key = studyKeys(study).warmStart(warmStartDigest);
  const read = await readObject(store, key, warmStartSchema);
  if (read === undefined) throw new StudyCorrupt(`${key} in ${store.location} is gone`);
  if (digestOf(encodeJson(read.value)) !== warmStartDigest)
    throw new StudyCorrupt(`${key} in ${store.location} is not what was copied: its digest is another`);
  return read.value.trials.map(({ origin: _, ...trial }) => trial);
}
