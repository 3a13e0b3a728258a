import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GateCheck } from '../../../lib/contract/verdict.ts';
import { summarise } from '../../../training/gate/summarise.ts';

const checks = fc.array(
  fc.record<GateCheck>({
    check: fc.constantFrom('data', 'floor', 'quality', 'latency'),
    outcome: fc.constantFrom('passed', 'failed', 'reported', 'skipped'),
    reason: fc.string({ minLength: 1 }),
    figures: fc.constant({}),
  }),
);

it('never promotes when a check failed, and always names it; promotes whenever none did', () => {
  fc.assert(
    fc.property(checks, (made) => {
      const { promote, reason } = summarise(made);
      const failed = made.filter(({ outcome }) => outcome === 'failed');
      expect(promote).toBe(failed.length === 0);
      for (const { check } of failed) expect(reason).toContain(check);
    }),
  );
});
