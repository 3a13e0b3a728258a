import { describe, expect, test } from 'vitest';
import { tiered } from '../../../lib/capacity/cost/tiers.ts';
import { type Plan, planOf } from '../../../lib/capacity/plan.ts';
import { PRICES } from '../../../lib/capacity/prices.ts';
import { predictionBytes } from '../../../lib/capacity/sizes.ts';
import { resolveWorkload, type Workload } from '../../../lib/capacity/workload.ts';

/** Records of 636 bytes and predictions of 536, keys of 36 included; a sandbox does 20,000 records/s, so 0.05 ms each. */
function plan(given: Partial<Workload> & Pick<Workload, 'rps'>): Plan {
  const workload = { recordBytes: 600, outputBytes: 500, recordsPerSecond: 20_000, rejectedShare: 0 };
  return planOf(resolveWorkload({ ...workload, ...given }));
}

/** The positions of the bill that depend on the load, by name. */
function bill({ bill: { lines } }: Plan): Record<string, number> {
  const fixed = ['keys', 'custom metrics', 'alarms', 'dashboards', 'images', 'drift job', 'drift metrics'];
  return Object.fromEntries(
    lines
      .filter(({ what }) => !fixed.includes(what))
      .map(({ service, what, usd }) => [`${service} ${what}`, Number(usd.toFixed(2))]),
  );
}

describe('100 records/s', () => {
  const found = plan({ rps: 100 });

  test('fit one shard of each stream', () => {
    // 100 × 1.25 ÷ 1,000 = 0.125; 63.6 kB/s × 1.25 ÷ 1 MB/s = 0.0795; 53.6 kB/s likewise
    expect(found.shards).toMatchObject({ input: 1, output: 1, parallelization: 1, lanes: 1 });
  });

  test('are gathered for a second and answered in 5 ms', () => {
    // 100 × 0.05 ms = 5 ms once a second; half wait 0.5 s and more, the last 0.99 s
    expect(found.traffic).toMatchObject({
      invocationsPerSecond: 1,
      recordsPerInvocation: 100,
      durationMs: 5,
    });
    expect(found.latency.p50).toBeCloseTo(0.505, 6);
    expect(found.latency.p99).toBeCloseTo(0.995, 6);
  });

  test('are caught up with in 400 s after an outage of an hour', () => {
    // 360,000 wait; the output shard takes 1,000/s, of which 100 are new: 360,000 ÷ 900
    expect(found.outage).toMatchObject({ backlog: 360_000, drainRate: 1_000, drainLimit: 'output' });
    expect(found.outage.catchUpSeconds).toBeCloseTo(400, 6);
    // 22 h of record age less the hour
    expect(found.outage.ageHeadroomSeconds).toBe(75_600);
    expect(found.outage.ends).toBe('caught up');
  });

  test('cost what the price list says', () => {
    expect(bill(found)).toEqual({
      'Kinesis shard hours': 21.9, // 2 × 730 × 0.015
      'Kinesis PUT units, input': 3.68, // 100 × 2,628,000 s = 262.8 million × 0.014 = 3.6792
      'Kinesis PUT units, output': 3.68,
      'Lambda requests': 0.53, // 2.628 million × 0.20 = 0.5256
      'Lambda GB-seconds': 0.38, // 2,628,000 × 0.005 s × 1,769 ÷ 1,024 = 22,700 × 0.0000166667 = 0.3783
      'S3 looks at the champion': 0.02, // 2,628,000 ÷ 60 = 43,800; 43.8 × 0.0004 = 0.0175
      'S3 window writes': 0.24, // 43,800 × (0.005 + 0.0004) ÷ 1,000 = 0.2365
      'S3 window reads': 0.09, // 730 × (61 × 0.0004 + 20 × 0.005) ÷ 1,000 = 0.0908
      'S3 window storage': 0, // (2,160 + 1,440) × 22 kB = 0.074 GB × 0.023
      'KMS requests': 0.11, // (2 + 1 + 1) × 12 × 730 = 35,040; 3.504 × 0.03 = 0.1051
      'CloudWatch logs in': 3.9, // 2,628,000 × 3,190 bytes ÷ 2^30 = 7.808 GB × 0.50
      'CloudWatch logs kept': 0.23, // 7.808 × 0.03
      'X-Ray traces': 13.14, // one a second: 2.628 million × 5
    });
  });

  test('cost more on demand: each record counts as 1 KB', () => {
    // 2 × 730 × 0.04 = 58.40; 100 KB/s × 2,628,000 s ÷ 2^20 = 250.63 GB; twice × (0.08 + 0.04) = 60.15
    expect(found.bill.streams.chosen).toBeCloseTo(29.2584, 4);
    expect(found.bill.streams.other).toBeCloseTo(118.55, 2);
  });

  test('may grow to ten times as much: one shard takes 1,000', () => {
    expect(found.breaksFirst).toEqual([]);
  });
});

