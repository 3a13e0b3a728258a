import { startEmbedded } from '../../localstack/embedded/main.ts';
import { stopOnSignals } from '../../localstack/embedded/stop-on-signals.ts';

/**
 * A process that runs the embedded stack until a signal, as `weir up` does, for tests that end it. Its argument
 * is the settings as JSON; it prints what tests need as JSON, a line for each.
 */
const stack = await startEmbedded(JSON.parse(process.argv[2]!));
console.log(JSON.stringify({ pids: stack.pids, endpoint: stack.endpoints.kinesis }));
await stopOnSignals(stack, (force) => console.log(JSON.stringify({ force })));
console.log(JSON.stringify({ stopped: true }));
