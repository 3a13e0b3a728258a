import { readLedger } from '../../../lib/accounting/ledger.ts';
import { idOf, type LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { type QuarantinedRecord, quarantinedRecordSchema } from '../../../lib/contract/rejection.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { featureReader, isRejection, parseRecord } from '../../../lib/model/read-record.ts';
import { readFix } from '../../../lib/quarantine/fix/fix.ts';
import { menderOf } from '../../../lib/quarantine/fix/mend.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import { readStream, type ShardRecord } from '../../../lib/streams/read-stream.ts';
import { type StreamClient, TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';

/** What lies on the streams and in the stores, read by the checks themselves. */

/** The entries of a ledger by the ids of their records. */
export async function ledgerById(file: string): Promise<Map<string, LedgerEntry>> {
  const entries = new Map<string, LedgerEntry>();
  for await (const some of readLedger(file)) for (const entry of some) entries.set(idOf(entry), entry);
  return entries;
}

/** Everything that the output stream holds by now. */
export async function outputRecords(client: StreamClient, stream: string): Promise<ShardRecord[]> {
  const records = await readStream(client, stream, { position: TRIM_HORIZON, follow: false });
  return Array.fromAsync(records);
}

/** How often each prediction id stands on the output stream. */
export function timesById(records: readonly ShardRecord[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { data } of records) {
    const { predictionId } = JSON.parse(Buffer.from(data).toString()) as { predictionId: string };
    times.set(predictionId, (times.get(predictionId) ?? 0) + 1);
  }
  return times;
}

/** The lines of a model's quarantine by the ids of their records; each as it stands there. */
export async function quarantineById(store: ObjectStore, model: string): Promise<Map<string, string>> {
  const lines = new Map<string, string>();
  for await (const { key } of store.list(keys.quarantinePrefix(model))) {
    const object = await store.get(key);
    if (object === undefined || object === NOT_MODIFIED) continue;
    const text = Buffer.from(object.body).toString('utf8');
    for (const line of text.split('\n')) if (line !== '') lines.set(parsed(line).predictionId, line);
  }
  return lines;
}

/** The ids of those whose data the model takes once the fix has been applied to it. */
export function repairableIds(
  lines: ReadonlyMap<string, string>,
  fix: unknown,
  signature: Signature,
): ReadonlySet<string> {
  const mend = menderOf(readFix(fix, 'fix.json', signature));
  const readFeatures = featureReader(signature);
  const row = new Float32Array(signature.features.length);
  const taken = [...lines].filter(([, line]) => {
    const mended = mend(Buffer.from(parsed(line).data, 'base64'));
    const record = mended.kind === 'mended' ? parseRecord(mended.data) : undefined;
    return record !== undefined && !isRejection(record) && readFeatures(record.value, row, 0) === undefined;
  });
  return new Set(taken.map(([id]) => id));
}

/** Every object under a prefix with its etag: equal when nothing changed. */
export async function stateOf(store: ObjectStore, prefix: string): Promise<string> {
  const objects = await Array.fromAsync(store.list(prefix));
  return objects.map(({ key, etag }) => `${key} ${etag}`).join('\n');
}

function parsed(line: string): QuarantinedRecord {
  return quarantinedRecordSchema.parse(JSON.parse(line));
}