describe('monitoring', () => {
  const monitoring = (given: Parameters<typeof plan>[0]) => {
    const { lines, monitoring } = plan(given).bill;
    const of = (what: string) => Number(lines.find((line) => line.what === what)!.usd.toFixed(2));
    return { total: Number(monitoring.toFixed(2)), writes: of('window writes'), drift: of('drift metrics') };
  };

  test('is told as a part of the total', () => {
    // 16 + 3 × 11 metrics × 0.30; 39 metrics × 0.30 + 2.20 + 6 + 0.2365 + 0.0908 + 0.0017 + 0.2435
    expect(monitoring({ rps: 100 })).toEqual({ total: 35.17, writes: 0.24, drift: 14.7 });
  });

  test('grows with the features as far as they are published, and hardly with the records', () => {
    expect(monitoring({ rps: 100, features: 30 }).drift).toBe(31.8); // (16 + 90) × 0.30
    expect(monitoring({ rps: 100, features: 3_000 }).drift).toBe(31.8);
    const [once, tenTimes] = [100, 1_000].map((rps) => monitoring({ rps }).total);
    expect(tenTimes! - once!).toBeLessThan(1);
  });

  test('writes no more than 10,000 windows an hour, however many sandboxes run', () => {
    expect(monitoring({ rps: 1_000_000 }).writes).toBe(39.42); // 7.3 million × 0.0054 ÷ 1,000
    expect(monitoring({ rps: 5_000_000 }).writes).toBe(39.42);
  });
});

describe('5,000 records/s', () => {
  const found = plan({ rps: 5_000 });

  test('take seven shards of each stream', () => {
    // 6,250 ÷ 1,000 = 6.25; 3.18 MB/s × 1.25 = 3.98; 2.68 MB/s × 1.25 = 3.35
    expect(found.shards).toMatchObject({ input: 7, output: 7, parallelization: 1, lanes: 7 });
  });

  test('are answered 714 at a time in 36 ms', () => {
    // 5,000 ÷ 7 = 714.3 × 0.05 = 35.7 ms, billed as 36
    expect(found.traffic).toMatchObject({ invocationsPerSecond: 7, durationMs: 36 });
    expect(found.latency.p50).toBeCloseTo(0.536, 6);
    expect(found.latency.p99).toBeCloseTo(1.026, 6);
  });

  test('are caught up with in two and a half hours after an outage of an hour', () => {
    // 18 million ÷ (7,000 − 5,000) = 9,000 s
    expect(found.outage).toMatchObject({ backlog: 18_000_000, drainRate: 7_000, catchUpSeconds: 9_000 });
  });

  test('cost what the price list says', () => {
    expect(bill(found)).toEqual({
      'Kinesis shard hours': 153.3, // 14 × 730 × 0.015
      'Kinesis PUT units, input': 183.96, // 13,140 million × 0.014
      'Kinesis PUT units, output': 183.96,
      'Lambda requests': 3.68, // 7 × 2.628 = 18.396 million × 0.20 = 3.6792
      'Lambda GB-seconds': 19.07, // 18,396,000 × 0.036 s = 662,256 × 1.72754 GB = 1,144,073 × 0.0000166667
      'S3 looks at the champion': 0.12, // 7 × 43,800 = 306,600; 306.6 × 0.0004
      'S3 window writes': 1.66, // 306,600 × 0.0054 ÷ 1,000
      'S3 window reads': 0.09, // 730 × (67 × 0.0004 + 0.1) ÷ 1,000 = 0.0926
      'S3 window storage': 0.01, // 7 × 3,600 × 22 kB = 0.516 GB × 0.023
      'KMS requests': 0.26, // (2 + 7 + 1) × 8,760 = 87,600; 8.76 × 0.03
      'CloudWatch logs in': 27.33, // 7 × 7.808 = 54.65 GB × 0.50
      'CloudWatch logs kept': 1.64, // 54.65 × 0.03
      'X-Ray traces': 17.08, // (1 + 0.05 × 6) = 1.3/s: 3.4164 million × 5
    });
  });

  test('break both streams first', () => {
    expect(found.breaksFirst.map(({ name, breaksAt }) => [name, Math.round(breaksAt)])).toEqual([
      ['input stream, records', 7_000],
      ['output stream, records', 7_000],
      ['concurrency of a new account, catching up', 7_143], // 5,000 × 10 ÷ 7
    ]);
  });
});

