import type { QuarantinedRecord } from '../contract/rejection.ts';
import type { Entry, LatestRejection, Place, ReplayTry } from './entry.ts';
import type { ReplayMark, ReplayMarks } from './marks.ts';
import type { Original } from './original.ts';

/** A copy of a record, and when it was set aside. */
interface Copy {
  readonly place: Place;
  readonly at: string;
}

interface GrowingEntry {
  readonly origin: Omit<Original, 'data' | 'streamArn'>;
  readonly copies: Copy[];
  rejection: LatestRejection | undefined;
  givenUp: Pick<GivenUpRecord, 'condition' | 'functionArn' | 'at'> | undefined;
  readonly replays: ReplayTry[];
}

/** A record of a failed batch. */
export interface GivenUpRecord {
  readonly key: string;
  readonly place: number;
  readonly original: Original;
  readonly condition: string;
  readonly functionArn: string;
  readonly at: string;
}

/**
 * The records that were set aside, one entry for each prediction id. A batch that was delivered again, under
 * another version or with other neighbours, leaves a record in several objects: the earliest says when it was set
 * aside and holds the original data, the latest says why.
 *
 * A copy in the destination goes before all in the quarantine: Lambda wrote it as it came from the stream, while a
 * rejection of a mended replay of the destination is stored with the mended data.
 */
export class EntryIndex {
  readonly #entries = new Map<string, GrowingEntry>();

  addRejection(key: string, line: number, record: QuarantinedRecord): void {
    const entry = this.#entry(record);
    const at = record.rejectedAt;
    entry.copies.push({ place: { kind: 'quarantine', source: key, index: line }, at });
    if (entry.rejection !== undefined && entry.rejection.at >= at) return;
    const { reason, field, came, version } = record;
    entry.rejection = { reason, field, came, version, at };
  }

  addGivenUp({ key, place, original, condition, functionArn, at }: GivenUpRecord): void {
    const entry = this.#entry(original);
    entry.copies.push({ place: { kind: 'destination', source: key, index: place }, at });
    if (entry.givenUp === undefined || entry.givenUp.at < at) entry.givenUp = { condition, functionArn, at };
  }

  /** Marks of records that are not there any more are of no interest. */
  addMarks({ replays }: ReplayMarks): void {
    for (const mark of replays) {
      for (const id of mark.predicted) this.#tried(id, { ...tryOf(mark), result: 'predicted' });
      for (const id of mark.takenApart) this.#tried(id, { ...tryOf(mark), result: 'taken-apart' });
      for (const { predictionId, ...why } of mark.rejected)
        this.#tried(predictionId, { ...tryOf(mark), result: 'rejected', ...why });
    }
  }

  entries(): Entry[] {
    return [...this.#entries.values()].map(finished);
  }

  #entry(record: Original | QuarantinedRecord): GrowingEntry {
    const known = this.#entries.get(record.predictionId);
    if (known !== undefined) return known;
    const { predictionId, streamName, shardId, sequenceNumber, subSequenceNumber } = record;
    const { partitionKey, arrivedAt } = record;
    const origin = { predictionId, streamName, shardId, sequenceNumber, subSequenceNumber };
    const entry: GrowingEntry = {
      origin: { ...origin, partitionKey, arrivedAt },
      copies: [],
      rejection: undefined,
      givenUp: undefined,
      replays: [],
    };
    this.#entries.set(predictionId, entry);
    return entry;
  }

  /** A record with copies in several objects is marked at each of them: that is one replay all the same. */
  #tried(id: string, replay: ReplayTry): void {
    const replays = this.#entries.get(id)?.replays;
    const isKnown = replays?.some(({ eventId }) => eventId === replay.eventId);
    if (replays !== undefined && !isKnown) replays.push(replay);
  }
}

function tryOf({ writeId, replayedAt, by, version, fix }: ReplayMark): Omit<ReplayTry, 'result'> {
  return { eventId: writeId, at: replayedAt, by, version, fix };
}

function finished({ origin, copies, rejection, givenUp, replays }: GrowingEntry): Entry {
  const byTime = copies.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const isOriginal = (copy: Copy) => copy.place.kind === 'destination';
  const places = [...byTime.filter(isOriginal), ...byTime.filter((copy) => !isOriginal(copy))];
  return {
    ...origin,
    setAsideAt: byTime[0]!.at,
    rejection,
    condition: givenUp?.condition,
    functionArn: givenUp?.functionArn,
    places: places.map(({ place }) => place),
    replays: replays.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  };
}
