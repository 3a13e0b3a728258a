import { afterEach, expect, test, vi } from 'vitest';
import { Heartbeats } from '../../../training/task/heartbeats.ts';

afterEach(() => vi.useRealTimers());

test('a task tells at once, every minute, and what it counted at its end', () => {
  vi.useFakeTimers({ now: new Date('2026-11-21T03:40:00Z') });
  const lines: string[] = [];
  const beats = new Heartbeats({
    stage: 'prod',
    startedAt: new Date('2026-11-21T03:30:00Z'),
    properties: { study: 'tuesday' },
    now: () => new Date(),
    write: (line) => lines.push(line),
  });
  beats.count('TrialsFinished');
  vi.advanceTimersByTime(60_000);
  beats.count('TrialsFinished');
  beats.count('TrialsFinished');
  beats.count('TrialsFailed');
  beats.stop();
  vi.advanceTimersByTime(600_000);

  const documents = lines.map((line) => JSON.parse(line));
  expect(
    documents.map(({ Heartbeats, RunAge, TrialsFinished, TrialsFailed }) => [
      Heartbeats,
      RunAge,
      TrialsFinished,
      TrialsFailed,
    ]),
  ).toEqual([
    [1, 600, undefined, undefined],
    [1, 660, 1, undefined],
    [undefined, undefined, 2, 1],
  ]);
  for (const { _aws, service, stage, study } of documents) {
    expect({ service, stage, study }).toEqual({ service: 'training', stage: 'prod', study: 'tuesday' });
    const [{ Namespace, Dimensions }] = _aws.CloudWatchMetrics;
    expect({ Namespace, Dimensions }).toEqual({ Namespace: 'Weir', Dimensions: [['service', 'stage']] });
  }
  const [first] = documents[0]._aws.CloudWatchMetrics;
  expect(first.Metrics).toEqual([
    { Name: 'Heartbeats', Unit: 'Count' },
    { Name: 'RunAge', Unit: 'Seconds' },
  ]);
});