describe('1,000,000 records/s', () => {
  const found = plan({ rps: 1_000_000 });

  test('take 1,250 shards of each stream', () => {
    // 1,250,000 ÷ 1,000, and not one more; 636 MB/s × 1.25 = 795
    expect(found.shards).toMatchObject({ input: 1_250, output: 1_250, parallelization: 1, lanes: 1_250 });
  });

  test('are answered 800 at a time in 40 ms, 50 invocations at once on average', () => {
    expect(found.traffic).toMatchObject({ recordsPerInvocation: 800, durationMs: 40, concurrency: 50 });
    // 3,600 million ÷ (1,250,000 − 1,000,000)
    expect(found.outage.catchUpSeconds).toBeCloseTo(14_400, 6);
  });

  test('cost what the price list says', () => {
    expect(bill(found)).toMatchObject({
      'Kinesis shard hours': 27_375, // 2,500 × 730 × 0.015
      'Kinesis PUT units, input': 36_792, // 2,628,000 million × 0.014
      'Lambda requests': 657, // 1,250 × 2.628 = 3,285 million × 0.20
      'Lambda GB-seconds': 3_783.32, // 131,400,000 s × 1.72754 GB = 226,998,633 × 0.0000166667
      'X-Ray traces': 833.73, // (1 + 0.05 × 1,249) = 63.45/s: 166.7466 million × 5
    });
  });

  test('need a higher quota before anything else, and the shard quota at eight times as much', () => {
    expect(found.breaksFirst.map(({ name, breaksAt }) => [name, breaksAt])).toEqual([
      ['concurrency of a new account, catching up', 8_000], // 1,000,000 × 10 ÷ 1,250
      ['concurrency of the account, catching up', 800_000],
      ['input stream, records', 1_250_000],
      ['output stream, records', 1_250_000],
      ['shard quota of the account', 8_000_000], // 1,000,000 × 20,000 ÷ 2,500
      ['shards of one stream', 8_000_000], // 1,000,000 × 10,000 ÷ 1,250
    ]);
    expect(found.warnings).toContainEqual(expect.stringContaining('more than the 1,000 of an account'));
  });
});

test('GB-seconds cost less beyond 6 and 15 billion', () => {
  // 6e9 × 0.0000166667 + 9e9 × 0.000015 + 5e9 × 0.0000133334 = 100,000.2 + 135,000 + 66,667
  expect(tiered(20e9, PRICES['us-east-1']!.lambda.gbSecond)).toBeCloseTo(301_667.2, 3);
});

test('logs of a function cost less beyond 10, 30 and 50 TB', () => {
  // 10,240 × 0.50 + 20,480 × 0.25 + 20,480 × 0.10 + 1,024 × 0.05 = 5,120 + 5,120 + 2,048 + 51.20
  expect(tiered(52_224, PRICES['us-east-1']!.cloudWatch.logGb)).toBeCloseTo(12_339.2, 6);
});

test('longer retention on demand costs by the GB that is kept, at one price up to seven days and another beyond', () => {
  const found = bill(plan({ rps: 100, mode: 'on-demand', retention: 336 }));
  // 2 × 100 KB/s × 3,600 s ÷ 2^20 = 0.68665 GB of an hour; 144 h × 0.10; 168 h × 0.023
  expect(found['Kinesis retention over 24 h']).toBe(9.89);
  expect(found['Kinesis retention over 7 days']).toBe(2.65);
});

test('on demand is compared with the shards that the load needs, not with the four that it begins with', () => {
  const { bill: onDemand, shards } = plan({ rps: 100, mode: 'on-demand' });
  expect(shards).toMatchObject({ input: 4, needed: { input: 1, output: 1 } });
  expect(onDemand.streams.chosen).toBeCloseTo(118.55, 2);
  expect(onDemand.streams.other).toBeCloseTo(29.2584, 4);
});

