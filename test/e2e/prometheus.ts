/**
 * The watch over the embedded stack by real programs: promtool on rules and configuration, amtool on routes; then a
 * Prometheus that scrapes `npm start`, and an Alertmanager that mails when `weir load` sends mostly bad records. The
 * rules are the committed ones with time 25 times faster.
 *
 *   node test/e2e/prometheus.ts
 *
 * Debian's packages stand in where nothing is installed. Exits with 1 when anything is off, 77 without the programs.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_MODEL } from '../../bin/config.ts';
import { reasonOf } from '../../lib/contract/errors.ts';
import { readStateFile } from '../../localstack/alarms/state-file.ts';
import { ROOT } from '../../localstack/emulator/config.ts';
import { Steps } from '../../localstack/emulator/steps.ts';
import { prometheusFiles } from '../../monitoring/prometheus/configuration.ts';
import { writeFiles } from '../../monitoring/provisioning/files.ts';
import { COMPOSE_OPTIONS } from '../../monitoring/provisioning/options.ts';
import { everyQueryIsAnswered } from './prometheus/dashboard-queries.ts';
import { type Mail, type MailSink, openMailSink } from './prometheus/mail-sink.ts';
import { PrometheusApi } from './prometheus/prometheus-api.ts';
import { scaled, withoutDurations } from './prometheus/scaled.ts';
import { freeAddress, startAlertmanager, startPrometheus } from './prometheus/servers.ts';
import { configurationHolds, routesLeadToMail, rulesDoWhatTheySay } from './prometheus/static-checks.ts';
import { findTools, type PrometheusTools, ToolsMissing } from './prometheus/tools.ts';
import { WatchedStack } from './prometheus/watched-stack.ts';
import { must } from './scene.ts';

const EXIT = { failed: 1, missing: 77, interrupted: 130 } as const;
/** Five minutes are 12 seconds. */
const FASTER = 25;
const WAIT_MS = 60_000;

const started = performance.now();
const steps = new Steps(process.stderr);
const cleanup: (() => Promise<unknown>)[] = [];

let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupted = true;
    void cleanUp().finally(() => process.exit(EXIT.interrupted));
  });

await play().then(
  async () => {
    await cleanUp();
    console.log(
      `PASSED: ${steps.done.length} steps in ${Math.round((performance.now() - started) / 1000)} s`,
    );
  },
  async (error: unknown) => {
    // What was stopped on purpose fails as well.
    if (interrupted) return new Promise(() => undefined);
    await cleanUp();
    console.error(`FAILED: ${reasonOf(error)}`);
    process.exit(error instanceof ToolsMissing ? EXIT.missing : EXIT.failed);
  },
);

async function play(): Promise<void> {
  const tools = await findTools();
  await mkdir(join(ROOT, '.weir'), { recursive: true });
  const home = await mkdtemp(join(ROOT, '.weir', 'prometheus-'));
  cleanup.push(() => rm(home, { recursive: true, force: true }));
  await steps.run('promtool checks configuration and rules', () => configurationHolds(tools));
  await steps.run('promtool tests the rules', () => rulesDoWhatTheySay(tools, home));
  await steps.run('amtool checks the routes', () => routesLeadToMail(tools));
  await watched(tools, home);
}

async function watched(tools: PrometheusTools, home: string): Promise<void> {
  const stack = new WatchedStack(home);
  cleanup.push(() => stack.stop());
  let metrics = '';
  let model = '';
  await steps.run('the stack serves its metrics', async () => {
    ({ console: metrics, model } = await stack.ready());
    return metrics;
  });
  const sink = await openMailSink();
  cleanup.push(() => sink.close());
  const api = await watch(tools, metrics, sink, join(home, 'watch'));
  await steps.run('Prometheus scrapes the stack and evaluates the rules', () => everythingIsEvaluated(api));
  await steps.run('good records raise no alarm', () => goodRecordsRaiseNone(stack, api, sink));
  await steps.run('mostly bad records bring a mail', () => badRecordsBringMail(stack, sink));
  await steps.run('every query of every dashboard is answered', () =>
    everyQueryIsAnswered(api, { model, range: '60s' }),
  );
  await steps.run("the stack's own alarm is on", () => theStacksOwnAlarmIsOn(home));
  await steps.run('when they end, so does the alarm', () => theAlarmEnds(api, sink));
}

