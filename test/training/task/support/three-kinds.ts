import { randomFrom } from '../../../support/random.ts';

/** A CSV of rows of three kinds, seven, eight and nine, that a model can tell apart and a guess cannot. */
export function threeKinds(rows: number): string {
  const random = randomFrom(7);
  const lines = Array.from({ length: rows }, (_, row) => {
    const kind = row % 3;
    const near = (centre: number) => (centre + random() - 0.5).toFixed(4);
    return [near(kind), near(-kind), near(kind * kind), 7 + kind].join(';');
  });
  return ['alcohol;density;sugar;quality', ...lines, ''].join('\n');
}
