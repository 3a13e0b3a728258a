import { type Command, Option } from 'commander';
import { DEFAULT_MODEL } from '../config.ts';
import { examples, name, shared } from '../options.ts';
import { count, plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface LabelOptions {
  readonly model: string;
  readonly monitoring?: string;
  readonly json?: boolean;
}

export function registerLabel(program: Command, cli: Cli): void {
  program
    .command('label')
    .description('say what was true: labels that came later, for the accuracy that was realised')
    .argument('<file>', 'a .csv file, or one JSON object a line: predictionId, label, at?, arrivedAt?')
    .addOption(
      new Option('--model <model>', 'whose predictions they are of').argParser(name).default(DEFAULT_MODEL),
    )
    .addOption(shared.monitoring())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
A label is joined with its prediction by the prediction's id, and counts in the hour in which the record arrived.
Give the prediction's "arrivedAt" where you can: then only that hour's log is read. Sent again, the label with the
latest "at" (default: now) counts. It needs the log of predictions (WEIR_PREDICTION_LOG=true), which is kept 30 days.
${examples('weir label truth.csv', 'weir label truth.jsonl --model wine-quality && weir drift')}`,
    )
    .action((file: string, options: LabelOptions) => label(file, options, cli));
}

async function label(file: string, options: LabelOptions, cli: Cli): Promise<void> {
  const { readBytes } = await import('../records/files.ts');
  const { readLabelFile } = await import('../label/read-label-file.ts');
  const { sendLabels } = await import('../label/send-labels.ts');
  const { openMonitoring } = await import('../drift/open-monitoring.ts');
  const report = new Reporter(cli, options);
  const { model } = options;
  const now = new Date();
  const bytes = await readBytes(file);
  const labels = readLabelFile(new TextDecoder().decode(bytes), { file, now });
  const store = openMonitoring(options, cli.config);
  const stored = await sendLabels(store, { model, labels, file: bytes, now });
  const withoutHour = labels.filter(({ arrivedAt }) => arrivedAt === undefined).length;
  report.result({ model, monitoring: store.location, labels: labels.length, stored, withoutHour });
  const known = labels.length - stored;
  report.say(
    `${plural(labels.length, 'label')} of ${model} in ${store.location}${known > 0 ? `, ${count(known)} of them there already` : ''}`,
    ...(withoutHour > 0
      ? [
          `${plural(withoutHour, 'label')} without "arrivedAt": their predictions are searched for in 30 days of the log`,
        ]
      : []),
    `"weir drift --model ${model}" joins them with the predictions`,
  );
}