/** The committed configuration with addresses of this run, and faster. */
async function watch(
  tools: PrometheusTools,
  stack: string,
  sink: MailSink,
  directory: string,
): Promise<PrometheusApi> {
  const [prometheus, alertmanager] = [await freeAddress(), await freeAddress()];
  const mail = { ...COMPOSE_OPTIONS.mail, smarthost: sink.address };
  const files = prometheusFiles({ ...COMPOSE_OPTIONS, stack, alertmanager, mail });
  const faster = scaled(files, FASTER);
  must(faster['rules.yml'] !== files['rules.yml'], 'the rules were not made faster');
  must(
    JSON.stringify(withoutDurations(faster)) === JSON.stringify(withoutDurations(files)),
    'the faster copy differs in more than its durations',
  );
  await writeFiles(directory, faster);
  cleanup.push((await startAlertmanager(tools, directory, alertmanager)).stop);
  cleanup.push((await startPrometheus(tools, directory, prometheus)).stop);
  return new PrometheusApi(prometheus);
}

async function everythingIsEvaluated(api: PrometheusApi): Promise<string> {
  await until('Prometheus scrapes the stack', async () => {
    const targets = await api.targets();
    return targets.length === 1 && targets[0]!.health === 'up';
  });
  await until('every rule is evaluated', async () =>
    (await api.rules()).every(({ health }) => health === 'ok'),
  );
  return `${(await api.rules()).length} rules, all healthy`;
}

async function goodRecordsRaiseNone(
  stack: WatchedStack,
  api: PrometheusApi,
  sink: MailSink,
): Promise<string> {
  await load(stack, ['--duration', '4', '--rps', '100']);
  const [received] = await api.query('sum(weir_records_received_total)');
  must((received?.value ?? 0) > 0, 'Prometheus saw no record');
  must(!(await api.firing()).includes('error-rate'), 'the alarm is on');
  must(!sink.mails.some(isErrorRate), 'a mail came');
  return `${received!.value} records`;
}

async function badRecordsBringMail(stack: WatchedStack, sink: MailSink): Promise<string> {
  const loaded = load(stack, ['--duration', '12', '--rps', '100', '--inject-errors', '0.9']);
  const atMs = performance.now();
  await Promise.all([loaded, until('the mail comes', async () => sink.mails.some(isErrorRate))]);
  const { to, headers, text } = sink.mails.find(isErrorRate)!;
  must(to.includes(COMPOSE_OPTIONS.mail.to[0]!), `it went to ${to.join(', ')}`);
  must(headers.get('x-priority') === '1', 'it is not marked as urgent');
  must(text.includes('More than half of the records'), 'it does not say what it means');
  return `"${headers.get('subject')}", ${Math.round((performance.now() - atMs) / 1000)} s after the first bad record`;
}

/** It takes the five minutes as they are: all that was sent lies in them, most of it bad. */
async function theStacksOwnAlarmIsOn(home: string): Promise<string> {
  const read = async () => (await readStateFile(home, DEFAULT_MODEL))?.alarms ?? {};
  await until('the stack raises its alarm', async () => (await read())['error-rate']?.state === 'alarm');
  return `${Math.round((await read())['error-rate']!.value! * 100)}% of the records`;
}

async function theAlarmEnds(api: PrometheusApi, sink: MailSink): Promise<string> {
  await until('the alarm goes off', async () => !(await api.firing()).includes('error-rate'));
  const isEnd = ({ headers }: Mail) => headers.get('subject')!.startsWith('[resolved] error-rate');
  await until('the mail that it is over comes', async () => sink.mails.some(isEnd));
  return `${sink.mails.length} mails in all`;
}

function isErrorRate({ headers }: Mail): boolean {
  return headers.get('subject')?.startsWith('[firing] error-rate') === true;
}

async function load(stack: WatchedStack, options: readonly string[]): Promise<void> {
  const { code, stderr } = await stack.run('load', ...options, '--seed', '1', '--json');
  must(code === 0, `weir load ends with ${code}: ${stderr}`);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!(await holds())) {
    must(performance.now() < deadline, `waited in vain until ${what}`);
    await sleep(200);
  }
}

/** The last that was started first. */
async function cleanUp(): Promise<void> {
  for (const end of cleanup.splice(0).reverse()) await end();
}
