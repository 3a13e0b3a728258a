import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Challenge, LiveCounts, LiveSource } from './live-agreement.ts';

/** The log of a function on this machine, whose metrics are lines of it (EMF). @param path as `weir up` shows it */
export function functionLog(path: string): LiveSource {
  return {
    async count(challenge) {
      let rows = 0;
      let agreements = 0;
      for await (const line of createInterface({ input: createReadStream(path) })) {
        const counts = countsOf(line, challenge);
        rows += counts.rows;
        agreements += counts.agreements;
      }
      return { rows, agreements };
    },
  };
}

const NONE: LiveCounts = { rows: 0, agreements: 0 };

/** A line of another kind, time or version counts nothing. */
function countsOf(line: string, { model, version, since, until }: Challenge): LiveCounts {
  if (!line.includes('"ChallengerRows"')) return NONE;
  const document = parse(line);
  const at = document?._aws?.Timestamp ?? 0;
  const isIts = document?.model === model && document.challenger === String(version);
  if (document === undefined || !isIts || at < since.getTime() || at > until.getTime()) return NONE;
  const { ChallengerRows = 0, ChallengerFailures = 0, ChallengerAgreements = 0 } = document;
  return { rows: ChallengerRows + ChallengerFailures, agreements: ChallengerAgreements };
}

interface MetricLine {
  readonly _aws?: { readonly Timestamp?: number };
  readonly model?: string;
  readonly challenger?: string;
  readonly ChallengerRows?: number;
  readonly ChallengerFailures?: number;
  readonly ChallengerAgreements?: number;
}

/** A line that was cut off when its process was killed is none. */
function parse(line: string): MetricLine | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
