import { ENV } from '../../lib/contract/environment.ts';
import { UserError } from '../../lib/contract/errors.ts';
import type { QuarantinedRecord } from '../../lib/contract/rejection.ts';
import { REPLAY_FIELD } from '../../lib/contract/replay.ts';
import type { PredictionSink, QuarantineSink } from './respond/ports.ts';
import type { BatchAnswer, Handler } from './runner.ts';

/** What a dry run answers: nothing is written anywhere, and no metric is published. */
export interface DryRunAnswer extends BatchAnswer {
  /** The prediction records, as they would go to the output stream (see `PredictionRecord`). */
  readonly predictions: readonly unknown[];
  /** The rejections, as they would go to quarantine: with the records' data. */
  readonly rejections: readonly QuarantinedRecord[];
}

/** Of ES2026 and in Node; TypeScript has no types of it yet. https://tc39.es/proposal-json-parse-with-source/ */
interface JsonWithSource {
  /** What JSON.stringify writes as the text. */
  rawJSON(text: string): unknown;
}

const { rawJSON } = JSON as JSON & JsonWithSource;

/** Keeps numbers that a double cannot hold, or JavaScript writes otherwise, as they are on the stream. */
function keepingDigits(_key: string, value: unknown, { source }: { readonly source?: string } = {}): unknown {
  return typeof value === 'number' && source !== undefined && String(value) !== source
    ? rawJSON(source)
    : value;
}

/** @throws UserError */
function refuseReplay(event: unknown): void {
  const replay = Object(event)[REPLAY_FIELD];
  if (replay === undefined || Object(replay).dryRun === true) return;
  throw new UserError(
    `the function runs dry and writes nothing, so it takes no replay but a dry one; expected a function without ${ENV.dryRun}, or --dry-run`,
  );
}

/** Sinks that keep what they are given. */
export class DryRun {
  #predictions: unknown[] = [];
  #rejections: QuarantinedRecord[] = [];

  readonly predictions: PredictionSink = {
    put: async ({ count, bytes, ends }) => {
      let from = 0;
      for (const end of ends.subarray(0, count)) {
        this.#predictions.push(JSON.parse(bytes.toString('utf8', from, end), keepingDigits));
        from = end;
      }
      return { kind: 'taken', failed: [] };
    },
  };

  readonly quarantine: QuarantineSink = {
    store: async (_key, body) => {
      const lines = Buffer.from(body).toString('utf8').split('\n');
      this.#rejections.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line)));
    },
  };

  /**
   * The handler, with what its sinks were given added to its answer. It throws for a replay that is not to be dry:
   * records would be marked as predicted, and their predictions be nowhere.
   */
  answering(handler: Handler): (...parameters: Parameters<Handler>) => Promise<DryRunAnswer> {
    return async (event, context) => {
      refuseReplay(event);
      this.#predictions = [];
      this.#rejections = [];
      const answer = await handler(event, context);
      return { ...answer, predictions: this.#predictions, rejections: this.#rejections };
    };
  }
}
