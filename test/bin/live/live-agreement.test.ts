import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { cloudWatch } from '../../../bin/live/adapters/cloudwatch.ts';
import { functionLog } from '../../../bin/live/function-log.ts';
import { readLiveAgreement } from '../../../bin/live/live-agreement.ts';
import { createMetrics } from '../../../lambdas/inference/telemetry/metrics.ts';
import { captureOutput } from '../../support/captured-output.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const challenge = { model: 'sample', version: 2, since: new Date(0), until: new Date(Date.now() + 60_000) };

/** A log as the function writes it. */
async function logOf(
  ...batches: { challenger: string; rows: number; agreements: number; failures?: number }[]
): Promise<string> {
  const output = captureOutput();
  const publish = createMetrics({ stage: 'test', model: 'sample', alias: 'champion' });
  for (const { challenger, rows, agreements, failures = 0 } of batches) {
    publish({
      values: { ChallengerRows: rows, ChallengerAgreements: agreements, ChallengerFailures: failures },
      rejectedByReason: {},
      confidence: undefined,
      properties: { version: '1', challenger },
    });
  }
  const path = join(await temporaryDirectory(), 'function.log');
  await writeFile(path, ['{"message": "batch"}', ...output.lines(), '{"ChallengerRows": 4'].join('\n'));
  return path;
}

test('the agreement is that of all rows of the version in the log', async () => {
  const log = await logOf(
    { challenger: '2', rows: 10, agreements: 9 },
    { challenger: '2', rows: 30, agreements: 21 },
    { challenger: '1', rows: 100, agreements: 0 },
  );
  expect(await readLiveAgreement(functionLog(log), challenge)).toMatchObject({
    agreement: 0.75,
    records: 40,
  });
});

test('a row without an answer of the challenger is one on which it does not agree', async () => {
  const log = await logOf({ challenger: '2', rows: 10, agreements: 10, failures: 30 });
  expect(await readLiveAgreement(functionLog(log), challenge)).toMatchObject({
    agreement: 0.25,
    records: 40,
  });
});

test('what the alias named before its last move does not count', async () => {
  const log = await logOf({ challenger: '2', rows: 10, agreements: 9 });
  const later = { ...challenge, since: new Date(Date.now() + 30_000) };
  expect(await readLiveAgreement(functionLog(log), later)).toBeUndefined();
});

test('a log that is not there is told with what to do', async () => {
  await expect(readLiveAgreement(functionLog('/nowhere/function.log'), challenge)).rejects.toThrow(
    /sample version 2 cannot be read.*no such file.*--live <file>/,
  );
});

test('a deployed function is asked by its dimensions, page by page', async () => {
  const asked: {
    MetricDataQueries: { MetricStat: { Metric: object } }[];
    StartTime: number;
    NextToken?: string;
  }[] = [];
  const server = createServer(async (request, response) => {
    asked.push(JSON.parse(await text(request)));
    const isFirst = asked.length === 1;
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(
      JSON.stringify({
        MetricDataResults: [
          { Id: 'm0', Values: isFirst ? [100, 40] : [50] },
          { Id: 'm1', Values: isFirst ? [10] : [] },
          { Id: 'm2', Values: isFirst ? [90, 40] : [50] },
        ],
        ...(isFirst ? { NextToken: 'more' } : {}),
      }),
    );
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  const source = cloudWatch({ region: 'us-east-1', stage: 'prod' });
  const live = await readLiveAgreement(source, { ...challenge, since: new Date('2026-03-01T11:59:30Z') });
  // Functions still tried another then, and nothing can be asked of a time to come.
  expect(await readLiveAgreement(source, { ...challenge, since: challenge.until })).toBeUndefined();
  server.close();
  expect(live).toMatchObject({ agreement: 0.9, records: 200 });
  expect(asked).toHaveLength(2);
  expect(new Date(Number(asked[0]!.StartTime) * 1_000).toISOString()).toBe('2026-03-01T12:05:00.000Z');
  expect(asked[0]!.MetricDataQueries[0]!.MetricStat.Metric).toEqual({
    Namespace: 'Weir',
    MetricName: 'ChallengerRows',
    Dimensions: [
      { Name: 'service', Value: 'inference' },
      { Name: 'stage', Value: 'prod' },
      { Name: 'model', Value: 'sample' },
      { Name: 'alias', Value: 'champion' },
    ],
  });
});
