import { deleteStack, describeStacks } from '../../localstack/emulator/cloudformation.ts';
import { UNSUPPORTED, type UnsupportedResource } from '../../localstack/emulator/unsupported.ts';
import { must, type Scene, until } from './scene.ts';

const STACK = 'weir-refusal';

/** What the stage leaves out is still refused: else its row has to go, and the resource comes back. */
export async function whatIsLeftOutIsRefused(scene: Scene): Promise<string> {
  const health = await fetch(`${scene.endpoint}/_ministack/health`).catch(() => undefined);
  if (!health?.ok) return 'not asked: the table is about MiniStack';
  for (const row of UNSUPPORTED) await isRefused(scene, row);
  return UNSUPPORTED.map(({ which }) => which).join(', ');
}

async function isRefused({ aws, endpoint }: Scene, { type, which, example }: UnsupportedResource) {
  const template = JSON.stringify({ Resources: { Refused: { Type: type, Properties: example } } });
  const create = ['create-stack', '--stack-name', STACK, '--template-body', template];
  const created = await aws('cloudformation', ...create).then(
    () => true,
    () => false,
  );
  if (!created) return;
  const status = await until(30, `an end of the stack with ${which}`, async () => {
    const stack = (await describeStacks(endpoint)).find(({ name }) => name === STACK);
    return stack?.status.endsWith('IN_PROGRESS') ? undefined : (stack?.status ?? 'DELETE_COMPLETE');
  });
  await deleteStack(endpoint, STACK);
  must(
    status !== 'CREATE_COMPLETE',
    `the emulator takes ${type} (${which}) now: take its row out of localstack/emulator/unsupported.ts`,
  );
}
