import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './request.ts';

const TIMEOUT_MS = 3_000;

/** Pauses before the answer is put again, in milliseconds. */
const RETRY_DELAYS_MS = [200, 1_000] as const;

/** CloudFormation did not take the answer; Lambda then repeats the request. */
export class AnswerNotTaken extends Error {
  override readonly name = 'AnswerNotTaken';
}

/**
 * Puts the answer where CloudFormation waits for it.
 * @throws AnswerNotTaken without the address, which is signed and so a secret while it is valid
 */
export async function putAnswer(url: string, answer: Answer): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify(answer));
  for (let attempt = 0; ; attempt++) {
    const problem = await tryPut(url, body);
    if (problem === undefined) return;
    const delayMs = RETRY_DELAYS_MS[attempt];
    if (delayMs === undefined) throw new AnswerNotTaken(`CloudFormation did not take the answer: ${problem}`);
    await delay(delayMs);
  }
}

/** The bytes go without a content type: the address is signed for none. */
async function tryPut(url: string, body: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(url, {
      method: 'PUT',
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return ok ? undefined : `HTTP ${status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'no connection';
  }
}
