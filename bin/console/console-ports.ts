import type { DriftResult } from '../../lib/contract/drift.ts';
import { keys } from '../../lib/contract/keys.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import type { LiveAnswer, Part, StateAnswer } from '../../localstack/console/api.ts';
import { latestPredictions } from '../../localstack/console/latest-predictions.ts';
import { latestRejections } from '../../localstack/console/latest-rejections.ts';
import type { ConsolePorts } from '../../localstack/console/ports.ts';
import type { EmbeddedStack } from '../../localstack/embedded/main.ts';
import type { Config } from '../config.ts';
import type { DriftSchedule } from '../stack/drift-schedule.ts';
import type { EmbeddedDriftJob } from '../stack/embedded-drift-job.ts';
import type { StackWatch } from '../stack/stack-watch.ts';
import { alarmsView } from './alarms-view.ts';
import { partOf } from './part.ts';
import { placeView } from './place-view.ts';
import { remembered } from './remembered.ts';

export interface ConsoleParts {
  readonly stack: EmbeddedStack;
  /** It may still be loaded. */
  readonly watch: Promise<StackWatch>;
  readonly config: Config;
  /** Of the stack's Kinesis. */
  readonly client: StreamClient;
  readonly registry: ModelRegistry;
  readonly monitoring: ObjectStore;
  readonly job: EmbeddedDriftJob;
  readonly schedule: DriftSchedule;
}

/** Many pages ask at once, and each of them again and again: what lies in files is read so often at most. */
const STATE_MS = 1000;

/** Everything that the console shows and does, of an embedded stack. */
export function consolePorts(parts: ConsoleParts): ConsolePorts {
  const { stack, watch, config, registry, schedule } = parts;
  const { model } = stack.settings;
  const mover = { registry, model, by: config.user };
  const state = remembered(stateReader(parts), STATE_MS);
  const thenAnew = async <T>(move: Promise<T>): Promise<T> => {
    const answer = await move;
    state.forget();
    return answer;
  };
  return {
    live: liveReader(parts),
    state: () => state.get(),
    async promote(request) {
      const { promoteInConsole } = await import('./moves.ts');
      return thenAnew(promoteInConsole(mover, request));
    },
    async rollback(request) {
      const { rollBackInConsole } = await import('./moves.ts');
      return thenAnew(rollBackInConsole(mover, request));
    },
    async judge() {
      void schedule.judge().then(() => state.forget());
      state.forget();
      return { running: true };
    },
    async metrics() {
      const { metrics } = await watch;
      return { contentType: metrics.contentType, text: await metrics.text() };
    },
    versionReport: (version) => versionReport(registry, model, version),
    driftReport: (window, version) => driftReport(parts, window, version),
    driftResult: (window, version) => driftResult(parts, window, version),
  };
}

function liveReader({ stack, watch, client }: ConsoleParts): () => Promise<LiveAnswer> {
  const { model, outputStream, quarantine } = stack.settings;
  const predictions = latestPredictions(client, outputStream, Date.now);
  const rejections = latestRejections(openStore(quarantine), model, Date.now);
  return async () => {
    const { flow } = await watch;
    return {
      ...{ at: new Date().toISOString(), model, flow: flow.view() },
      predictions: await predictions.look(),
      rejections: await rejections.look(flow.rejected),
      problem: predictions.problem ?? null,
    };
  };
}

function stateReader(parts: ConsoleParts): () => Promise<StateAnswer> {
  const { stack, watch, schedule } = parts;
  const place = placeView(stack);
  // Loaded by whoever looks first: a stack that nobody looks at does without.
  const loaded = remembered(async () => {
    const { stateReaders } = await import('./state-readers.ts');
    return stateReaders(parts);
  }, Number.POSITIVE_INFINITY);
  return async () => {
    const { versions, drift, studies } = await loaded.get();
    const [versionsPart, driftPart, studiesPart] = await Promise.all([
      partOf(versions()),
      partOf(drift()),
      partOf(studies()),
    ]);
    return {
      versions: versionsPart,
      drift: withJob(driftPart, schedule),
      studies: withVersions(studiesPart, versionsPart),
      alarms: { value: alarmsView((await watch).alarms()) },
      place,
    };
  };
}

function withJob<T extends object>(part: Part<T>, schedule: DriftSchedule) {
  return 'value' in part ? { value: { ...part.value, job: schedule.view() } } : part;
}

/** Which version came of which study. */
function withVersions(
  studies: StateAnswer['studies'],
  versions: StateAnswer['versions'],
): StateAnswer['studies'] {
  if ('problem' in studies || 'problem' in versions) return studies;
  const made = new Map(versions.value.versions.map(({ study, version }) => [study, version]));
  return {
    value: studies.value.map((study) =>
      'problem' in study ? study : { ...study, version: made.get(study.study) ?? null },
    ),
  };
}

async function versionReport(registry: ModelRegistry, model: string, version: number) {
  const numbers = await registry.versions(model);
  if (!numbers.includes(version)) return undefined;
  const { artifacts } = await registry.manifest(model, version);
  return artifacts.report === undefined ? undefined : registry.artifact(artifacts.report);
}

/** What the job stored, or of the hour that is not over what it found last. */
async function driftReport(
  { stack, monitoring, job }: ConsoleParts,
  window: string,
  version: number,
): Promise<Uint8Array | undefined> {
  const stored = await monitoring.get(keys.driftReport(stack.settings.model, window, version));
  if (stored !== undefined && stored !== NOT_MODIFIED) return stored.body;
  const html = isOf(job.ofRunningHour(), window, version) ? await job.reportOfRunningHour() : undefined;
  return html === undefined ? undefined : Buffer.from(html);
}

async function driftResult(
  { stack, monitoring, job }: ConsoleParts,
  window: string,
  version: number,
): Promise<Uint8Array | undefined> {
  const stored = await monitoring.get(keys.driftResult(stack.settings.model, window, version));
  if (stored !== undefined && stored !== NOT_MODIFIED) return stored.body;
  const running = job.ofRunningHour();
  return isOf(running, window, version) ? Buffer.from(JSON.stringify(running)) : undefined;
}

function isOf(result: DriftResult | undefined, window: string, version: number): boolean {
  return result?.window.id === window && result.version === version;
}
