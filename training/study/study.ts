import { randomUUID } from 'node:crypto';
import { keys } from '../../lib/contract/keys.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { createPruner } from '../pruners/create-pruner.ts';
import type { Pruner } from '../pruners/pruner.ts';
import { createSampler } from '../samplers/create-sampler.ts';
import type { ObservedTrial, Sampler } from '../samplers/sampler.ts';
import { startWith } from '../samplers/start-with.ts';
import { type StudyDefinition, studyDefinitionSchema } from './definition.ts';
import { type CheckedDraft, checkDraft, checkSame, type StudyDraft } from './draft.ts';
import { isFree } from './lease-age.ts';
import { writeOwnObject } from './own-object.ts';
import { findDefinition, type ReadDefinition, readDefinition } from './read-definition.ts';
import { type StudyEnd, studyEnd } from './study-end.ts';
import { studyKeys, studyOfKey } from './study-keys.ts';
import { StudyView, trialsOf } from './study-view.ts';
import type { Trial } from './trial.ts';
import { copyWarmStart, readWarmStart } from './warm-start.ts';

export type { StudyDraft } from './draft.ts';

export interface StudyOptions {
  /** Default: those of training/samplers. */
  readonly samplers?: (spec: StudyDefinition['sampler']) => Sampler;
  /** Default: those of training/pruners. */
  readonly pruners?: (spec: StudyDefinition['pruner']) => Pruner;
  /** Unique strings, for writeIds. Default: random UUIDs. */
  readonly randomId?: () => string;
}

/** A search for the best trial. All of it lies in one object store; this is a way to look at it. */
export class Study {
  readonly store: ObjectStore;
  readonly definition: StudyDefinition;
  /** SHA-256 of study.json, which each trial states. */
  readonly digest: string;
  readonly sampler: Sampler;
  /** Undefined when none is asked for. */
  readonly pruner: Pruner | undefined;
  /** Trials of earlier studies that the sampler sees, with numbers below 0. */
  readonly earlier: readonly ObservedTrial[];
  readonly #view: StudyView;

  constructor(parts: Pick<Study, 'store' | 'definition' | 'digest' | 'sampler' | 'pruner' | 'earlier'>) {
    this.store = parts.store;
    this.definition = parts.definition;
    this.digest = parts.digest;
    this.sampler = parts.sampler;
    this.pruner = parts.pruner;
    this.earlier = parts.earlier;
    this.#view = new StudyView(parts.store, parts.definition.study);
  }

  get name(): string {
    return this.definition.study;
  }

  /** All trials so far by ascending number, those that run with the intermediate values of their last heartbeat. */
  async trials(): Promise<Trial[]> {
    return trialsOf(await this.#view.look({ steps: true }));
  }

  /**
   * The numbers of trials that began and have no end, and that nobody is at work on: their worker handed them back
   * or, by the store's clock, its lease ran out. The next worker goes on with them.
   */
  async waiting(): Promise<ReadonlySet<number>> {
    const viewed = await this.#view.look();
    const now = await this.store.now();
    const { lease } = this.definition;
    const free = viewed.filter(({ claim, aliveAt }) => isFree(claim, aliveAt, now, lease));
    return new Set(free.map(({ claim }) => claim.number));
  }

  /** Why no further trial begins; undefined while some may. Trials that were running then may still run. */
  async ended(): Promise<StudyEnd | undefined> {
    const trials = trialsOf(await this.#view.look());
    return studyEnd({ definition: this.definition, trials, now: await this.store.now() });
  }
}

/**
 * Makes a study, or opens the one that was made of the same draft: so whoever starts a search again goes on with it.
 * @throws UserError for a draft that cannot be one; StudyDiffers when the name is another study's
 */
export async function createStudy(
  store: ObjectStore,
  draft: StudyDraft,
  options: StudyOptions = {},
): Promise<Study> {
  const checked = checkDraft(draft);
  makeParts(checked, options);
  const existing = await findDefinition(store, checked.study);
  const read = existing ?? (await writeDefinition(store, checked, options));
  checkSame(checked, read.definition, store.location);
  return assemble(store, read, options);
}

/** @throws StudyNotFound | StudyCorrupt */
export async function openStudy(
  store: ObjectStore,
  study: string,
  options: StudyOptions = {},
): Promise<Study> {
  return assemble(store, await readDefinition(store, study), options);
}

/** The names of all studies, in ascending order. */
export async function listStudies(store: ObjectStore): Promise<string[]> {
  const studies: string[] = [];
  const prefix = keys.studiesPrefix();
  let startAfter: string | undefined = prefix;
  while (startAfter !== undefined) {
    const first = await firstKey(store, prefix, startAfter);
    const name = first?.slice(prefix.length).split('/', 1)[0];
    // "0" follows "/" in UTF-8, so this skips everything below studies/<name>/ in one request.
    startAfter = name === undefined ? undefined : `${prefix}${name}0`;
    if (name !== undefined && (await isStudy(store, name))) studies.push(name);
  }
  return studies.sort();
}

async function isStudy(store: ObjectStore, name: string): Promise<boolean> {
  const key = studyKeys(name).definition;
  return studyOfKey(key) !== undefined && (await store.get(key)) !== undefined;
}

async function firstKey(store: ObjectStore, prefix: string, startAfter: string): Promise<string | undefined> {
  for await (const { key } of store.list(prefix, { startAfter })) return key;
  return undefined;
}

/** Whoever is second finds what the first one wrote. */
async function writeDefinition(
  store: ObjectStore,
  draft: CheckedDraft,
  { randomId = randomUUID }: StudyOptions,
): Promise<ReadDefinition> {
  const own = { schema: 1, writeId: randomId(), createdAt: (await store.now()).toISOString() } as const;
  const value = { ...own, ...draft, warmStartDigest: await copyWarmStart(store, draft) };
  await writeOwnObject(store, studyDefinitionSchema, {
    key: studyKeys(draft.study).definition,
    value,
    replaces: undefined,
    isOwn: ({ writeId }) => writeId === own.writeId,
  });
  return readDefinition(store, draft.study);
}

async function assemble(
  store: ObjectStore,
  { definition, digest }: ReadDefinition,
  options: StudyOptions,
): Promise<Study> {
  const earlier = await readWarmStart(store, definition);
  return new Study({ store, definition, digest, earlier, ...makeParts(definition, options) });
}

/** @throws UserError for options that a sampler or a pruner does not have */
function makeParts(
  { sampler, first, pruner }: Pick<StudyDefinition, 'sampler' | 'first' | 'pruner'>,
  { samplers = createSampler, pruners = createPruner }: StudyOptions,
): Pick<Study, 'sampler' | 'pruner'> {
  const chosen = startWith(first, samplers(sampler));
  return { sampler: chosen, pruner: pruner.name === 'none' ? undefined : pruners(pruner) };
}
