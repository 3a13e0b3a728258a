import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { localAlarmsSchema } from '../../lib/contract/alarms.ts';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { differences, writeFiles } from './files.ts';
import { COMPOSE_OPTIONS, type ProvisioningOptions, provisioningFiles } from './options.ts';

/**
 * Writes what Prometheus, Alertmanager and Grafana read: scrape configuration, rules, routes, dashboards, alerts.
 * Exits with 0, 1 when --check finds a difference, 2 for a mistake in the command.
 */
const HELP = `Usage: node monitoring/provisioning/main.ts [options]

Without options: the files that are committed, which localstack/compose.yml mounts.

  --to <directory>         where they go (default: monitoring/generated)
  --check                  write nothing; name the files that differ
  --alarms <file>          thresholds: {"thresholds": {"error-rate": 0.2, …}}
  --runbook <url>          where docs/runbook.md is served
  --stack <host:port>      what Prometheus scrapes (default: ${COMPOSE_OPTIONS.stack})
  --smarthost <host:port>  the mail server of Alertmanager; with TLS, unless it is on this machine
  --mail-from <address>    who mails
  --mail-to <a,b>          who is mailed
  --region <region>        where Grafana asks CloudWatch`;

const GENERATED = join(import.meta.dirname, '..', 'generated');

async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  if (values.help) return say(HELP);
  const { to = GENERATED } = values;
  const files = provisioningFiles(await optionsOf(values));
  const different = await differences(to, files);
  if (values.check) {
    say(
      different.length === 0
        ? `${to} is what it should be`
        : `these differ in ${to}:\n${different.join('\n')}`,
    );
    return different.length === 0 ? 0 : 1;
  }
  await writeFiles(to, files);
  return say(`${Object.keys(files).length} files in ${to}, ${different.length} of them changed`);
}

const FLAGS = {
  to: { type: 'string' },
  check: { type: 'boolean', default: false },
  alarms: { type: 'string' },
  runbook: { type: 'string' },
  stack: { type: 'string' },
  smarthost: { type: 'string' },
  'mail-from': { type: 'string' },
  'mail-to': { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values'];

async function optionsOf(flags: Flags): Promise<ProvisioningOptions> {
  const defaults = COMPOSE_OPTIONS;
  const { smarthost = defaults.mail.smarthost } = flags;
  const mailTo = flags['mail-to']?.split(',').map((address) => address.trim()) ?? defaults.mailTo;
  return {
    ...defaults,
    thresholds: flags.alarms === undefined ? {} : await thresholdsIn(flags.alarms),
    runbookUrl: flags.runbook ?? defaults.runbookUrl,
    stack: flags.stack ?? defaults.stack,
    region: flags.region ?? defaults.region,
    mail: {
      smarthost,
      from: flags['mail-from'] ?? defaults.mail.from,
      to: mailTo,
      requireTls: !/^(localhost|127\.|\[::1\])/.test(smarthost),
    },
    mailTo,
  };
}

async function thresholdsIn(file: string) {
  try {
    return localAlarmsSchema.parse(JSON.parse(await readFile(file, 'utf8'))).thresholds;
  } catch (error) {
    throw new UserError(
      `${file} holds no thresholds (${reasonOf(error)}); expected {"thresholds": {"error-rate": 0.2}}, as weir alarms set writes it`,
      { cause: error },
    );
  }
}

function say(text: string): 0 {
  console.log(text);
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isMistake =
    error instanceof UserError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (!isMistake) throw error;
  console.error(reasonOf(error));
  process.exitCode = 2;
}
