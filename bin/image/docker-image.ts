import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOCKERFILE } from '../../lib/constructs/inference-function/function-code.ts';
import { PlainFault } from '../terminal/faults.ts';
import { filesIn, type ListedFile } from './file-list.ts';
import { runTool, ToolFailed, ToolMissing } from './run-tool.ts';

/** The name of the image on this machine. */
export const LOCAL_IMAGE = 'weir-inference';

/** Where the base image has the function. */
const TASK_ROOT = '/var/task';

export interface BuiltImage {
  /** sha256:…, over its configuration and layers: another for other content. */
  readonly id: string;
  /** With the base image. */
  readonly bytes: number;
  readonly files: readonly ListedFile[];
}

/** Why no image can be built here; undefined when Docker answers. */
export async function whyNoDocker(): Promise<string | undefined> {
  try {
    await runTool('docker', ['version', '--format', '{{.Server.Version}}']);
    return undefined;
  } catch (error) {
    if (error instanceof ToolMissing) return error.message;
    if (error instanceof ToolFailed) return `Docker does not answer: ${error.said}`;
    throw error;
  }
}

/** Builds the image of the repository and looks into it. */
export async function buildImage(root: string): Promise<BuiltImage> {
  const flags = ['--platform', 'linux/amd64', '--provenance=false'];
  const file = ['--file', join(root, DOCKERFILE)];
  await runTool('docker', ['build', ...flags, ...file, '--tag', LOCAL_IMAGE, root], { showProgress: true });
  const inspected = await runTool('docker', [
    'image',
    'inspect',
    '--format',
    '{{.Id}} {{.Size}}',
    LOCAL_IMAGE,
  ]);
  const [, id, size] = /^(sha256:[0-9a-f]{64}) (\d+)$/.exec(inspected) ?? [];
  if (id === undefined) throw new PlainFault(`docker image inspect printed "${inspected}"`);
  return { id, bytes: Number(size), files: await filesOfImage() };
}

/** Copied out of a container that never starts. */
async function filesOfImage(): Promise<ListedFile[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'weir-image-'));
  const container = await runTool('docker', ['create', '--platform', 'linux/amd64', LOCAL_IMAGE]);
  try {
    const directory = join(scratch, 'task');
    await runTool('docker', ['cp', `${container}:${TASK_ROOT}`, directory]);
    return await filesIn(directory);
  } finally {
    await runTool('docker', ['rm', container]);
    await rm(scratch, { recursive: true, force: true });
  }
}
