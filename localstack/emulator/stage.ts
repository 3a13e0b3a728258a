import { describeStacks, type StackDescription } from './cloudformation.ts';

/** What bin/stages.ts calls the stage for emulators, and the beginning of its stacks' names. */
export const STAGE = 'local';
export const STACK_PREFIX = 'weir-local-';

export const MODEL = 'wine-quality';

/** The deployed stage, by the outputs of its stacks. */
export interface DeployedStage {
  readonly stacks: readonly string[];
  readonly registry: string;
  readonly quarantine: string;
  readonly inputStream: string;
  readonly outputStream: string;
  readonly functionName: string;
}

/** The stacks of the stage, oldest first. */
export async function stageStacks(endpoint: string): Promise<StackDescription[]> {
  const stacks = await describeStacks(endpoint);
  return stacks.filter(({ name }) => name.startsWith(STACK_PREFIX));
}

/** @throws when the stacks are not there, or lack an output */
export async function deployedStage(endpoint: string): Promise<DeployedStage> {
  const stacks = await stageStacks(endpoint);
  const registry = outputsOf(stacks, `${STACK_PREFIX}registry`);
  const inference = outputsOf(stacks, `${STACK_PREFIX}${MODEL}-inference`);
  return {
    stacks: stacks.map(({ name }) => name),
    registry: registry('RegistryUri'),
    quarantine: registry('QuarantineUri'),
    inputStream: inference('InputStream'),
    outputStream: inference('OutputStream'),
    functionName: inference('FunctionName'),
  };
}

function outputsOf(stacks: readonly StackDescription[], name: string): (key: string) => string {
  const stack = stacks.find((candidate) => candidate.name === name);
  if (stack === undefined) throw new Error(`there is no stack ${name}`);
  return (key) => {
    const value = stack.outputs[key];
    if (value === undefined) throw new Error(`the stack ${name} has no output ${key}`);
    return value;
  };
}
