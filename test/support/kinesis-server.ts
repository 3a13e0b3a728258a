import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expectedAuthorization } from './sigv4.ts';

/** What the stand-in does with a request: it takes the entries, or lets things go wrong. */
export interface Behaviour {
  /** Positions of the entries that are not taken, with their error codes. */
  readonly failEntries?: Readonly<Record<number, string>>;
  /** An error instead of an answer, before any effect. */
  readonly error?: { readonly status: number; readonly type: string; readonly message?: string };
  /** Milliseconds before the answer. */
  readonly delayMs?: number;
  /** The connection is cut before any effect, or after it so that the answer is lost. */
  readonly cut?: 'before' | 'after';
  /** The body of the answer, instead of the right one. */
  readonly body?: string;
}

export interface PutEntry {
  readonly data: Buffer;
  readonly partitionKey: string;
}

export interface PutRequest {
  readonly streamName: string;
  readonly target: string | undefined;
  readonly contentType: string | undefined;
  readonly securityToken: string | undefined;
  readonly bytes: number;
  readonly entries: readonly PutEntry[];
}

export interface KinesisServerOptions {
  /** Default: takes everything. Requests count from 0. */
  readonly behave?: (request: PutRequest, count: number) => Behaviour;
  /** Access key ids and their secrets. Default: test and secret. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/**
 * A stand-in for the PutRecords call of Kinesis on the loopback interface: not Kinesis and not an emulator. It
 * checks the signature, keeps what it takes, and fails as it is told.
 */
export class KinesisServer {
  readonly requests: PutRequest[] = [];
  /** What was taken, in order. */
  readonly taken: PutEntry[] = [];
  connections = 0;
  private readonly server: Server;
  private readonly options: KinesisServerOptions;

  private constructor(options: KinesisServerOptions) {
    this.options = options;
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.on('connection', () => this.connections++);
  }

  static async start(options: KinesisServerOptions = {}): Promise<KinesisServer> {
    const stand = new KinesisServer(options);
    await new Promise<void>((resolve) => stand.server.listen(0, '127.0.0.1', resolve));
    return stand;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(incoming));
    const { secrets = { test: 'secret' } } = this.options;
    const signed = { method: incoming.method!, path: incoming.url!, headers: incoming.headers, body };
    if (incoming.headers.authorization !== expectedAuthorization(signed, (id) => secrets[id] ?? '')) {
      return refuse(response, 400, 'InvalidSignatureException', 'the signature does not match');
    }
    const request = parse(incoming, body);
    const behaviour = this.options.behave?.(request, this.requests.length) ?? {};
    this.requests.push(request);
    if (behaviour.delayMs !== undefined) await setTimeout(behaviour.delayMs);
    if (behaviour.cut === 'before') return void incoming.socket.destroy();
    if (behaviour.error) {
      return refuse(response, behaviour.error.status, behaviour.error.type, behaviour.error.message);
    }
    const answer = this.take(request, behaviour.failEntries ?? {});
    if (behaviour.cut === 'after') return void incoming.socket.destroy();
    send(response, 200, behaviour.body ?? JSON.stringify(answer));
  }

  private take({ entries }: PutRequest, failures: Readonly<Record<number, string>>): unknown {
    const Records = entries.map((entry, position) => {
      const ErrorCode = failures[position];
      if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: 'not taken' };
      const SequenceNumber = String(this.taken.push(entry));
      return { SequenceNumber, ShardId: 'shardId-000000000000' };
    });
    return { FailedRecordCount: Object.keys(failures).length, Records };
  }
}

function parse({ headers }: IncomingMessage, body: Buffer): PutRequest {
  const { StreamName, Records } = JSON.parse(body.toString()) as {
    StreamName: string;
    Records: { Data: string; PartitionKey: string }[];
  };
  return {
    streamName: StreamName,
    target: headers['x-amz-target'] as string | undefined,
    contentType: headers['content-type'],
    securityToken: headers['x-amz-security-token'] as string | undefined,
    bytes: body.length,
    entries: Records.map(({ Data, PartitionKey }) => ({
      data: Buffer.from(Data, 'base64'),
      partitionKey: PartitionKey,
    })),
  };
}

function refuse(response: ServerResponse, status: number, type: string, message = ''): void {
  send(response, status, JSON.stringify({ __type: type, message }));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(body);
}
