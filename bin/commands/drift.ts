import { type Command, Option } from 'commander';
import { UserError } from '../../lib/contract/errors.ts';
import { hourOf } from '../../lib/contract/profile.ts';
import type { DriftRun } from '../../monitoring/drift/job/run-drift-job.ts';
import { DEFAULT_MODEL } from '../config.ts';
import { examples, name, shared } from '../options.ts';
import { plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface DriftOptions {
  readonly model: string;
  readonly window?: string;
  readonly force?: boolean;
  readonly monitoring?: string;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerDrift(program: Command, cli: Cli): void {
  program
    .command('drift')
    .description(
      'judge what was counted of the traffic: did the world change, is the data sound, is the model right?',
    )
    .addOption(new Option('--model <model>', 'whose traffic').argParser(name).default(DEFAULT_MODEL))
    .option(
      '--window <window>',
      'an hour such as 2026-11-21T02 or a day such as 2026-11-21, UTC (default: the latest 26 hours that are over, and yesterday)',
    )
    .option('--force', 'judge again what has not changed')
    .addOption(shared.monitoring())
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
It answers with 0 whatever the verdict, "insufficient data" among them; with 2 when there is nothing to judge: no
window, no such version, no reference profile. An hour that is not over is judged as far as it got, and not kept:
when it is asked for, and when there is no other.
${examples('weir drift', 'weir drift --window 2026-11-21T02', 'weir drift --window 2026-11-21 --json')}`,
    )
    .action((options: DriftOptions) => drift(options, cli));
}

async function drift(options: DriftOptions, cli: Cli): Promise<void> {
  const { runDriftJob } = await import('../../monitoring/drift/job/run-drift-job.ts');
  const { renderDriftReport } = await import('../../monitoring/report/drift-report.ts');
  const { openMonitoring, placeOf } = await import('../drift/open-monitoring.ts');
  const { runLines } = await import('../drift/drift-lines.ts');
  const { openRegistry } = await import('../registry.ts');
  const { model, window, force } = options;
  const report = new Reporter(cli, options);
  const monitoring = openMonitoring(options, cli.config);
  const registry = openRegistry(options.registry ?? cli.config.registry);
  const ports = {
    ...{ monitoring, registry, stage: 'local' },
    render: renderDriftReport,
    now: () => new Date(),
    log: () => undefined,
  };
  const ofHoursOver = await runDriftJob(ports, { model, window, force });
  const isNew = window === undefined && ofHoursOver.results.length === 0;
  // Minutes after the first records there is no other hour than the running one.
  const running = isNew ? await runDriftJob(ports, { model, window: hourOf(ports.now()) }) : ofHoursOver;
  // New labels are new to the first of two runs.
  const run = { ...(running.results.length > 0 ? running : ofHoursOver), labels: ofHoursOver.labels };
  if (run.results.length === 0) {
    const { whyUnknown } = await import('../drift/known-model.ts');
    const unknown = await whyUnknown(registry, model);
    throw new UserError(unknown ?? run.left.map(({ message }) => message).join('\n  '));
  }
  const last = run.results.at(-1)!;
  const place = last.reportKey === null ? null : placeOf(monitoring, last.reportKey);
  report.result({
    ...run,
    results: run.results.map(({ result, ...rest }) => ({ ...rest, ...result })),
    report: place,
  });
  report.say(...runLines(run), ...run.left.map(({ message }) => message), '', summaryLine(run, place));
}

function summaryLine({ results, model }: DriftRun, place: string | null): string {
  const fresh = results.filter(({ isNew }) => isNew).length;
  const judged = `${plural(fresh, 'window')} of ${model} judged, ${results.length - fresh} as before`;
  return place === null ? judged : `${judged}; the report: ${place}`;
}
