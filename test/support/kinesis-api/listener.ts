import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import { type AddressInfo, createServer as createTcp, type Socket } from 'node:net';

export type Request = IncomingMessage | Http2ServerRequest;
/** Node's HTTP/2 responses offer what is used of these: https://nodejs.org/api/http2.html#compatibility-api */
export type Response = ServerResponse;

/** One port of the loopback interface for HTTP/1.1 and for HTTP/2 without TLS, as clients choose. */
export interface Listener {
  readonly port: number;
  /** Ends the connection of a request without a word, with whatever else is on it. */
  cut(request: Request): void;
  /** Ends all connections and takes no new ones: they are refused. */
  refuse(): Promise<void>;
  /** Takes connections again, at the same port. */
  accept(): Promise<void>;
}

/** Every HTTP/2 connection begins with it: https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const HTTP2_PREFACE = 'PRI * HTTP/2.0';

/** @param port 0 takes a free one */
export async function listen(
  port: number,
  serve: (request: Request, response: Response) => void,
): Promise<Listener> {
  const http1 = createHttp1({ keepAliveTimeout: 0 }, serve);
  const http2 = createHttp2((request, response) => serve(request, response as unknown as Response));
  const sockets = new Set<Socket>();
  const carriers = new WeakMap<object, Socket>();
  http2.on('session', (session: ServerHttp2Session) => carriers.set(session, unclaimed!));
  let unclaimed: Socket | undefined;
  const tcp = createTcp((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that is killed resets its connections.
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      unclaimed = socket;
      const isHttp2 = first.toString('latin1').startsWith(HTTP2_PREFACE.slice(0, first.length));
      (isHttp2 ? http2 : http1).emit('connection', socket);
    });
  });
  const listenAt = (at: number) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    tcp.once('error', reject);
    tcp.listen(at, '127.0.0.1', () => {
      tcp.off('error', reject);
      resolve();
    });
    return promise;
  };
  await listenAt(port);
  const { port: bound } = tcp.address() as AddressInfo;
  return {
    port: bound,
    // A session that is destroyed says good-bye first, and its socket may not be destroyed through it.
    cut: (request) =>
      void ('stream' in request ? carriers.get(request.stream.session!) : request.socket)?.destroy(),
    refuse: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      tcp.close(() => resolve());
      for (const socket of sockets) socket.destroy();
      return promise;
    },
    accept: () => listenAt(bound),
  };
}

/** Whether the client gave the request up. */
export function isGone(request: Request, response: Response): boolean {
  return 'stream' in request ? request.stream.destroyed : response.destroyed;
}
