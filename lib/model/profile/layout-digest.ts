import { createHash } from 'node:crypto';
import type { Bins, Layout } from '../../contract/profile.ts';

/** Counts may be added up where this is the same: SHA-256, hexadecimal, of all that decides where a value counts. */
export function layoutDigest({ features, prediction }: Layout): string {
  const answers =
    prediction.task === 'regression'
      ? [prediction.task, binsAsList(prediction.bins)]
      : [prediction.task, prediction.classes, prediction.hasConfidence];
  const text = JSON.stringify([features.map(binsAsList), answers]);
  return createHash('sha256').update(text).digest('hex');
}

/** As a list, since the order of an object's keys is chance. */
function binsAsList(bins: Bins): readonly unknown[] {
  return bins.type === 'number'
    ? [bins.type, bins.name, bins.edges, bins.range, bins.unit]
    : [bins.type, bins.name, bins.codes];
}
