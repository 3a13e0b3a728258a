import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, answerTo } from './answer.ts';
import { denialOf, loopbackHosts } from './guard.ts';
import { COMMON_HEADERS, DATA_POLICY } from './headers.ts';
import { listenOnLoopback } from './listen.ts';
import type { ConsolePorts } from './ports.ts';

/** The page of the embedded stack, on this machine's loopback interface. */
export interface Console {
  /** Such as http://127.0.0.1:4569. */
  readonly address: string;
  readonly port: number;
  /** Ends it, requests under way too. */
  close(): Promise<void>;
}

export interface ConsoleOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** What a write must carry. Default: random. */
  readonly token?: string;
  /** Is told what went wrong within; no value of a record is in it. */
  readonly onTrouble?: (reason: string) => void;
}

/** A browser has six connections to a server; ten windows of it are plenty. */
const MAX_CONNECTIONS = 64;
const MAX_HEADER_BYTES = 8 * 1024;
/** Who sends slowly holds a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Starts the console.
 * @returns undefined when another program has the port
 */
export async function startConsole(
  ports: ConsolePorts,
  options: ConsoleOptions,
): Promise<Console | undefined> {
  const token = options.token ?? randomBytes(32).toString('base64url');
  let hosts: ReadonlySet<string> = new Set();
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: REQUEST_TIMEOUT_MS / 2,
    },
    (request, response) =>
      void serve(request, response, { ports, token, hosts, onTrouble: options.onTrouble }),
  );
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listenOnLoopback(server, options.port);
  if (port === undefined) return undefined;
  hosts = loopbackHosts(port);
  // The stack decides how long the process lives, not the page.
  server.unref();
  return { address: `http://127.0.0.1:${port}`, port, close: () => close(server) };
}

interface Serving {
  readonly ports: ConsolePorts;
  readonly token: string;
  readonly hosts: ReadonlySet<string>;
  readonly onTrouble: ((reason: string) => void) | undefined;
}

async function serve(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const asker = { method: request.method ?? '', headers: request.headers };
  const denial = denialOf(asker, serving.hosts);
  const answer =
    denial === undefined
      ? await answerTo(request, serving).catch((error: unknown) => fault(error, serving))
      : { status: denial.status, type: 'text/plain; charset=utf-8', body: `${denial.reason}\n` };
  send(request, response, answer);
}

/** The page learns that something went wrong; what it was is for the terminal. */
function fault(error: unknown, { onTrouble }: Serving): Answer {
  onTrouble?.(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  return {
    status: 500,
    type: 'text/plain; charset=utf-8',
    body: 'something went wrong; the terminal of the stack says what\n',
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    ...COMMON_HEADERS,
    'Content-Security-Policy': answer.policy ?? DATA_POLICY,
    'Content-Type': answer.type,
    'Content-Length': body.byteLength,
    // What is left of a body that was too large is not read.
    ...(request.complete ? {} : { Connection: 'close' }),
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
