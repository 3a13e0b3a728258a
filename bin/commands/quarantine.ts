import type { Command } from 'commander';
import { UserError } from '../../lib/contract/errors.ts';
import type { Entry } from '../../lib/quarantine/entry.ts';
import { examples, shared } from '../options.ts';
import { addSelectionOptions, type SelectionOptions, selectionOf } from '../quarantine/selection-options.ts';
import { count, plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface QuarantineOptions extends SelectionOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Records of the table unless all are asked for. */
const LATEST = 20;

export function registerQuarantine(program: Command, cli: Cli): void {
  const command = program
    .command('quarantine')
    .description('show the records that were set aside: rejected, or given up by the event source mapping')
    .option('--all', `list every record, not only the latest ${LATEST}`);
  addSelectionOptions(command)
    .addOption(shared.json())
    .addHelpText(
      'after',
      examples(
        'weir quarantine',
        'weir quarantine --reason not-a-number --since 2h',
        'weir quarantine show weir-input:shardId-000000000000:4968…1922:-',
      ),
    )
    .action((options: QuarantineOptions) => showAll(options, cli));
  command
    .command('show')
    .description('show one record whole: why, what to do, its data, its replays')
    .argument('<predictionId>', 'as the table shows it')
    .action((id: string, _options: object, show: Command) => showOne(id, show.optsWithGlobals(), cli));
}

async function showAll(options: QuarantineOptions, cli: Cli): Promise<void> {
  const { checkTimes, noteBroken, openQuarantine } = await import('../quarantine/open-quarantine.ts');
  const { isSelected } = await import('../../lib/quarantine/selection.ts');
  const { pictureLines, pictureOf } = await import('../quarantine/picture.ts');
  const { entryTable } = await import('../quarantine/record-view.ts');
  const report = new Reporter(cli, options);
  const selection = selectionOf(options);
  checkTimes(selection);
  const opened = await openQuarantine(options, cli.config);
  const entries = opened.entries.filter((entry) => isSelected(entry, selection)).sort(latestFirst);
  const shown = options.all ? entries : entries.slice(0, LATEST);
  const picture = pictureOf(entries, opened);
  const { location } = opened.store;
  report.result({
    ...{ model: options.model, quarantine: location, ...picture },
    ...{ entries: shown, broken: opened.broken },
  });
  report.say(
    ...pictureLines(picture, {
      model: options.model,
      location,
      asked: entries.length,
      all: opened.entries.length,
    }),
  );
  if (shown.length > 0)
    report.say(['', ...entryTable(shown), '', rest(entries.length, shown.length)].join('\n'));
  noteBroken(opened.broken, report);
}

function latestFirst(a: Entry, b: Entry): number {
  return a.setAsideAt < b.setAsideAt ? 1 : a.setAsideAt > b.setAsideAt ? -1 : 0;
}

function rest(all: number, shown: number): string {
  return all === shown
    ? `${plural(all, 'record')}; "weir quarantine show <id>" shows one whole`
    : `the latest ${count(shown)} of ${plural(all, 'record')}; --all lists them all, "weir quarantine show <id>" shows one whole`;
}

async function showOne(id: string, options: QuarantineOptions, cli: Cli): Promise<void> {
  const { noteBroken, openQuarantine } = await import('../quarantine/open-quarantine.ts');
  const { Originals } = await import('../../lib/quarantine/originals.ts');
  const { recordJson, recordLines } = await import('../quarantine/record-view.ts');
  const report = new Reporter(cli, options);
  const { store, entries, broken } = await openQuarantine(options, cli.config);
  const entry = entries.find(({ predictionId }) => predictionId === id);
  noteBroken(broken, report);
  if (entry === undefined) throw new UserError(unknownId(id, options.model, store.location, entries));
  const original = await new Originals(store).of(entry);
  report.result(recordJson(entry, original));
  report.say(...recordLines(entry, original));
}

function unknownId(id: string, model: string, location: string, entries: readonly Entry[]): string {
  const latest = entries.toSorted(latestFirst)[0]?.predictionId;
  const there =
    latest === undefined
      ? 'nothing was set aside there'
      : `there are ${plural(entries.length, 'record')}, the latest being ${latest}`;
  return `no record ${id} of ${model} is in ${location}: ${there}; "weir quarantine --all" lists the ids`;
}
