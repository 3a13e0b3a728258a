import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../lib/contract/errors.ts';
import type { AlarmDesk, RecipientChange } from '../alarms/alarm-desk.ts';
import { DEFAULT_MODEL } from '../config.ts';
import { examples, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface PlaceOptions {
  readonly stage?: string;
  readonly model: string;
  readonly prefix: string;
  readonly region?: string;
  readonly json?: boolean;
}

interface SetOptions extends PlaceOptions {
  readonly addMail: readonly string[];
  readonly removeMail: readonly string[];
}

export function registerAlarms(program: Command, cli: Cli): void {
  const alarms = program
    .command('alarms')
    .description('the alarms of a stage on AWS, or of the local stack: see them, set them, try them out')
    .addHelpText(
      'after',
      examples(
        'weir alarms list',
        'weir alarms set low-confidence 0.5 --stage prod',
        'weir alarms set --add-mail oncall@example.org --stage prod',
        'weir alarms test error-rate --stage prod',
      ),
    );
  placed(
    alarms.command('list').description('which are on, from where on they go off, and who is told'),
  ).action((options: PlaceOptions) => list(options, cli));
  placed(
    alarms
      .command('set')
      .description('another threshold, or another recipient, without a deployment')
      .argument('[alarm]', 'its name, such as error-rate')
      .argument('[threshold]', "in the alarm's own unit, as list shows it", number)
      .addOption(mails('--add-mail <address>', 'tell this address as well')),
  )
    .addOption(mails('--remove-mail <address>', 'tell this address no more'))
    .action((alarm: string | undefined, threshold: number | undefined, options: SetOptions) =>
      set(alarm, threshold, options, cli),
    );
  placed(
    alarms
      .command('test')
      .description('send one alarm, as if it went off; it goes back by itself')
      .argument('<alarm>', 'its name, such as error-rate'),
  ).action((alarm: string, options: PlaceOptions) => test(alarm, options, cli));
}

/** Where the alarms are. */
function placed(command: Command): Command {
  return command
    .option('--stage <name>', 'a deployed stage, on AWS (default: the local stack)')
    .addOption(new Option('--model <name>', 'whose alarms').argParser(name).default(DEFAULT_MODEL))
    .addOption(new Option('--prefix <name>', 'first part of the names, as in bin/stages.ts').default('weir'))
    .option(
      '--region <region>',
      'where the stage is (default: as in bin/stages.ts, else $AWS_REGION or us-east-1)',
    )
    .addOption(shared.json());
}

function mails(flags: string, text: string): Option {
  const collect = (mail: string, before: readonly string[]) => [...before, mail];
  return new Option(flags, `${text}; may be repeated`).argParser(collect).default([], 'none');
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

async function openDesk({ stage, model, prefix, region }: PlaceOptions, cli: Cli): Promise<AlarmDesk> {
  if (stage !== undefined) {
    const { awsDesk } = await import('../alarms/adapters/aws-desk.ts');
    const { stageRegion } = await import('../alarms/stage-region.ts');
    const where = stageRegion(stage, { asked: region, environment: cli.config.region });
    return awsDesk({ stage, model, prefix, region: where });
  }
  const { localDesk } = await import('../alarms/local-desk.ts');
  return localDesk({ home: cli.config.home, model, now: () => new Date() });
}

async function list(options: PlaceOptions, cli: Cli): Promise<void> {
  const { listLines, listSummary } = await import('../alarms/alarm-text.ts');
  const desk = await openDesk(options, cli);
  const [alarms, isWatched, recipients] = [
    await desk.list(),
    await desk.isWatched(),
    await desk.recipients(),
  ];
  const report = new Reporter(cli, options);
  report.result({ place: desk.place, isWatched, alarms, recipients });
  const summary = listSummary(alarms, desk.place, isWatched ? undefined : options.model);
  report.say(...listLines(alarms, recipients, desk.known), '', summary);
}

async function set(
  alarmName: string | undefined,
  threshold: number | undefined,
  options: SetOptions,
  cli: Cli,
): Promise<void> {
  const { checkedMails } = await import('../../lib/constructs/alarms/mail-address.ts');
  const { knownAlarm, settableThreshold } = await import('../alarms/catalogue.ts');
  const { applyChanges } = await import('../alarms/apply-changes.ts');
  const { keepingText } = await import('../alarms/alarm-text.ts');
  const [added, removed] = [checkedMails(options.addMail), checkedMails(options.removeMail)];
  checkRequest(alarmName, threshold, added.length + removed.length);
  const desk = await openDesk(options, cli);
  const alarm = alarmName === undefined ? undefined : knownAlarm(alarmName, desk.known);
  const wanted = alarm && { alarm, value: threshold!, settable: settableThreshold(alarm, threshold!) };
  const { mails, before } = await applyChanges(desk, { threshold: wanted, added, removed });
  const report = new Reporter(cli, options);
  if (wanted !== undefined) {
    report.say(`${wanted.alarm.name} goes off at ${wanted.value} (before: ${before}) in ${desk.place}`);
    if (options.stage !== undefined) report.say(keepingText(wanted.settable, wanted.value));
  }
  for (const { mail, change } of mails) report.say(`${mail} ${CHANGES[change]}`);
  const changed = wanted && { alarm: wanted.alarm.name, threshold: wanted.value, before };
  report.result({ place: desk.place, changed: changed ?? null, mails });
}

/** Nothing is changed by half a command. */
function checkRequest(alarm: string | undefined, threshold: number | undefined, addresses: number): void {
  if (alarm !== undefined && threshold === undefined)
    throw new UserError(`${alarm} is to be set to what? expected weir alarms set ${alarm} <threshold>`);
  if (alarm === undefined && addresses === 0)
    throw new UserError(
      'nothing to set: expected an alarm and a threshold, --add-mail or --remove-mail (weir alarms list shows what there is)',
    );
}

const CHANGES: Readonly<Record<RecipientChange, string>> = {
  added: 'was sent a mail by SNS, and is told of alarms once that is confirmed',
  'was there': 'is told of alarms already',
  removed: 'is told of alarms no more',
  'was not there': 'was not told of alarms, so there is nothing to remove',
  unconfirmed: 'has not confirmed; what is not confirmed goes by itself within two days, and is told nothing',
};

async function test(alarmName: string, options: PlaceOptions, cli: Cli): Promise<void> {
  const { knownAlarm } = await import('../alarms/catalogue.ts');
  const desk = await openDesk(options, cli);
  const alarm = knownAlarm(alarmName, desk.known);
  await desk.test(alarm);
  const recipients = await desk.recipients();
  const confirmed = recipients?.filter(({ isConfirmed }) => isConfirmed).map(({ mail }) => mail);
  const report = new Reporter(cli, options);
  report.result({ place: desk.place, alarm: alarm.name, told: confirmed ?? null });
  report.say(
    `${alarm.name} was raised as a test in ${desk.place}; it goes back by itself. ${told(confirmed)}`,
  );
}

function told(mails: readonly string[] | undefined): string {
  if (mails === undefined) return 'weir up tells of it within seconds, where it runs.';
  if (mails.length > 0) return `Told by mail: ${mails.join(', ')}`;
  return 'Nobody is told by mail: weir alarms set --add-mail you@example.com, and the mail confirmed.';
}
