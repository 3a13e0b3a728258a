import { expect, test } from 'vitest';
import { scratch } from './support/registries.ts';
import { weir } from './support/run-weir.ts';

const LOAD = ['plan', '--rps', '5000', '--record-bytes', '600', '--memory', '1769'];

test('a plan shows each result with its formula, a picture of the cost, what breaks first and what to write', async () => {
  const { code, stdout, stderr } = await weir(LOAD, { home: scratch() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const line of [
    /^5,000 records\/s of 600 \+ 36 bytes/m,
    /^ {2}input stream +7 shards +records: 5,000\/s × 1\.25 ÷ 1,000 = 6\.25$/m,
    /^ {2}caught up after +2 h 30 min +18,000,000 ÷ \(7,000 − 5,000\)$/m,
    /^ {2}Kinesis +\$521\.22 +#{30}$/m,
    /^ {2}Kinesis +shard hours +\$153\.30 +\(7 \+ 7\) × 730 h × \$0\.015$/m,
    /^ {2}The streams: provisioned \$521\.22, on-demand \$3,066\.$/m,
    /^ {2}1\. input stream, records at 7,000 records\/s \(1\.4 times\)/m,
    /^ {2}capacity: \{ mode: 'provisioned', inputShards: 7, outputShards: 7 \},$/m,
    /^ {2}mapping: \{ batchSize: 1000, maximumBatchingWindowInSeconds: 0, parallelizationFactor: 1, maximumRecordAgeInSeconds: 79200 \},$/m,
  ])
    expect(stdout).toMatch(line);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    /^5,000 records\/s: 7 \+ 7 shards, up to 7 at once, .* a month; first to break: input stream, records at 7,000/,
  );
});

test('--json has inputs, assumptions and results in one line, and nothing else', async () => {
  const { code, stdout } = await weir([...LOAD, '--json'], { home: scratch() });
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(stdout)).toMatchObject({
    workload: { rps: 5_000, recordBytes: 600, memory: 1_769, region: 'us-east-1', headroom: 0.25 },
    shards: { input: 7, output: 7 },
    outage: { catchUpSeconds: 9_000 },
    settings: { capacity: { mode: 'provisioned', inputShards: 7, outputShards: 7 } },
    basis: {
      pricesOf: { from: '2026-07', to: '2026-10' },
      pricesRegion: 'us-east-1',
      prices: { kinesis: { shardHour: 0.015 } },
      assumed: { cpuFactor: 2 },
    },
  });
});

test('--json keeps its fields', async () => {
  const { stdout } = await weir([...LOAD, '--json', '--keys', '1000', '--order', 'key'], { home: scratch() });
  const found = JSON.parse(stdout) as Record<string, object>;
  const fields = (name: string) => Object.keys(found[name] ?? {}).toSorted();
  expect(Object.keys(found).toSorted()).toEqual(
    'basis batches bill breaksFirst getsThrough latency outage settings shards sizes speed traffic training warnings workload'.split(
      ' ',
    ),
  );
  expect(fields('bill')).toEqual(['byService', 'lines', 'monitoring', 'streams', 'total']);
  expect(fields('latency')).toEqual(['leavesOut', 'lines', 'p50', 'p99']);
  expect(fields('basis')).toEqual(
    'assumed measured notCounted pricePages prices pricesOf pricesRegion'.split(' '),
  );
  expect(found.breaksFirst).toContainEqual({
    name: 'input stream, records',
    breaksAt: 7_000,
    how: expect.any(String),
    remedy: expect.any(String),
  });
});

test('a load that one partition key cannot carry is told in the last line', async () => {
  const { stdout } = await weir([...LOAD, '--keys', '1'], { home: scratch() });
  expect(stdout).toContain('  ! All records have one partition key');
  expect(stdout).toContain('its records wait ever longer');
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    /^5,000 records\/s do NOT get through .*: hottest partition key ends at 1,000 records\/s\.$/,
  );
});

test.each([
  [['--rps', 'many'], 'Expected a number, such as 5000'],
  [['--rps', '0', '--memory', '64'], '--rps is 0; expected a number from 0.01 to'],
  [['--region', 'Ireland'], 'There are prices of us-east-1, eu-central-1, ap-northeast-1'],
])('%j is a mistake that says what is allowed', async (args, message) => {
  const { code, stdout, stderr } = await weir([...LOAD, ...args], { home: scratch() });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a region without prices is planned with those of another, and each place that tells the cost says so', async () => {
  const environment = { AWS_REGION: 'eu-west-1' };
  const { code, stdout, stderr } = await weir(LOAD, { home: scratch(), environment });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Prices: list prices of us-east-1, July 2026 to October 2026');
  expect(stdout).toContain('  ! There are no prices of eu-west-1');
  expect(stdout.trimEnd().split('\n').at(-1)).toContain('a month at the prices of us-east-1');
});
