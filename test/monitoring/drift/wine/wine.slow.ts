import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReferenceProfile } from '../../../../lib/contract/profile.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { createCounter } from '../../../../lib/model/profile/counter.ts';
import { allRows } from '../../../../lib/model/profile/row-selection.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { judgeWindow } from '../../../../monitoring/drift/decision/judge-window.ts';
import { loadTable } from '../../../../training/data/load.ts';
import { type Problem, readProblem } from '../../../../training/data/problem.ts';
import type { Table } from '../../../../training/data/table.ts';
import { train } from '../../../../training/main.ts';
import { buildReferenceProfile } from '../../../../training/profile/reference-profile.ts';
import { seededRandom } from '../../../../training/random.ts';
import { type FeatureRows, takeRows } from '../../../../training/trainers/trainer.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

/** What generate.py found on the raw rows. */
const scipy: {
  readonly white: string;
  readonly red: string;
  readonly features: Readonly<Record<string, { ks: number; wasserstein: number }>>;
  readonly drifted: readonly string[];
} = JSON.parse(await readFile(join(import.meta.dirname, 'scipy.json'), 'utf8'));

/** White wines are those that WEIR_DATA names; red ones lie beside them. */
const white = process.env.WEIR_DATA ?? '';
const red = join(dirname(white), 'winequality-red.csv');
const missing =
  white === ''
    ? 'WEIR_DATA does not name winequality-white.csv'
    : [white, red].filter((file) => !existsSync(file)).map((file) => `${file} is not there`)[0];

let whites: Problem;

beforeAll(async () => {
  if (missing === undefined) whites = readProblem(await tableOf(white, scipy.white), { features: 'all' });
});

/** The very files that the fixture is of. */
async function tableOf(data: string, sha256: string): Promise<Table> {
  const table = await loadTable({ data });
  expect(table.sha256, data).toBe(sha256);
  return table;
}

/** Judges three hours that hold the same rows each. */
function judge(profile: ReferenceProfile, signature: Signature, rows: FeatureRows) {
  const counter = createCounter(profile.layout);
  counter.countFeatures(rows.values, allRows(rows.count));
  const counts = counter.counts();
  const hours = ['2026-11-21T00', '2026-11-21T01', '2026-11-21T02'].map((hour) => ({ hour, counts }));
  return judgeWindow({ profile, signature, hours, window: '2026-11-21T02' });
}

/** The rows as a reference, of a model that gives one answer to all. */
function profileOf({ signature }: Problem, training: FeatureRows): ReferenceProfile {
  const answers = { task: 'classification' as const, labels: new Int32Array(1), probabilities: undefined };
  const importance = signature.features.map((_, __, all) => 1 / all.length);
  const unseen = { rows: { ...training, count: 1 }, truth: undefined, answers };
  return buildReferenceProfile({ model: 'wine', signature, training, unseen, importance, seed: 1 });
}

describe(missing === undefined ? 'true wines' : `true wines (not looked at: ${missing})`, () => {
  it.skipIf(missing !== undefined)(
    'red wines drift from a white-wine model in exactly the features that SciPy names',
    async () => {
      const registry = new ModelRegistry(openStore(await temporaryDirectory()));
      const data = { data: white, features: 'all', family: 'logistic' };
      const { manifest } = await train({ registry, by: 'a test', ...data });
      const profile = (await registry.profile(manifest))!;
      const { rows } = readProblem(await tableOf(red, scipy.red), { features: 'all' });
      const judged = judge(profile, manifest.signature, rows);
      expect(judged).toMatchObject({ verdict: 'drift', alarm: true });
      expect(judged.drifted.toSorted()).toEqual(scipy.drifted.toSorted());
    },
  );

  it.skipIf(missing !== undefined)(
    'and from all white wines as far as SciPy says, but for the bins',
    async () => {
      const { rows } = readProblem(await tableOf(red, scipy.red), { features: 'all' });
      const { features, drifted } = judge(profileOf(whites, whites.rows), whites.signature, rows);
      expect(drifted).toEqual(scipy.drifted);
      for (const { name, statistics } of features) {
        const { ks, wasserstein } = scipy.features[name]!;
        expect(Math.abs(statistics.wasserstein! / wasserstein - 1), name).toBeLessThan(0.01);
        expect(Math.abs(statistics.ks! - ks), name).toBeLessThan(0.015);
      }
    },
  );

  it.skipIf(missing !== undefined)('halves of the white wines raise at most one alarm in 100', () => {
    const found = Array.from({ length: 100 }, (_, seed) => {
      const order = Int32Array.from({ length: whites.rows.count }, (_, row) => row);
      const shuffled = Int32Array.from(seededRandom(seed).shuffle([...order]));
      const half = shuffled.length / 2;
      const profile = profileOf(whites, takeRows(whites.rows, shuffled.subarray(0, half)));
      return judge(profile, whites.signature, takeRows(whites.rows, shuffled.subarray(half)));
    });
    expect(new Set(found.map(({ rows }) => rows))).toEqual(new Set([whites.rows.count / 2]));
    expect(found.filter(({ alarm }) => alarm).length).toBeLessThanOrEqual(1);
    expect(found.filter(({ verdict }) => verdict === 'insufficient-data')).toEqual([]);
  });
});
