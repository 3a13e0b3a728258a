import type { Plan } from '../../lib/capacity/plan.ts';

/** The settings as they stand in bin/stages.ts under the model's name. */
export function settingsLines({ settings }: Plan): string[] {
  if (settings === null)
    return ['', 'For the model in bin/stages.ts: nothing, since a stream has at most 10,000 shards'];
  const { capacity, mapping, ...rest } = settings;
  const lines = [
    `capacity: ${literal(capacity)},`,
    ...Object.entries(rest).map(([name, value]) => `${name}: ${literal(value)},`),
    `mapping: ${literal(mapping)},`,
  ];
  return ['', 'For the model in bin/stages.ts', ...lines.map((line) => `  ${line}`)];
}

/** As TypeScript writes it: names without quotes, text in single ones. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${literal(field)}`);
  return `{ ${fields.join(', ')} }`;
}
