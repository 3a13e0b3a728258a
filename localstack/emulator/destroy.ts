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

/** Deletes the stacks of the stage, the youngest first, since it uses what the older ones export. */
export async function destroyStage(endpoint: string, steps: Steps): Promise<DestroyResult> {
  const deleted: string[] = [];
  for (const { name } of (await stageStacks(endpoint)).reverse())
    await steps.run(`delete ${name}`, async () => {
      await deleteStack(endpoint, name);
      deleted.push(name);
      return 'gone';
    });
  let left: readonly string[] = [];
  await steps.run('look for what is left', async () => {
    left = await leftBehind(endpoint);
    return left.length === 0 ? 'nothing' : left.join(', ');
  });
  return { endpoint, deleted, left, steps: steps.done };
}