test('an account ends a model that needs more invocations at once than it allows', () => {
  // 5,000 ÷ 4 records/s of a sandbox: 1,250 at once
  const found = plan({ rps: 5_000, recordsPerSecond: 4 });
  const limit = found.breaksFirst.find(({ name }) => name === 'concurrency of the account');
  expect(limit?.breaksAt).toBeCloseTo(4_000, 6);
  expect(found.warnings.join('\n')).toContain('concurrency of the account: only 4,000 of 5,000 records/s');
});

test('aggregates cost input shards by their bytes, and output shards by what is in them', () => {
  const found = plan({ rps: 20_000, recordBytes: 90, recordsPerAggregate: 100, outputBytes: 64 });
  // 28 + 36 + 100 × (90 + 10) = 10,064, and the key: 10,100 bytes × 200/s × 1.25 = 2.53 MB/s; output 25,000 ÷ 1,000
  expect(found.sizes.input).toBe(10_100);
  expect(found.shards).toMatchObject({ input: 3, output: 25 });
});

test('a slow model gets lanes first, and shards when ten lanes are not enough', () => {
  // 6,250 ÷ (7 × 200) = 4.46 lanes of each shard
  expect(plan({ rps: 5_000, recordsPerSecond: 200 }).shards).toMatchObject({ input: 7, parallelization: 5 });
  // 6,250 ÷ (10 × 20) = 31.25
  expect(plan({ rps: 5_000, recordsPerSecond: 20 }).shards).toMatchObject({ input: 32, parallelization: 10 });
});

test('with order key, aggregates get no lanes: an aggregate has many keys', () => {
  const found = plan({ rps: 5_000, recordsPerSecond: 200, recordsPerAggregate: 10, order: 'key' });
  // 6,250 ÷ 200 = 31.25
  expect(found.shards).toMatchObject({ input: 32, parallelization: 1 });
  expect(found.warnings).toContainEqual(expect.stringContaining('parallelizationFactor 1'));
});

test('a batch is lowered to what an invocation can carry, or has time for', () => {
  // 100,000 bytes are 133,336 in base64 and some 600 around them: 6,291,456 ÷ 133,981 = 46.9
  const large = plan({ rps: 10, recordBytes: 100_000 });
  expect(large.batches).toMatchObject({ size: 46, loweredBy: 'payload' });
  // 12 s × 10 records/s
  const slow = plan({ rps: 10, recordsPerSecond: 10 });
  expect(slow.batches).toMatchObject({ size: 120, loweredBy: 'time' });
  expect(slow.settings?.mapping.batchSize).toBe(120);
});

test('a constant partition key stays within one shard, whatever the plan has', () => {
  const found = plan({ rps: 5_000, keys: 1 });
  expect(found.breaksFirst[0]).toMatchObject({ name: 'hottest partition key', breaksAt: 1_000 });
  expect(found.warnings.join('\n')).toContain('All records have one partition key');
  const ordered = plan({ rps: 5_000, keys: 1, order: 'key' });
  // one prediction of the key in flight: 1 s ÷ 20 ms
  expect(ordered.breaksFirst[0]).toMatchObject({ name: 'hottest partition key, in order', breaksAt: 50 });
});

test('a slow model ends the most frequent key by its lane, not by its shard', () => {
  // a sandbox does 200 records/s, and half of all records are of one key
  const found = plan({ rps: 1_000, recordsPerSecond: 200, hottestKeyShare: 0.5 });
  expect(found.breaksFirst[0]).toMatchObject({ name: 'hottest partition key', breaksAt: 400 });
  expect(found.getsThrough).toBe(false);
  expect(found.outage).toMatchObject({ drainLimit: 'hottest key', catchUpSeconds: null });
});

test('with order key, the keys of a batch decide how long it takes', () => {
  // 400 records/s of 10 keys: 40 of each key in the batch of a second, one after another at 20 ms
  const found = plan({ rps: 400, keys: 10, order: 'key' });
  expect(found.traffic).toMatchObject({ recordsPerInvocation: 400, durationMs: 800 });
  expect(plan({ rps: 400, keys: 1_000, order: 'key' }).traffic.durationMs).toBe(20);
});

test('a lane that is over its load is busy all the time, and not more', () => {
  const { traffic, latency } = plan({ rps: 5_000, keys: 1, order: 'key' });
  expect(traffic.concurrency).toBeCloseTo(1, 9);
  expect(latency.p50).toBeGreaterThan(10);
});

