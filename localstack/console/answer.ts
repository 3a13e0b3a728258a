import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { readBody } from './body.ts';
import { writeDenialOf } from './guard.ts';
import { PAGE_POLICY, REPORT_POLICY } from './headers.ts';
import { pageFile } from './page-files.ts';
import type { ConsolePorts } from './ports.ts';

/** An answer to a request, before it has headers that all answers have. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Default: nothing may be loaded. */
  readonly policy?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What answers are made of. */
export interface Answering {
  readonly ports: ConsolePorts;
  readonly token: string;
  readonly hosts: ReadonlySet<string>;
}

type Read = (answering: Answering, place: readonly string[]) => Promise<Answer>;
type Write = (ports: ConsolePorts, body: unknown) => Promise<Answer>;

const TEXT = 'text/plain; charset=utf-8';
const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json';

/** Whole paths: what is not one of these is not there, however it is written. */
const READS: readonly (readonly [RegExp, Read])[] = [
  [/^\/$/, page],
  [/^\/(console\.css|console\.js|icon\.svg)$/, file],
  [/^\/api\/live$/, async ({ ports }) => json(await ports.live())],
  [/^\/api\/state$/, async ({ ports }) => json(await ports.state())],
  [/^\/metrics$/, metrics],
  [
    /^\/reports\/versions\/([1-9]\d{0,14})$/,
    async ({ ports }, [v]) => report(await ports.versionReport(Number(v))),
  ],
  [
    /^\/reports\/drift\/(\d{4}-\d{2}-\d{2}(?:T\d{2})?)\/v([1-9]\d{0,14})$/,
    async ({ ports }, [window, v]) => report(await ports.driftReport(window!, Number(v))),
  ],
  [
    /^\/reports\/drift\/(\d{4}-\d{2}-\d{2}(?:T\d{2})?)\/v([1-9]\d{0,14})\.json$/,
    async ({ ports }, [window, v]) => stored(await ports.driftResult(window!, Number(v))),
  ],
];

const sequence = z.int().nonnegative();
const reason = z.string().max(500).optional();
const promoteSchema = z.strictObject({
  version: z.int().positive(),
  expectSequence: sequence,
  reason,
  force: z.boolean().optional(),
});
const rollbackSchema = z.strictObject({ expectSequence: sequence, reason, again: z.boolean().optional() });

const WRITES: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['/api/promote', async (ports, body) => json(await ports.promote(promoteSchema.parse(body)))],
  ['/api/rollback', async (ports, body) => json(await ports.rollback(rollbackSchema.parse(body)))],
  ['/api/judge', async (ports) => json(await ports.judge(), 202)],
]);

/** Answers a request whose Host is the console's own. */
export async function answerTo(request: IncomingMessage, answering: Answering): Promise<Answer> {
  const path = (request.url ?? '').split('?', 1)[0]!;
  const write = WRITES.get(path);
  if (write !== undefined)
    return request.method === 'POST' ? change(request, write, answering) : notAllowed('POST');
  for (const [pattern, read] of READS) {
    const match = pattern.exec(path);
    if (match === null) continue;
    if (request.method !== 'GET' && request.method !== 'HEAD') return notAllowed('GET, HEAD');
    return read(answering, match.slice(1));
  }
  return notFound();
}

async function change(
  request: IncomingMessage,
  write: Write,
  { ports, token, hosts }: Answering,
): Promise<Answer> {
  const denial = writeDenialOf({ method: 'POST', headers: request.headers }, hosts, token);
  if (denial !== undefined) return { status: denial.status, type: TEXT, body: `${denial.reason}\n` };
  const body = await readBody(request);
  if ('refusal' in body) return { status: body.status, type: TEXT, body: `${body.refusal}\n` };
  try {
    return await write(ports, body.value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { status: 400, type: TEXT, body: `${z.prettifyError(error)}\n` };
  }
}

async function page({ token }: Answering): Promise<Answer> {
  const { body } = await pageFile('index.html');
  return { status: 200, type: HTML, body: body.replace('{{token}}', token), policy: PAGE_POLICY };
}

async function file(_answering: Answering, [name]: readonly string[]): Promise<Answer> {
  const { type, body } = await pageFile(name as 'console.css');
  return { status: 200, type, body };
}

async function metrics({ ports }: Answering): Promise<Answer> {
  const { contentType, text } = await ports.metrics();
  return { status: 200, type: contentType, body: text };
}

function report(html: Uint8Array | undefined): Answer {
  return html === undefined ? notFound() : { status: 200, type: HTML, body: html, policy: REPORT_POLICY };
}

function stored(body: Uint8Array | undefined): Answer {
  return body === undefined ? notFound() : { status: 200, type: JSON_TYPE, body };
}

function json(value: unknown, status = 200): Answer {
  return { status, type: JSON_TYPE, body: JSON.stringify(value) };
}

function notFound(): Answer {
  return { status: 404, type: TEXT, body: 'there is nothing here\n' };
}

function notAllowed(allowed: string): Answer {
  return { status: 405, type: TEXT, body: `expected ${allowed}\n`, headers: { Allow: allowed } };
}
