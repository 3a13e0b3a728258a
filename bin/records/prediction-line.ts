import { RESERVED_OUTPUT_KEYS } from '../../lib/contract/signature.ts';
import type { ShardRecord } from '../../lib/streams/read-stream.ts';
import { digitsOf, parseExact } from './exact-json.ts';

/** One prediction as one line for a person, numbers as they are written; a record that is none is shown as it is. */
export function predictionLine(record: ShardRecord): string {
  const text = Buffer.from(record.data).toString('utf8');
  const value = parse(text);
  const prediction = isObject(value) ? value.prediction : undefined;
  if (!isObject(value) || !isObject(prediction)) return `${clock(record.arrivedAt)}  ${text}`;
  const { confidence, probabilities: _, ...answer } = prediction;
  const digits = digitsOf(confidence);
  const sure = digits === undefined ? '' : ` (${Number(digits).toFixed(2)})`;
  const model = typeof value.model === 'string' ? `  ${value.model} v${digitsOf(value.version)}` : '';
  const carried = Object.entries(value).filter(([key]) => !RESERVED.has(key));
  const parts = [`${pairs(Object.entries(answer))}${sure}`, pairs(carried), String(value.predictionId)];
  return `${clock(record.arrivedAt)}${model}  ${parts.filter((part) => part !== '').join('  ')}`;
}

const RESERVED: ReadonlySet<string> = new Set(RESERVED_OUTPUT_KEYS);

function pairs(entries: readonly (readonly [string, unknown])[]): string {
  return entries.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(' ');
}

/** Local time of day. */
function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}

function parse(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
