import { keys } from '../../lib/contract/keys.ts';
import { type LoggedPrediction, loggedPredictionSchema } from '../../lib/contract/profile.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../lib/registry/object-store.ts';
import type { Source } from '../drift/windows/window-groups.ts';

/** Objects of the log that are read ahead, of some 8 MB each. */
const READ_AHEAD = 4;

/** The objects of an hour's log, those that were written first before the others. */
export async function logSources(store: ObjectStore, model: string, hour: string): Promise<Source[]> {
  const found: { readonly source: Source; readonly at: number }[] = [];
  for await (const { key, etag, lastModified } of store.list(keys.predictionHourPrefix(model, hour)))
    found.push({ source: [key, etag], at: lastModified.getTime() });
  return found.toSorted((a, b) => a.at - b.at).map(({ source }) => source);
}

/** The predictions of some objects, one after the other; lines that are none are passed over. */
export async function* readLog(
  store: ObjectStore,
  sources: readonly Source[],
): AsyncGenerator<LoggedPrediction> {
  const ahead: Promise<Uint8Array | undefined>[] = [];
  const read = async (key: string) => {
    const stored = await store.get(key);
    return stored === undefined || stored === NOT_MODIFIED ? undefined : stored.body;
  };
  const rest = sources.values();
  for (;;) {
    for (const [key] of rest.take(READ_AHEAD - ahead.length)) {
      const reading = read(key);
      // Its turn comes later: until then a failure is nobody's, and must not end the process.
      reading.catch(() => undefined);
      ahead.push(reading);
    }
    const next = ahead.shift();
    if (next === undefined) return;
    yield* predictionsOf(await next);
  }
}

function* predictionsOf(body: Uint8Array | undefined): Generator<LoggedPrediction> {
  for (const line of new TextDecoder().decode(body).split('\n')) {
    const prediction = line === '' ? undefined : parsePrediction(line);
    if (prediction !== undefined) yield prediction;
  }
}

function parsePrediction(line: string): LoggedPrediction | undefined {
  try {
    return loggedPredictionSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
