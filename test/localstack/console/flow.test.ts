import { describe, expect, it } from 'vitest';
import { FLOW_SECONDS } from '../../../localstack/console/api.ts';
import { Flow } from '../../../localstack/console/flow.ts';

/** A function's metric line, as EMF writes it. */
const line = (values: object) =>
  JSON.stringify({ _aws: { Timestamp: 1 }, version: '3', RecordsReceived: 1, ...values });

function flowAt(startMs = 1_000_000_000) {
  const clock = { ms: startMs };
  return { clock, flow: new Flow(() => clock.ms) };
}

describe('the flow of a stream', () => {
  it('is counted from the metric lines of the function, and from no other', () => {
    const { flow } = flowAt();
    flow.take(
      line({
        RecordsPredicted: 8,
        RecordsRejected: 2,
        BatchLatency: 12.5,
        ResponseTime: 90,
        Confidence: [0.5, 0.9],
      }),
    );
    flow.take('{"level":"INFO","message":"batch","predicted":8}');
    flow.take('{"RecordsReceived":');
    flow.take('{"_aws":{},"service":"drift","DriftRuns":1}');
    const view = flow.view();
    expect(view).toMatchObject({
      totals: { predicted: 8, rejected: 2, unfinished: 0 },
      rates: { predicted: 0.8, rejected: 0.2, unfinished: 0 },
      batchMs: { p50: 12.5, p95: 12.5 },
      responseMs: { p50: 90, p95: 90 },
      served: 3,
      waiting: null,
    });
    expect(view.confidence!.mean).toBeCloseTo(0.7, 12);
    expect(view.confidence!.shares).toEqual([0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0.5]);
    expect(view.series.at(-1)).toEqual({ predicted: 8, rejected: 2, unfinished: 0, batchMs: 12.5 });
  });

  it('forgets what is older than it shows, but for the totals', () => {
    const { flow, clock } = flowAt();
    flow.take(line({ RecordsPredicted: 5, BatchLatency: 3, Confidence: 1 }));
    clock.ms += 11_000;
    expect(flow.view()).toMatchObject({ rates: { predicted: 0 }, batchMs: { p50: 3 } });
    clock.ms += FLOW_SECONDS * 1000;
    const view = flow.view();
    expect(view).toMatchObject({ totals: { predicted: 5 }, batchMs: null, confidence: null });
    expect(view.series.every(({ predicted }) => predicted === 0)).toBe(true);
  });

  it('says why records wait until a batch is answered', () => {
    const { flow } = flowAt();
    flow.take(line({ RecordsUnfinished: 4, reason: 'no-alias', version: undefined }));
    expect(flow.view()).toMatchObject({ waiting: 'no-alias', served: null, totals: { unfinished: 4 } });
    flow.take(line({ RecordsPredicted: 4 }));
    expect(flow.view()).toMatchObject({ waiting: null, served: 3 });
  });

  it('holds no more after twenty thousand batches than after a thousand', () => {
    const { flow, clock } = flowAt();
    const sizes = [1_000, 20_000].map((batches) => {
      for (let batch = 0; batch < batches; batch++) {
        clock.ms += 100;
        flow.take(line({ RecordsPredicted: 1, BatchLatency: batch, Confidence: 0.5 }));
      }
      return JSON.stringify(flow.view()).length;
    });
    expect(sizes[1]! / sizes[0]!).toBeLessThan(1.2);
  });

  it('a clock that is set back leaves no rate of records that came before', () => {
    const { clock, flow } = flowAt();
    flow.take(line({ RecordsPredicted: 1000 }));
    clock.ms -= 3_600_000;
    expect(flow.view().rates.predicted).toBe(0);
    flow.take(line({ RecordsPredicted: 10 }));
    expect(flow.view().rates.predicted).toBe(1);
  });

  it('numbers that are no counts leave no trace', () => {
    const { flow } = flowAt();
    flow.take(line({ RecordsPredicted: [1e308, 1e308], RecordsRejected: -1, Confidence: [-5, 0.5] }));
    expect(flow.view().totals).toEqual({ predicted: 0, rejected: 0, unfinished: 0 });
    expect(flow.view().confidence!.mean).toBe(0.5);
  });
});
