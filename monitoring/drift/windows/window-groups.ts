import { createHash } from 'node:crypto';
import { keys } from '../../../lib/contract/keys.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { isHour } from './window.ts';

/** An object's key and etag: what it held when it was looked at. */
export type Source = readonly [key: string, etag: string];

/** The objects of one hour and version: what the sandboxes counted of it. */
export interface WindowGroup {
  readonly hour: string;
  readonly version: number;
  readonly sources: readonly Source[];
}

/** Hours from one up to and including another. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

const PLACE = /\/(\d{4}-\d{2}-\d{2}T\d{2})\/([1-9]\d{0,14})\/[^/]+\.json$/;

/**
 * The objects of a span by hour and version, as a listing has them: a thousand a request, one group in memory.
 * What is not named like a window is passed over.
 */
export async function* windowGroups(
  store: ObjectStore,
  model: string,
  span: Span,
): AsyncGenerator<WindowGroup> {
  const prefix = keys.windowsPrefix(model);
  let group: { hour: string; version: number; sources: Source[] } | undefined;
  for await (const { key, etag } of store.list(prefix, { startAfter: prefix + span.from })) {
    const [, hour, version] = PLACE.exec(key) ?? [];
    if (hour === undefined || !isHour(hour)) continue;
    if (hour > span.to) break;
    if (group?.hour !== hour || group.version !== Number(version)) {
      if (group) yield group;
      group = { hour, version: Number(version), sources: [] };
    }
    group.sources.push([key, etag]);
  }
  if (group) yield group;
}

/** The same for the same objects in any order. SHA-256, hexadecimal. */
export function digestOf(sources: readonly Source[]): string {
  const lines = sources.map((source) => JSON.stringify(source)).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
