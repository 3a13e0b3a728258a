/**
 * A stand-in for the Kinesis API in a process of its own: it takes every PutRecords request whole, unread, and
 * answers as the service would. The first line that it prints is a JSON object of its endpoints, one for HTTP/1.1
 * and one for HTTP/2, which the SDK's client speaks; it ends with its input.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo, Server } from 'node:net';

const ENTRY = {
  SequenceNumber: '49590338271490256608559692538361571095921575989136588898',
  ShardId: 'shardId-000000000000',
};

const answers = new Map<number, string>();

function answerOf(entries: number): string {
  let answer = answers.get(entries);
  if (answer === undefined) {
    answer = JSON.stringify({ FailedRecordCount: 0, Records: Array(entries).fill(ENTRY) });
    answers.set(entries, answer);
  }
  return answer;
}

const NEEDLE = Buffer.from('PartitionKey');

/** How often the needle stands in a body that comes in chunks, be it across two of them. */
function needleCounter(): { take(chunk: Buffer): void; readonly count: number } {
  let tail = Buffer.alloc(0);
  let count = 0;
  return {
    take: (chunk) => {
      const text = Buffer.concat([tail, chunk]);
      for (let at = text.indexOf(NEEDLE); at >= 0; at = text.indexOf(NEEDLE, at + 1)) count++;
      tail = text.subarray(Math.max(0, text.length - NEEDLE.length + 1));
    },
    get count() {
      return count;
    },
  };
}

type Answer = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void;

const answer: Answer = (request, response) => {
  const entries = needleCounter();
  request.on('data', (chunk: Buffer) => entries.take(chunk));
  request.on('end', () => {
    response.statusCode = 200;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(answerOf(Math.min(500, entries.count)));
  });
};

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const endpoints = {
  http1: await listen(createServer(answer)),
  http2: await listen(createHttp2Server(answer)),
};
process.stdout.write(`${JSON.stringify(endpoints)}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
