import { GROWTH } from '../../lib/capacity/growth/growth.ts';
import { n } from '../../lib/capacity/line.ts';
import type { Plan } from '../../lib/capacity/plan.ts';

/** What stops the load on its way to ten times as much, in the order in which it does. */
export function growthLines({ workload, breaksFirst }: Plan): string[] {
  const title = `At ${GROWTH} times as much (${n(GROWTH * workload.rps)} records/s), with these settings`;
  if (breaksFirst.length === 0) return ['', title, '  nothing that is counted here breaks'];
  return [
    '',
    `${title}, this breaks, the first first`,
    ...breaksFirst.flatMap(({ name, breaksAt, how, remedy, soft }, i) => [
      `  ${i + 1}. ${name} at ${n(breaksAt)} records/s (${n(breaksAt / workload.rps)} times): ${how}`,
      `     ${soft ? 'It slows and ends nothing; against it helps' : 'It takes'} ${remedy}.`,
    ]),
  ];
}