test('fewer keys than lanes leave lanes without records', () => {
  // ten lanes of 10 records/s, and 4 keys
  const found = plan({ rps: 40, recordsPerSecond: 10, keys: 4, headroom: 1 });
  expect(found.shards.lanes).toBe(8);
  expect(found.traffic).toMatchObject({ invocationsPerSecond: 4, recordsPerInvocation: 10 });
});

test('more than two readers of the output end it before its writers do', () => {
  // 6 × 536 bytes × 1,250/s ÷ 2 MB/s = 2.01: 3 shards; each gives 2,000,000 ÷ 3,216 = 621.9 records/s
  const found = plan({ rps: 1_000, consumers: 6 });
  expect(found.shards.output).toBe(3);
  const limit = found.breaksFirst.find(({ name }) => name === 'output stream, readers');
  expect(limit?.breaksAt).toBeCloseTo(1_865.67, 2);
});

test('streams on demand have a ceiling in each region, do not jump, and begin small', () => {
  const found = plan({ rps: 5_000, mode: 'on-demand' });
  expect(found.breaksFirst).toContainEqual(
    expect.objectContaining({ name: 'streams on demand, suddenly', breaksAt: 10_000, soft: true }),
  );
  expect(found.warnings).toContainEqual(expect.stringContaining('begins with 4 MB/s and 4,000 records/s'));
  // 10,000 MB/s with 1,000 records/s each in us-east-1, 200 elsewhere
  expect(plan({ rps: 5_000_000, mode: 'on-demand' }).getsThrough).toBe(true);
  const tokyo = plan({ rps: 300_000, mode: 'on-demand', region: 'ap-northeast-1' });
  expect(tokyo.getsThrough).toBe(false);
  expect(tokyo.breaksFirst.find(({ soft }) => !soft)).toMatchObject({
    name: 'input stream on demand',
    breaksAt: 200_000,
  });
});

test('many small batches with rejections reach what S3 takes under one prefix', () => {
  // 1,250 batches/s of 800 records, of which one in a thousand is rejected: 1,250 × (1 − 0.999^800) = 688.6 puts/s
  const found = plan({ rps: 1_000_000, rejectedShare: 0.001 });
  expect(found.traffic.quarantinePutsPerSecond).toBeCloseTo(688.6, 1);
  const limit = found.breaksFirst.find(({ name }) => name.startsWith('puts under one prefix'));
  expect(limit?.breaksAt).toBeCloseTo(5_083_000, -4);
  expect(limit?.soft).toBe(true);
});

test('half of the memory of a vCPU takes twice the time, and more than one is not counted as a gain', () => {
  const at = (memory: number) =>
    planOf(resolveWorkload({ rps: 100, recordBytes: 600, memory })).speed.recordMs;
  expect(at(884) / at(1_769)).toBeCloseTo(1_769 / 884, 9);
  expect(at(3_538)).toBe(at(1_769));
});

test('without headroom no outage is ever caught up with', () => {
  const found = plan({ rps: 5_000, headroom: 0 });
  expect(found.outage.catchUpSeconds).toBeNull();
  expect(found.warnings).toContainEqual(expect.stringContaining('never catches up'));
});

test.each([
  [3_600, 'caught up'],
  [80_000, 'in the destination'], // over 22 h of record age
  [90_000, 'lost'], // over 24 h of retention
] as const)('an outage of %i s leaves the records %s', (outage, ends) => {
  expect(plan({ rps: 100, outage }).outage.ends).toBe(ends);
});

test('longer retention costs by the shard, and after seven days by the GB', () => {
  const found = bill(plan({ rps: 100, retention: 336 }));
  // 2 × 730 × 0.02; (63,600 + 53,600 bytes/s) × 168 h × 3,600 s ÷ 2^30 = 66.01 GB × 0.023
  expect(found['Kinesis retention over 24 h']).toBe(29.2);
  expect(found['Kinesis retention over 7 days']).toBe(1.52);
});

test('a full record grows with the classes, and a compact one is a third of it', () => {
  const full = predictionBytes({ outputFormat: 'full', classes: 7 });
  const compact = predictionBytes({ outputFormat: 'compact', classes: 7 });
  expect(predictionBytes({ outputFormat: 'full', classes: 8 }) - full).toBe('"10":0.12345,'.length);
  expect(compact / full).toBeLessThan(0.45);
});
