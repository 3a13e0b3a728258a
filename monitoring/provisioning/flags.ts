import { readFile } from 'node:fs/promises';
import type { parseArgs } from 'node:util';
import { ALARMS, type AlarmName, localAlarmsSchema } from '../../lib/contract/alarms.ts';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import type { MailOptions } from '../prometheus/mail-route.ts';
import { COMPOSE_OPTIONS, type ProvisioningOptions } from './options.ts';

/** For parseArgs of node:util. */
export const FLAGS = {
  to: { type: 'string' },
  check: { type: 'boolean', default: false },
  alarms: { type: 'string' },
  runbook: { type: 'string' },
  stack: { type: 'string' },
  smarthost: { type: 'string' },
  'mail-user': { type: 'string' },
  'mail-password-file': { type: 'string' },
  'mail-from': { type: 'string' },
  'mail-to': { type: 'string' },
  region: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values'];

/** @throws UserError for what cannot be an address or a threshold: the servers that read it would not start */
export async function optionsOf(flags: Flags): Promise<ProvisioningOptions> {
  const defaults = COMPOSE_OPTIONS;
  const smarthost = hostAndPort('--smarthost', flags.smarthost) ?? defaults.mail.smarthost;
  const mailTo = flags['mail-to'] === undefined ? defaults.mailTo : addressesIn(flags['mail-to']);
  return {
    ...defaults,
    thresholds: flags.alarms === undefined ? {} : await thresholdsIn(flags.alarms),
    runbookUrl: flags.runbook ?? defaults.runbookUrl,
    stack: hostAndPort('--stack', flags.stack) ?? defaults.stack,
    region: flags.region ?? defaults.region,
    mail: {
      smarthost,
      from: flags['mail-from'] ?? defaults.mail.from,
      to: mailTo,
      ...loginOf(flags),
      requireTls: !/^(localhost|127\.|\[::1\])/.test(smarthost),
    },
    mailTo,
  };
}

function loginOf({
  'mail-user': user,
  'mail-password-file': passwordFile,
}: Flags): Pick<MailOptions, 'login'> {
  if (user !== undefined && passwordFile !== undefined) return { login: { user, passwordFile } };
  if (user === undefined && passwordFile === undefined) return {};
  throw new UserError('--mail-user and --mail-password-file belong together; expected both or none');
}

function hostAndPort(flag: string, text: string | undefined): string | undefined {
  if (text === undefined || /^([\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/i.test(text)) return text;
  throw new UserError(`${flag} is "${text}"; expected host:port, such as mail.example.com:587`);
}

function addressesIn(text: string): string[] {
  const addresses = text.split(',').map((address) => address.trim());
  const wrong = addresses.find((address) => !/^[^\s@;]+@[^\s@;]+$/.test(address));
  if (wrong === undefined) return addresses;
  throw new UserError(`--mail-to names "${wrong}"; expected addresses, such as a@example.com,b@example.com`);
}

async function thresholdsIn(file: string) {
  const thresholds = await readThresholds(file);
  for (const [name, threshold] of Object.entries(thresholds)) {
    const { from, to, unit } = ALARMS[name as AlarmName].range;
    if (threshold < from || threshold > to)
      throw new UserError(`${file} sets ${name} to ${threshold}; expected ${from} to ${to} (${unit})`);
  }
  return thresholds;
}

async function readThresholds(file: string) {
  try {
    return localAlarmsSchema.parse(JSON.parse(await readFile(file, 'utf8'))).thresholds;
  } catch (error) {
    throw new UserError(
      `${file} holds no thresholds (${reasonOf(error)}); expected {"thresholds": {"error-rate": 0.2}}, as weir alarms set writes it`,
      { cause: error },
    );
  }
}
