import { expect, it } from 'vitest';
import { z } from 'zod';
import { programSchema } from '../../../../training/trial/program/specification.ts';

it.each([
  [{ kind: 'float', low: 3, high: 1 }, /has its low bound above its high one.*at space/s],
  [{ kind: 'float', low: 0, high: 1, log: true }, /is logarithmic from 0.*at space/s],
])('a description whose space nothing can be drawn from is none: %j', (depth, message) => {
  const { error } = programSchema.safeParse({ command: ['node'], space: { depth } });
  expect(z.prettifyError(error!)).toMatch(message);
});
