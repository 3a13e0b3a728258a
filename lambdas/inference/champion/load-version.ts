import { type Golden, goldenSchema } from '../../../lib/contract/golden.ts';
import type { Artifact, Manifest } from '../../../lib/contract/manifest.ts';
import { checkGolden, type GoldenMismatch } from '../../../lib/model/golden-check.ts';
import { inspectModel } from '../../../lib/model/onnx/inspect.ts';
import { UnservableModel } from '../../../lib/model/onnx/unservable.ts';
import { ModelLoadError, type ModelSession, type OpenSession } from '../../../lib/model/session.ts';
import {
  ArtifactCorrupt,
  ArtifactMissing,
  ManifestInvalid,
  VersionNotFound,
} from '../../../lib/registry/errors.ts';
import type { ServedModel } from '../evaluate.ts';
import { type RefusalReason, VersionRefused } from './refusal.ts';

/** What loading needs of the registry. */
export interface VersionSource {
  manifest(model: string, version: number): Promise<Manifest>;
  artifact(artifact: Artifact): Promise<Uint8Array>;
}

export interface LoadPorts {
  readonly registry: VersionSource;
  readonly openSession: OpenSession;
  /** The model to load. */
  readonly model: string;
  /** Threads of a session. */
  readonly threads: number;
}

/** A version that passed its checks and is warm. */
export interface LoadedVersion extends ServedModel {
  readonly version: number;
  /** Frees its native memory; to be called when no run of it is under way. */
  release(): Promise<void>;
}

/**
 * Loads a version and holds it to what was published: the digests of its files, what may be served at all, and
 * the answers to its golden records. These are also its first run, which takes the memory that later ones reuse.
 *
 * @throws VersionRefused when what is stored is at fault
 * @throws whatever kept the registry from answering, which is worth another try
 */
export async function loadVersion(ports: LoadPorts, version: number): Promise<LoadedVersion> {
  const { registry } = ports;
  const manifest = await refusing(version, registry.manifest(ports.model, version));
  const [model, goldenFile] = await refusing(
    version,
    Promise.all([registry.artifact(manifest.artifacts.model), registry.artifact(manifest.artifacts.golden)]),
  );
  inspect(version, model);
  const golden = parseGolden(version, goldenFile);
  const { signature, runtime } = manifest;
  const session = await refusing(
    version,
    ports.openSession(model, { signature, runtime, threads: ports.threads }),
  );
  await holdToGolden(version, session, manifest, golden);
  return {
    version,
    manifest,
    session,
    goldenRuns: async () => (await checkGolden(session, signature, golden))?.kind !== 'run-failed',
    release: () => session.release(),
  };
}

/** Which errors say that what is stored is at fault, and how the refusal is called. */
const REFUSING: readonly (readonly [abstract new (...values: never[]) => Error, RefusalReason])[] = [
  [VersionNotFound, 'version-missing'],
  [ManifestInvalid, 'manifest-invalid'],
  [ArtifactMissing, 'missing-artifact'],
  [ArtifactCorrupt, 'digest-mismatch'],
  [ModelLoadError, 'unservable'],
];

async function refusing<T>(version: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const reason = REFUSING.find(([type]) => cause instanceof type)?.[1];
    throw reason === undefined ? cause : new VersionRefused(version, reason, { cause });
  }
}

/** Looks before onnxruntime does: it would follow external data, foreign operators and loops. */
function inspect(version: number, model: Uint8Array): void {
  try {
    inspectModel(model);
  } catch (cause) {
    const isOnnx = !(cause instanceof UnservableModel && cause.reason === 'not-onnx');
    throw new VersionRefused(version, isOnnx ? 'unservable' : 'unparsable', { cause });
  }
}

function parseGolden(version: number, file: Uint8Array): Golden {
  try {
    return goldenSchema.parse(JSON.parse(Buffer.from(file).toString()));
  } catch {
    // No cause: a parser quotes what it met, and golden records are real ones.
    throw new VersionRefused(version, 'golden-invalid');
  }
}

const GOLDEN_REFUSALS: Readonly<Record<GoldenMismatch['kind'], RefusalReason>> = {
  unreadable: 'golden-invalid',
  'run-failed': 'golden-failed',
  differs: 'golden-differs',
};

async function holdToGolden(
  version: number,
  session: ModelSession,
  { signature }: Manifest,
  golden: Golden,
): Promise<void> {
  const mismatch = await checkGolden(session, signature, golden);
  if (mismatch === undefined) return;
  await session.release();
  const cause = new Error(mismatch.message);
  throw new VersionRefused(version, GOLDEN_REFUSALS[mismatch.kind], { cause });
}
