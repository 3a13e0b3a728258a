import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { LiveAnswer, StateAnswer } from '../../../localstack/console/api.ts';
import type { ConsolePorts } from '../../../localstack/console/ports.ts';
import { type Console, startConsole } from '../../../localstack/console/server.ts';

export const TOKEN = 'a-token-of-the-test';

/** Ports that remember what they were asked to do; they know one report of each kind. */
export function recordingPorts(): ConsolePorts & { readonly asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const done = (what: string) => async (request: unknown) => {
    asked.push([what, request]);
    return { moved: true as const, version: 2, sentence: 'Version 2 is the champion now.', notes: [] };
  };
  return {
    asked,
    live: async () => ({ model: 'risk' }) as LiveAnswer,
    state: async () => ({}) as StateAnswer,
    promote: done('promote'),
    rollback: done('rollback'),
    async judge() {
      asked.push(['judge', undefined]);
      return { running: true };
    },
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'weir_up 1\n' }),
    versionReport: async (version) => (version === 1 ? Buffer.from('<p>trained</p>') : undefined),
    driftReport: async (window, version) =>
      window === '2026-11-21T02' && version === 3 ? Buffer.from('<p>drift</p>') : undefined,
    driftResult: async (window, version) =>
      window === '2026-11-21T02' && version === 3 ? Buffer.from('{"schema":1}') : undefined,
  };
}

/** A console on a free port, gone with the test. */
export async function consoleOf(ports: ConsolePorts, onTrouble?: (reason: string) => void): Promise<Console> {
  const started = await startConsole(ports, { port: 0, token: TOKEN, ...(onTrouble && { onTrouble }) });
  onTestFinished(() => started!.close());
  return started!;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as it is told, path and all: fetch would tidy it up. */
export function ask(
  { port }: Pick<Console, 'port'>,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers, agent: false },
      async (response) => {
        resolve({ status: response.statusCode!, headers: response.headers, body: await text(response) });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A change as the page asks for it. */
export function change(
  { port }: Pick<Console, 'port'>,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const own = {
    Origin: `http://127.0.0.1:${port}`,
    'X-Weir-Token': TOKEN,
    'Content-Type': 'application/json',
  };
  return ask({ port }, path, { method: 'POST', headers: { ...own, ...headers }, body: JSON.stringify(body) });
}
