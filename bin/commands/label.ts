import { type Command, Option } from 'commander';
import { CHAMPION } from '../../lib/contract/alias.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { DEFAULT_MODEL } from '../config.ts';
import type { LabelFile } from '../label/read-label-file.ts';
import { examples, name, shared } from '../options.ts';
import { count, plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface LabelOptions {
  readonly model: string;
  readonly monitoring?: string;
  readonly registry?: string;
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
    .addOption(shared.registry())
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
  const { labelWarnings } = await import('../label/label-warnings.ts');
  const { textOf } = await import('../../training/data/table.ts');
  const { sendLabels } = await import('../label/send-labels.ts');
  const { openMonitoring } = await import('../drift/open-monitoring.ts');
  const { checkKnown, hasPredictions } = await import('../drift/known-model.ts');
  const { openRegistry } = await import('../registry.ts');
  const report = new Reporter(cli, options);
  const { model } = options;
  const now = new Date();
  const bytes = await readBytes(file);
  const read = readLabelFile(textOf(bytes, file), { file, now });
  const { labels } = read;
  const store = openMonitoring(options, cli.config);
  const registry = openRegistry(options.registry ?? cli.config.registry);
  await checkKnown(registry, store, model);
  const unusable = await unusableBy(registry, model, read);
  const warnings = [...unusable.warnings, ...labelWarnings(read, now)];
  const isLogged = await hasPredictions(store, model);
  const stored = await sendLabels(store, { model, labels, file: bytes, now });
  const withoutHour = labels.filter(({ arrivedAt }) => arrivedAt === undefined).length;
  const answer = { model, monitoring: store.location, labels: labels.length, stored, withoutHour };
  report.result({ ...answer, unusable: unusable.lines.length, warnings, predictionLog: isLogged });
  const known = labels.length - stored;
  report.say(
    `${plural(labels.length, 'label')} of ${model} in ${store.location}${known > 0 ? `, ${count(known)} of them there already` : ''}`,
    ...warnings,
    ...(withoutHour > 0 && isLogged
      ? [
          `${plural(withoutHour, 'label')} without "arrivedAt": their predictions are searched for in 30 days of the log`,
        ]
      : []),
    isLogged
      ? `"weir drift --model ${model}" joins them with the predictions`
      : `no predictions of ${model} are logged there: the labels are kept, and nothing can be joined until the log is on ("weir up --prediction-log", or "predictionLog" of a stage) and has their predictions`,
  );
}

/** Lines with labels that the champion cannot answer with; none is known without a champion. */
async function unusableBy(registry: ModelRegistry, model: string, read: LabelFile) {
  const { aliasVersion } = await import('../registry.ts');
  const { unusableLines, unusableWarning } = await import('../label/unusable-labels.ts');
  const version = await aliasVersion(registry, model, CHAMPION);
  if (version === undefined) return { lines: [], warnings: [] };
  const { signature } = await registry.manifest(model, version);
  const lines = unusableLines(read, signature);
  return { lines, warnings: lines.length === 0 ? [] : [unusableWarning(lines, signature, version)] };
}
