// Hosts the built function as Lambda would: BENCH_FUNCTION names its index.mjs, BENCH_EVENT an event's file. Prints
// one line of JSON once the event is answered. Plain JavaScript, so that nothing but the function is loaded.
import { existsSync, readFileSync } from 'node:fs';

const { handler } = await import(process.env.BENCH_FUNCTION);
const event = JSON.parse(readFileSync(process.env.BENCH_EVENT, 'utf8'));
const endsAt = Date.now() + 60_000;
const answer = await handler(event, {
  functionName: 'weir-inference',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:weir-inference',
  memoryLimitInMB: '1769',
  awsRequestId: '00000000-0000-0000-0000-000000000000',
  getRemainingTimeInMillis: () => endsAt - Date.now(),
});
// The highest resident set of this process alone: what resourceUsage() says counts its parent's as well.
const STATUS = '/proc/self/status';
const peakKb = existsSync(STATUS)
  ? Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(STATUS, 'utf8'))[1])
  : process.resourceUsage().maxRSS;
const unfinished = answer.batchItemFailures.length;
// Not through console: the function's logger may have taken it.
process.stdout.write(`\nBENCH ${JSON.stringify({ unfinished, peakKb })}\n`);
process.exit(0);
