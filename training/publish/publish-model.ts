import { UserError } from '../../lib/contract/errors.ts';
import type { Dataset, Interval, Manifest } from '../../lib/contract/manifest.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { readRows } from '../../lib/model/golden-check.ts';
import type { OutputNames } from '../../lib/model/onnx/describe-outputs.ts';
import { describeRuntime } from '../../lib/model/onnx/describe-runtime.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { profileFile } from '../profile/reference-profile.ts';
import { checkNames } from './check-names.ts';
import { evenly } from './evenly.ts';
import { goldenFile } from './golden-file.ts';
import { DEFAULT_LIMITS, type ProbeLimits, probeInChild } from './probe.ts';
import { type ChunkedProbe, probeChunks } from './probe-chunks.ts';
import type { ProbeJob } from './probe-model.ts';
import { profileOf, type References, type ReferenceTerms, referencesOf } from './profile-references.ts';

/** A model to register, made here or anywhere. */
export interface PublishRequest {
  /** The model's name: 1 to 63 of a-z, 0-9 and "-". */
  readonly name: string;
  /** The .onnx file. */
  readonly model: Uint8Array;
  readonly signature: Signature;
  /** What made the model, for example "weir train (svm)". */
  readonly trainer: string;
  /**
   * Input records as a producer sends them, such as the model was trained on. At least one; up to 1,000, evenly
   * chosen, are run, and up to 50 of these become the golden records.
   */
  readonly references: readonly Readonly<Record<string, unknown>>[];
  /** Which output of the graph is which. Default: found by type and shape. */
  readonly outputs?: OutputNames;
  readonly metrics?: Readonly<Record<string, Interval>>;
  /** Rows: true class, columns: predicted class, in the signature's class order. */
  readonly confusionMatrix?: number[][];
  readonly hyperparameters?: Readonly<Record<string, number | string | boolean>>;
  readonly dataset?: Dataset;
  readonly study?: string;
  /** Rows a run takes at most, null for all at once. Default: chosen by the memory that a batch of 10,000 takes. */
  readonly chunkRows?: number | null;
  /** What the model may take while it is tried. Default: 60 s and 2 GiB, for each number of rows tried. */
  readonly limits?: Partial<ProbeLimits>;
  /** Makes the version's profile from the references, all of them. Default: none is made here. */
  readonly reference?: ReferenceTerms;
  /** Further files of the version. */
  readonly artifacts?: {
    readonly profile?: Uint8Array;
    readonly report?: Uint8Array;
    readonly verdict?: Uint8Array;
  };
}

/** Reference records that are run. */
const REFERENCES_MAX = 1000;

/**
 * Registers a model: inspects its graph, finds its input and outputs, runs it on reference records in a process
 * of its own with limits on time and memory, stores some of them with their answers as golden records, and
 * publishes the next version. No alias moves.
 * @throws UnservableModel (a UserError) with a reason and a fix, before anything is written
 * @throws UserError when there is no reference record, or one breaks the signature, or does not survive JSON
 */
export async function publishModel(registry: ModelRegistry, request: PublishRequest): Promise<Manifest> {
  const { name, model, signature, trainer, metrics = {}, hyperparameters = {} } = request;
  checkNames(signature);
  const runtime = describeRuntime(model, signature, request);
  const records = evenly(request.references.length, REFERENCES_MAX).map((i) => request.references[i]!);
  const rows = referenceRows(signature, records);
  const references = request.reference && allReferences(request, request.reference);
  const job: ProbeJob = { model, signature, runtime, rows, n: records.length, reference: references?.job };
  const { chunkRows, result } = await tryModel(job, request);
  const profile =
    references &&
    result.reference &&
    profileFile(profileOf(name, signature, references, result.reference, request.reference ?? {}));
  const golden = await goldenFile(job, records, result.output);
  return registry.publish({
    model: name,
    trainer,
    signature,
    runtime: { ...runtime, chunkRows },
    metrics: { ...metrics },
    hyperparameters: { ...hyperparameters },
    ...optional('confusionMatrix', request.confusionMatrix),
    ...optional('dataset', request.dataset),
    ...optional('study', request.study),
    artifacts: { ...request.artifacts, ...optional('profile', profile), model, golden },
  });
}

function referenceRows(
  signature: Signature,
  records: readonly Readonly<Record<string, unknown>>[],
): Float32Array {
  if (records.length === 0) {
    throw new UserError('there is no reference record; give at least one, such as the model was trained on');
  }
  const rows = readRows(signature, records);
  if (rows instanceof Float32Array) return rows;
  throw new UserError(
    `a reference ${rows.message}; give records as producers send them, or mend the signature`,
  );
}

function allReferences({ signature, references }: PublishRequest, terms: ReferenceTerms): References {
  return referencesOf(signature, references, referenceRows(signature, references), terms);
}

function tryModel(job: ProbeJob, request: PublishRequest): Promise<ChunkedProbe> {
  const limits = { ...DEFAULT_LIMITS, ...request.limits };
  const probe = (tried: ProbeJob) => probeInChild(tried, limits);
  if (request.chunkRows === undefined) return probeChunks(job, probe);
  const { chunkRows } = request;
  return probe(job).then((result) => ({ chunkRows, result }));
}

/** An optional property as an object to spread: absent when undefined. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
