import { reasonOf } from '../../lib/contract/errors.ts';
import { StoreError } from '../../lib/registry/store-errors.ts';
import { within } from '../../lib/registry/within.ts';
import type { Outcome } from './place-version.ts';
import { type Answer, answerTo, type Request, requestSchema } from './request.ts';

/** Before Lambda ends the invocation: time to answer, repeats included. */
const ANSWER_MS = 12_000;

export interface Ports {
  readonly model: string;
  readonly place: (requestId: string) => Promise<Outcome>;
  readonly putAnswer: (url: string, answer: Answer) => Promise<void>;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly log: (line: Readonly<Record<string, string>>) => void;
}

/** Between tries, in milliseconds. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html */
const RETRY_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000] as const;

/** What Lambda hands over besides the event. */
export interface InvocationContext {
  readonly getRemainingTimeInMillis: () => number;
}

const MEANINGS: Readonly<Record<Outcome, string>> = {
  placed: 'published as version 1 and champion now',
  'has-champion': 'nothing done: there is a champion',
  'has-versions': 'nothing done: there are versions, and which is champion is for people to say',
  'others-were-first': 'nothing done: another was first',
};

/**
 * The handler: CloudFormation gets an answer to every request, also when the work fails or takes too long, since
 * a deployment would wait an hour for one that never comes. Only the creation of the resource does anything:
 * updates and deletions leave the registry as it is.
 */
export function answering(ports: Ports): (event: unknown, context: InvocationContext) => Promise<void> {
  return async (event, context) => {
    const request = requestSchema.parse(event);
    const result = await perform(ports, request, context.getRemainingTimeInMillis() - ANSWER_MS);
    ports.log({ model: ports.model, request: request.RequestType, ...result });
    const resource = `first-model-${ports.model}`;
    await ports.putAnswer(request.ResponseURL, answerTo(request, { ...result, resource }));
  };
}

async function perform(
  ports: Ports,
  { RequestType, RequestId }: Request,
  timeoutMs: number,
): Promise<Pick<Parameters<typeof answerTo>[1], 'status' | 'reason'>> {
  if (RequestType !== 'Create') return { status: 'SUCCESS', reason: 'the registry stays as it is' };
  const { model } = ports;
  try {
    const outcome = await within(timeoutMs, () => placePatiently(ports, RequestId));
    return { status: 'SUCCESS', reason: `${model}: ${MEANINGS[outcome]}` };
  } catch (error) {
    return { status: 'FAILED', reason: `${model} could not be published: ${reasonOf(error)}` };
  }
}

/** Tries again what the store refused: a role that is seconds old may not have its rights everywhere yet. */
async function placePatiently({ place, pause }: Ports, requestId: string): Promise<Outcome> {
  for (const pauseMs of RETRY_PAUSES_MS) {
    try {
      return await place(requestId);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      await pause(pauseMs);
    }
  }
  return place(requestId);
}
