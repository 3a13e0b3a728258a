import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { METRIC_CATALOGUE } from '../../lib/contract/metric-catalogue.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where each service's code lies. */
const SERVICES = { inference: 'lambdas/inference', training: 'training', drift: 'monitoring/drift' } as const;

function sourceOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
    .join('\n');
}

test.each(Object.entries(SERVICES))(
  'the code of %s publishes each metric that the contract gives it',
  (service, folder) => {
    const source = sourceOf(folder);
    const own = [...METRIC_CATALOGUE.values()].filter((metric) => metric.service === service);
    expect(own.length).toBeGreaterThan(3);
    expect(own.map(({ name }) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual(
      [],
    );
  },
);
