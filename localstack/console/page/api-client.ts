import type { LiveAnswer, MoveAnswer, StateAnswer } from '../api.ts';

const TIMEOUT_MS = 8_000;

/** The stack does not answer, or not as it should. */
export class NoAnswer extends Error {}

export async function getLive(): Promise<LiveAnswer> {
  return (await get('/api/live')).json();
}

/** As text: what is as it was need not be drawn again. */
export async function getState(): Promise<string> {
  return (await get('/api/state')).text();
}

export function parseState(text: string): StateAnswer {
  return JSON.parse(text);
}

async function get(path: string): Promise<Response> {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new NoAnswer(await response.text());
  return response;
}

export function postPromote(body: object): Promise<MoveAnswer> {
  return post('/api/promote', body);
}

export function postRollback(body: object): Promise<MoveAnswer> {
  return post('/api/rollback', body);
}

export function postJudge(): Promise<unknown> {
  return post('/api/judge', {});
}

async function post<T>(path: string, body: object): Promise<T> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="weir-token"]')?.content ?? '';
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Weir-Token': token },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new NoAnswer((await response.text()).trim());
  return response.json();
}
