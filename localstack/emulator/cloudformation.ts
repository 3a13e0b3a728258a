import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../lib/contract/errors.ts';
import { askEmulator } from './emulator-api.ts';

/** A stack as CloudFormation describes it. */
export interface StackDescription {
  readonly name: string;
  /** CREATE_COMPLETE, DELETE_FAILED and so on. */
  readonly status: string;
  /** Why the status is what it is; often empty. */
  readonly reason: string;
  readonly createdAt: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Within which something that runs says whether it is CloudFormation. */
const ANSWER_TIMEOUT_MS = 5_000;
const POLL_MS = 500;
const DELETE_TIMEOUT_MS = 60_000;

/** All stacks of an emulator but the deleted ones, oldest first. */
export async function describeStacks(endpoint: string, timeoutMs?: number): Promise<StackDescription[]> {
  const xml = await query(endpoint, { Action: 'DescribeStacks' }, timeoutMs);
  return stacksOf(xml)
    .filter(({ status }) => status !== 'DELETE_COMPLETE')
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/**
 * Deletes a stack and waits until it is gone. By its name: an emulator may not know a stack by its ARN, which is
 * what `cdk destroy` sends.
 * @throws with the status and its reason when the stack stays
 */
export async function deleteStack(endpoint: string, name: string): Promise<void> {
  await query(endpoint, { Action: 'DeleteStack', StackName: name });
  const deadline = performance.now() + DELETE_TIMEOUT_MS;
  for (;;) {
    const stack = (await describeStacks(endpoint)).find((candidate) => candidate.name === name);
    if (stack === undefined) return;
    if (stack.status.endsWith('FAILED') || performance.now() > deadline)
      throw new Error(`${name} is not deleted: ${stack.status} ${stack.reason}`.trim());
    await delay(POLL_MS);
  }
}

/** Whether CloudFormation answers there: what makes an address an emulator of use. */
export async function answersCloudFormation(endpoint: string): Promise<boolean> {
  return (await cloudFormationFault(endpoint)) === undefined;
}

/** What came in place of CloudFormation's answer, or undefined: it answers. */
export async function cloudFormationFault(endpoint: string): Promise<string | undefined> {
  return describeStacks(endpoint, ANSWER_TIMEOUT_MS).then(
    () => undefined,
    (error: unknown) => reasonOf(error instanceof TypeError ? error.cause : error),
  );
}

async function query(
  endpoint: string,
  parameters: Readonly<Record<string, string>>,
  timeoutMs?: number,
): Promise<string> {
  const { status, body } = await askEmulator(endpoint, {
    service: 'cloudformation',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ Version: '2010-05-15', ...parameters }).toString(),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (status === 200 && body.includes(`<${parameters.Action}Response`)) return body;
  throw new Error(
    `${parameters.Action} at ${endpoint} was answered with HTTP ${status}: ${body.slice(0, 500)}`,
  );
}

/** The stacks of a DescribeStacks answer: each reaches from its name to the next one's. */
export function stacksOf(xml: string): StackDescription[] {
  const [, ...blocks] = xml.split('<StackName>');
  return blocks.map((block) => ({
    name: unescaped(block.slice(0, block.indexOf('<'))),
    status: textOf(block, 'StackStatus'),
    reason: textOf(block, 'StackStatusReason'),
    createdAt: textOf(block, 'CreationTime'),
    outputs: Object.fromEntries(
      (block.match(/<OutputKey>[\s\S]*?<\/OutputValue>/g) ?? []).map((output) => [
        textOf(output, 'OutputKey'),
        textOf(output, 'OutputValue'),
      ]),
    ),
  }));
}

function textOf(xml: string, tag: string): string {
  return unescaped(new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name]!);
}
