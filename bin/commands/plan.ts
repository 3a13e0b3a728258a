import { type Command, InvalidArgumentError, Option } from 'commander';
import { allowed, DEFAULT_WORKLOAD, STREAM_MODES, type Workload } from '../../lib/capacity/workload.ts';
import { ORDERS, OUTPUT_FORMATS } from '../../lib/contract/prediction.ts';
import { examples, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

/** The workload as options; `lib/capacity` checks the ranges, so that they are written once. */
type PlanOptions = Partial<Workload> & Pick<Workload, 'rps' | 'recordBytes'> & { readonly json?: boolean };

export function registerPlan(program: Command, cli: Cli): void {
  const command = program
    .command('plan')
    .description(
      'shards, concurrency, latency, recovery and monthly cost of a load on AWS, with the arithmetic',
    );
  for (const option of options()) command.addOption(option);
  command.addHelpText('after', HELP).action((given: PlanOptions) => plan(given, cli));
}

async function plan({ json, ...given }: PlanOptions, cli: Cli): Promise<void> {
  const { planOf } = await import('../../lib/capacity/plan.ts');
  const { resolveWorkload } = await import('../../lib/capacity/workload.ts');
  const { planLines } = await import('../plan/plan-text.ts');
  const report = new Reporter(cli, { json });
  const found = planOf(resolveWorkload({ region: cli.config.region, ...given }));
  report.say(...planLines(found, cli.stdout.columns));
  report.result(found);
}

/** Any number; its range is told with the name of its option by resolveWorkload. */
function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Expected a number, such as 5000.');
  }
  return value;
}

function options(): Option[] {
  const d = DEFAULT_WORKLOAD;
  const numeric = (flags: string, text: string, byDefault?: number | string) =>
    new Option(flags, byDefault === undefined ? text : `${text} (default: ${byDefault})`).argParser(number);
  return [
    numeric('--rps <n>', 'records to predict in a second').makeOptionMandatory(),
    numeric('--record-bytes <n>', 'data of a record, without its key').makeOptionMandatory(),
    numeric('--memory <mb>', 'of the function; 1,769 come with one vCPU', d.memory),
    new Option('--model <family>', `what is served: svm, forest or mlp (default: ${d.model})`),
    numeric('--records-per-second <n>', 'of one sandbox, as you measured it (default: as measured here)'),
    numeric(
      '--cpu-factor <n>',
      "how many times longer Lambda's vCPU takes than where it was measured",
      d.cpuFactor,
    ),
    numeric('--key-bytes <n>', 'a partition key', d.keyBytes),
    numeric('--records-per-aggregate <n>', 'records in one KPL aggregate', 'none are aggregated'),
    new Option('--output-format <format>', `of predictions (default: ${d.outputFormat})`).choices(
      OUTPUT_FORMATS,
    ),
    numeric('--classes <n>', 'of the model: a full prediction has a probability of each', d.classes),
    numeric('--features <n>', 'of the model: each is counted and judged', d.features),
    numeric('--output-bytes <n>', 'data of a prediction', 'by format and classes'),
    numeric('--batch-size <n>', 'records (or aggregates) of an invocation at most', d.batchSize),
    numeric('--window <s>', 'the batching window', d.window),
    new Option('--order <order>', `of predictions (default: ${d.order})`).choices(ORDERS),
    new Option('--mode <mode>', `how the streams are paid for (default: ${d.mode})`).choices(STREAM_MODES),
    numeric('--retention <hours>', 'of both streams', d.retention),
    numeric('--headroom <share>', 'spare capacity on top of --rps', d.headroom),
    numeric('--keys <n>', 'different partition keys', 'many'),
    numeric(
      '--hottest-key-share <share>',
      'of the records under the most frequent key',
      'as even as --keys allows',
    ),
    numeric('--rejected-share <share>', 'of the records that go to quarantine', d.rejectedShare),
    numeric('--consumers <n>', 'readers of the output stream', d.consumers),
    numeric('--outage <s>', 'an outage to recover from', d.outage),
    shared.region(),
    shared.json(),
  ];
}

const HELP = `
Allowed: --rps ${allowed('rps')}, --record-bytes ${allowed('recordBytes')}, --memory ${allowed('memory')}.

Shards, lanes and latency are those of the region's limits; without prices of the region, the cost is that of us-east-1.

Measure a sandbox of your own: of the metrics of a busy function (namespace Weir), the sum of RecordsPredicted
divided by the sum of its Duration in seconds (AWS/Lambda) is --records-per-second; or npm run bench.
${examples(
  'weir plan --rps 5000 --record-bytes 600 --memory 1769',
  'weir plan --rps 100 --record-bytes 600 --mode on-demand --json',
)}`;
