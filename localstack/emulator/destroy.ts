import { reasonOf } from '../../lib/contract/errors.ts';
import { deleteStack } from './cloudformation.ts';
import { leftBehind } from './left-behind.ts';
import { stageStacks } from './stage.ts';
import type { StepResult, Steps } from './steps.ts';

export interface DestroyResult {
  readonly endpoint: string;
  /** Names of the stacks that were deleted, in that order. */
  readonly deleted: readonly string[];
  /** What the emulator still holds of the stage: nothing, when all went well. */
  readonly left: readonly string[];
  readonly steps: readonly StepResult[];
}

/**
 * Deletes the stacks of the stage, the youngest first, since it uses what the older ones export.
 * @param options.emulatorGoes whether the emulator is stopped afterwards: what cannot be deleted goes with it
 */
export async function destroyStage(
  endpoint: string,
  { steps, emulatorGoes }: { readonly steps: Steps; readonly emulatorGoes: boolean },
): Promise<DestroyResult> {
  const stacks = await stageStacks(endpoint);
  if (emulatorGoes && stacks.some(({ status }) => status.endsWith('_IN_PROGRESS'))) {
    steps.note('the stacks are half made: they go with the emulator');
    return { endpoint, deleted: [], left: [], steps: steps.done };
  }
  const deleted: string[] = [];
  for (const { name } of stacks.reverse())
    await steps.run(`delete ${name}`, async () => {
      try {
        await deleteStack(endpoint, name);
      } catch (error) {
        if (!emulatorGoes) throw error;
        return `${reasonOf(error)}: it goes with the emulator`;
      }
      deleted.push(name);
      return 'gone';
    });
  if (emulatorGoes && deleted.length < stacks.length)
    return { endpoint, deleted, left: [], steps: steps.done };
  let left: readonly string[] = [];
  await steps.run('look for what is left', async () => {
    left = await leftBehind(endpoint);
    return left.length === 0 ? 'nothing' : left.join(', ');
  });
  return { endpoint, deleted, left, steps: steps.done };
}
