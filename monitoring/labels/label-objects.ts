import { type Label, labelSchema } from '../../lib/contract/profile.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../lib/registry/object-store.ts';

/** The labels of an object, and how many of its lines are none. */
export interface LabelObject {
  readonly labels: readonly Label[];
  readonly invalid: number;
}

/** @returns undefined when there is no such object any more */
export async function readLabelObject(store: ObjectStore, key: string): Promise<LabelObject | undefined> {
  const stored = await store.get(key);
  return stored === undefined || stored === NOT_MODIFIED ? undefined : parseLabels(stored.body);
}

function parseLabels(body: Uint8Array): LabelObject {
  const labels: Label[] = [];
  let invalid = 0;
  for (const line of new TextDecoder().decode(body).split('\n')) {
    if (line.trim() === '') continue;
    const label = parseLabel(line);
    if (label === undefined) invalid++;
    else labels.push(label);
  }
  return { labels, invalid };
}

/** A label of one line of JSON; undefined when it is none. */
function parseLabel(line: string): Label | undefined {
  try {
    return labelSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** One line of a label object. */
export function labelLineOf({ id, label, at, arrivedAt }: Label): string {
  return `${JSON.stringify({ id, label, at, ...(arrivedAt !== undefined && { arrivedAt }) })}\n`;
}
