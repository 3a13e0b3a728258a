import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../contract/errors.ts';
import { keys } from '../contract/keys.ts';
import { replayReportSchema } from '../contract/replay.ts';
import { decodeJson, encodeJson } from '../registry/json.ts';
import { NOT_MODIFIED, type ObjectStore } from '../registry/object-store.ts';
import { writeOwn } from '../registry/own-write.ts';

/** Of the records of one source object, what one acknowledged event of a replay did to them. */
const replayMarkSchema = z.strictObject({
  /** Random, one for each event of a replay: a writer whose answer was lost recognises its own mark by it. */
  writeId: z.string().min(1),
  replayedAt: z.iso.datetime(),
  by: z.string(),
  /** The version that answered. */
  version: z.int().positive(),
  /** The SHA-256 of the fix, or null without one. */
  fix: z.string().nullable(),
  /** Prediction ids; see ReplayTry. */
  predicted: z.array(z.string()),
  takenApart: z.array(z.string()),
  rejected: replayReportSchema.shape.rejected,
});

/** `replays/<source key>.json`: which records of a source object were replayed. It only ever grows. */
const replayMarksSchema = z.strictObject({
  schema: z.literal(1),
  /** The key of the quarantine's or the destination's object. */
  source: z.string(),
  replays: z.array(replayMarkSchema),
});

export type ReplayMark = Readonly<z.infer<typeof replayMarkSchema>>;
export type ReplayMarks = Readonly<z.infer<typeof replayMarksSchema>>;

/** Writers that meet at one object take turns; more tries than this mean that something else is wrong. */
const MAX_ATTEMPTS = 30;

/** A pause between two tries is random and at most this long, in milliseconds. */
const MAX_PAUSE_MS = 50;

/** A mark object that is none: edited by hand, or of a newer schema. */
export class MarksInvalid extends UserError {
  override readonly name = 'MarksInvalid';

  constructor(location: string, key: string, problem: string) {
    super(
      `${key} in ${location} does not say which records were replayed (${problem.replaceAll('\n', ' ')}); expected an object that weir replay wrote: mend it, or move it away, and its records count as not replayed`,
    );
  }
}

interface StoredMarks {
  readonly marks: ReplayMarks;
  readonly etag: string;
}

/** The marks of a source object, or undefined when nothing of it was replayed. @throws MarksInvalid */
export async function readMarks(store: ObjectStore, source: string): Promise<StoredMarks | undefined> {
  const key = keys.replays(source);
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) return undefined;
  const decoded = decodeJson(replayMarksSchema, stored.body);
  if ('problem' in decoded) throw new MarksInvalid(store.location, key, decoded.problem);
  return { marks: decoded.value, etag: stored.etag };
}

/**
 * Adds a mark to those of a source object, whoever else adds one at the same time.
 * @throws MarksInvalid; StoreError when the store fails for longer than the retries last
 */
export async function addMark(store: ObjectStore, source: string, mark: ReplayMark): Promise<void> {
  const key = keys.replays(source);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const current = await readMarks(store, source);
    const marks: ReplayMarks = { schema: 1, source, replays: [...(current?.marks.replays ?? []), mark] };
    const body = encodeJson(marks);
    const { written } = await writeOwn(store, {
      key,
      write: () => (current ? store.swap(key, body, current.etag) : store.create(key, body)),
      // Marks are only ever added, so this holds too when others have followed.
      isOwn: (stored) => Buffer.from(stored).includes(mark.writeId),
    });
    if (written) return;
    await delay(Math.random() * MAX_PAUSE_MS);
  }
  throw new MarksContended(
    `${key} in ${store.location} was changed by others ${MAX_ATTEMPTS} times in a row`,
  );
}

/** Others wrote the mark object again and again, faster than this writer could. */
export class MarksContended extends Error {
  override readonly name = 'MarksContended';
}
