import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { answersCloudFormation } from './cloudformation.ts';
import { stopLocalStack } from './localstack.ts';
import { isAlive, logOf, stopDetachedMinistack } from './ministack.ts';

const runningSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('MiniStack'), endpoint: z.string(), pid: z.number() }),
  z.object({ kind: z.literal('LocalStack'), endpoint: z.string() }),
]);

/** An emulator that runs in the background because a deployment started it. */
export type RunningEmulator = Readonly<z.infer<typeof runningSchema>>;

/** Where state and log of the emulator in the background are. */
export function emulatorDirectory(home: string): string {
  return join(home, 'emulator');
}

/** The log of an emulator that runs at this endpoint, if it is one that local:deploy started. */
export async function logAt(home: string, endpoint: string): Promise<string | undefined> {
  const noted = await readNote(home);
  return noted?.kind === 'MiniStack' && noted.endpoint === endpoint
    ? logOf(emulatorDirectory(home))
    : undefined;
}

/** The emulator that an earlier command left running, or undefined: none, or it has gone. */
export async function findRunning(home: string): Promise<RunningEmulator | undefined> {
  const noted = await readNote(home);
  if (noted === undefined) return undefined;
  const gone = noted.kind === 'MiniStack' && !isAlive(noted.pid);
  return !gone && (await answersCloudFormation(noted.endpoint)) ? noted : undefined;
}

export async function noteRunning(home: string, running: RunningEmulator): Promise<void> {
  const path = notePath(home);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(running, null, 2)}\n`);
}

/** Stops it, and forgets it and what it kept. */
export async function stopRunning(home: string, running: RunningEmulator): Promise<void> {
  if (running.kind === 'MiniStack') await stopDetachedMinistack(running.pid);
  else await stopLocalStack();
  await rm(emulatorDirectory(home), { recursive: true, force: true });
}

async function readNote(home: string): Promise<RunningEmulator | undefined> {
  try {
    return runningSchema.parse(JSON.parse(await readFile(notePath(home), 'utf8')));
  } catch {
    return undefined;
  }
}

function notePath(home: string): string {
  return join(emulatorDirectory(home), 'running.json');
}
