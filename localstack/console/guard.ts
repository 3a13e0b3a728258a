import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Who may ask. The console listens on the loopback interface alone, but so does everything else on this machine: a
 * page of the web in the same browser can send requests here, and can make its own name resolve to 127.0.0.1 (DNS
 * rebinding) to read the answers. So a request names a loopback address in Host, which a page cannot choose; and a
 * write comes from the console's own origin with a token that only its own page can read.
 */

/** Of a request, what decides. */
export interface Asker {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Denial {
  readonly status: 403 | 421;
  /** One line for whoever sent it. */
  readonly reason: string;
}

/** The header that carries the token: one that no page of another origin can send without asking first. */
export const TOKEN_HEADER = 'x-weir-token';

/** What browsers leave out of Host and Origin. */
const HTTP_PORT = 80;

/** The names of the loopback interface that a person types, with the console's port. */
export function loopbackHosts(port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return new Set([...names.map((name) => `${name}:${port}`), ...(port === HTTP_PORT ? names : [])]);
}

/** @returns why a request is denied whatever it wants, or undefined */
export function denialOf({ headers }: Asker, hosts: ReadonlySet<string>): Denial | undefined {
  if (!hosts.has(headers.host?.toLowerCase() ?? '')) {
    return { status: 421, reason: `this is ${[...hosts].join(', ')} and nothing else` };
  }
  const site = headers['sec-fetch-site'];
  // Browsers say where a request comes from; a person who follows a link from elsewhere navigates, and may.
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
    return { status: 403, reason: 'requests of other sites are not answered' };
  }
  return undefined;
}

/** @returns why a write is denied, or undefined */
export function writeDenialOf(asker: Asker, hosts: ReadonlySet<string>, token: string): Denial | undefined {
  const { origin, host } = asker.headers;
  const isOwn =
    origin !== undefined && hosts.has(origin.replace(/^http:\/\//, '')) && origin === `http://${host}`;
  if (!isOwn) return { status: 403, reason: "a change is asked for by the console's own page alone" };
  const given = asker.headers[TOKEN_HEADER];
  if (typeof given !== 'string' || !sameToken(given, token)) {
    return { status: 403, reason: 'the stack was started anew since this page was loaded: load it again' };
  }
  return undefined;
}

/** In a time that says nothing about how much of it is right. */
function sameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
