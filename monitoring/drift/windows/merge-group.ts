import { reasonOf } from '../../../lib/contract/errors.ts';
import {
  type Counts,
  type Layout,
  type WindowObject,
  windowObjectSchema,
} from '../../../lib/contract/profile.ts';
import { mergeCounts } from '../../../lib/model/profile/merge.ts';
import { decodeJson } from '../../../lib/registry/json.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import { addsUp } from './adds-up.ts';
import { atOnce } from './at-once.ts';
import { digestOf, type Source, type WindowGroup } from './window-groups.ts';

/** Requests under way at a time, and so objects in memory: a window's memory does not grow with its sandboxes. */
export const READS_AT_ONCE = 24;

/** Problems of one window that are named; the others are counted. */
const MAX_NAMED = 10;

/** An object that cannot be what its key says, and is left out. */
export interface BrokenObject {
  readonly key: string;
  readonly problem: string;
}

export interface MergedGroup {
  readonly hour: string;
  readonly version: number;
  readonly layout: string;
  /** Digest of the keys and etags that were read, broken ones among them. */
  readonly sources: string;
  /** Objects of the window, and the broken ones among them. */
  readonly objects: number;
  readonly brokenObjects: number;
  /** The first of the broken ones. */
  readonly broken: readonly BrokenObject[];
  readonly counts: Counts;
}

export interface GroupExpectation {
  readonly model: string;
  /** The layout of the version's reference. */
  readonly bins: Layout;
  /** Its layoutDigest. */
  readonly layout: string;
  /** Counts of nothing in that layout. */
  readonly empty: Counts;
}

/**
 * Reads the objects of a window and adds them up as they come, in any order: their sum is the same to the byte. An
 * object that changes meanwhile counts as it was when it was read, and has that etag among the sources.
 */
export async function mergeGroup(
  store: ObjectStore,
  group: WindowGroup,
  expected: GroupExpectation,
): Promise<MergedGroup> {
  const { hour, version } = group;
  const read: Source[] = [];
  const broken: BrokenObject[] = [];
  let counts = expected.empty;
  await atOnce(group.sources, READS_AT_ONCE, async ([key]) => {
    const stored = await store.get(key);
    if (stored === undefined || stored === NOT_MODIFIED) return;
    read.push([key, stored.etag]);
    const added = addObject(counts, { body: stored.body, key, group, expected });
    if (typeof added === 'string') broken.push({ key, problem: added });
    else counts = added;
  });
  const inOrder = broken.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return {
    ...{ hour, version, layout: expected.layout, sources: digestOf(read), objects: read.length },
    ...{ brokenObjects: broken.length, broken: inOrder.slice(0, MAX_NAMED), counts },
  };
}

interface ReadObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly group: WindowGroup;
  readonly expected: GroupExpectation;
}

/** @returns the sum, or why the object cannot count */
function addObject(sum: Counts, { key, body, group, expected }: ReadObject): Counts | string {
  const decoded = decodeJson(windowObjectSchema, body);
  if ('problem' in decoded) return `it is no window: ${firstLine(decoded.problem)}`;
  const { value } = decoded;
  if (!isAt(key, value, group, expected.model)) return 'it is of another model, hour, version or writer';
  if (value.layout !== expected.layout) return "it was not counted in its version's layout";
  if (!addsUp(value.counts, expected.bins)) return 'its counts do not add up to its rows';
  try {
    return mergeCounts(sum, value.counts);
  } catch (error) {
    return reasonOf(error);
  }
}

function isAt(
  key: string,
  { hour, version, writer, model }: WindowObject,
  group: WindowGroup,
  of: string,
): boolean {
  return model === of && hour === group.hour && version === group.version && key.endsWith(`/${writer}.json`);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!.slice(0, 200);
}
