import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../lib/contract/errors.ts';
import { deleteStack, type StackDescription } from './cloudformation.ts';
import { stageStacks } from './stage.ts';
import type { Steps } from './steps.ts';

/** An emulator ends by itself what an interrupted cdk began, unless a resource never answers. */
const SETTLE_MS = 15_000;
const POLL_MS = 500;

/** A change set was made and not executed: cdk itself goes on from there. */
const REVIEW = 'REVIEW_IN_PROGRESS';

/** A stack that was never made, and that nothing but a deletion helps. */
const HALF_MADE = /^(CREATE_FAILED|ROLLBACK_(COMPLETE|FAILED)|DELETE_FAILED)$/;

/**
 * Deletes what a failed deployment left of stacks, so that the next one can begin.
 * @throws UserError when CloudFormation is at work on one
 */
export async function clearHalfMade(endpoint: string, steps: Steps, settleMs = SETTLE_MS): Promise<void> {
  for (const { name, status } of (await settledStacks(endpoint, settleMs)).reverse())
    if (HALF_MADE.test(status))
      await steps.run(`delete half-made ${name}`, async () => {
        await deleteStack(endpoint, name);
        return `was ${status}`;
      });
}

async function settledStacks(endpoint: string, settleMs: number): Promise<StackDescription[]> {
  const deadline = performance.now() + settleMs;
  for (;;) {
    const stacks = await stageStacks(endpoint);
    const busy = stacks.find(({ status }) => status.endsWith('_IN_PROGRESS') && status !== REVIEW);
    if (busy === undefined) return stacks;
    if (performance.now() > deadline)
      throw new UserError(
        `the stack ${busy.name} is ${busy.status}: another local:deploy runs, or one was ended halfway\n  wait for it, or type npm run local:destroy, then npm run local:deploy`,
      );
    await delay(POLL_MS);
  }
}
