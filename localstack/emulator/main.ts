import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import { openCommands } from './commands.ts';
import { readEmulatorConfig } from './config.ts';
import { deployStage } from './deploy.ts';
import { destroyStage } from './destroy.ts';
import { REGION } from './emulator-api.ts';
import { answeringEndpoint } from './endpoint.ts';
import { exitOnSignals, isInterrupted } from './interruption.ts';
import { DEFAULT_PORT, EmulatorUnavailable, obtainEmulator } from './obtain.ts';
import { pasteText } from './paste-commands.ts';
import { emulatorDirectory, findRunning, logAt, stopRunning } from './running.ts';
import { Steps } from './steps.ts';

/**
 * `npm run local:deploy` and `npm run local:destroy`: the CDK app on an emulator.
 * Exits with 0, 1 for a fault, 2 for a mistake in the command, 77 where no emulator can be had, 130 after Ctrl-C.
 */
const HELP = `Usage: npm run local:deploy -- [--port <n>] [--json]
       npm run local:destroy -- [--keep-emulator] [--json]

deploy   deploys the CDK app (stage local) to the emulator that AWS_ENDPOINT_URL names, else to a MiniStack or
         LocalStack that it starts and leaves running; then sends a record and reads the prediction back
destroy  deletes the stacks, and stops the emulator that deploy started

  --port <n>       of an emulator that is started (default: ${DEFAULT_PORT})
  --keep-emulator  delete the stacks alone
  --json           print JSON for machines, and nothing else on standard output`;

const EXIT = { fault: 1, mistake: 2, missing: 77 } as const;

const config = readEmulatorConfig();
const steps = new Steps(process.stderr);

interface Flags {
  readonly port: number;
  readonly keepEmulator: boolean;
  readonly json: boolean;
}

async function deploy({ port, json }: Flags): Promise<void> {
  let endpoint = '';
  exitOnSignals(() =>
    endpoint === ''
      ? 'no emulator was started'
      : `${endpoint} goes on running, and its stacks may be half made: npm run local:destroy takes away what this command made`,
  );
  await steps.run('emulator', async () => {
    const emulator = await obtainEmulator({ config, port, note: (line) => steps.note(line) });
    endpoint = emulator.endpoint;
    return `${endpoint} (${emulator.origin})`;
  });
  const assembly = join(emulatorDirectory(config.home), 'cdk.out');
  const log = await logAt(config.home, endpoint);
  const result = await deployStage({
    endpoint,
    commands: openCommands({ endpoint, environment: config.inherited, assembly, log }),
    openStreams: () => openKinesis({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS }),
    steps,
  });
  console.log(json ? JSON.stringify(result) : `\n${pasteText(result)}`);
}

async function destroy({ keepEmulator, json }: Flags): Promise<void> {
  const running = await findRunning(config.home);
  const { endpointUrl } = config;
  const endpoint = endpointUrl === undefined ? running?.endpoint : await answeringEndpoint(endpointUrl);
  if (endpoint === undefined) {
    steps.note('no emulator of local:deploy runs: nothing to destroy');
    if (json) console.log(JSON.stringify({ deleted: [], left: [], steps: steps.done }));
    return;
  }
  exitOnSignals(() => 'npm run local:destroy goes on where this one was ended');
  const ours = running?.endpoint === endpoint && !keepEmulator ? running : undefined;
  const result = await destroyStage(endpoint, { steps, emulatorGoes: ours !== undefined });
  if (ours !== undefined)
    await steps.run('stop', async () => {
      await stopRunning(config.home, ours);
      return ours.kind;
    });
  if (ours !== undefined && endpointUrl !== undefined)
    steps.note('AWS_ENDPOINT_URL still names it here: unset AWS_ENDPOINT_URL before the next local:deploy');
  if (json) console.log(JSON.stringify(result));
  if (result.left.length > 0) process.exitCode = EXIT.fault;
}

function readCommand(): { readonly command: string; readonly flags: Flags } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        'keep-emulator': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new UserError(`--port is ${values.port}, but must be a whole number from 1 to 65,535`);
    const [command = '', ...more] = positionals;
    if (more.length > 0) throw new UserError(`"${more.join(' ')}" is one word too many`);
    const flags = { port, keepEmulator: values['keep-emulator'], json: values.json };
    return { command: values.help ? 'help' : command, flags };
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(reasonOf(error));
  }
}

try {
  const { command, flags } = readCommand();
  if (command === 'deploy') await deploy(flags);
  else if (command === 'destroy') await destroy(flags);
  else if (command === 'help') console.log(HELP);
  else throw new UserError(`there is no command "${command}"\n${HELP}`);
} catch (error) {
  // What was ended fails; the interruption says so, and exits.
  if (!isInterrupted()) console.error(`weir: ${reasonOf(error)}`);
  process.exitCode =
    error instanceof UserError
      ? EXIT.mistake
      : error instanceof EmulatorUnavailable
        ? EXIT.missing
        : EXIT.fault;
}
