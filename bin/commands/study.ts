import { type Command, Option } from 'commander';
import { examples, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface StudyOptions {
  readonly studies?: string;
  readonly json?: boolean;
}

interface ShowOptions extends StudyOptions {
  readonly all?: boolean;
}

interface ExportOptions extends StudyOptions {
  readonly out?: string;
}

export function registerStudy(program: Command, cli: Cli): void {
  const command = program
    .command('study')
    .description(
      'look at hyperparameter searches: their trials, whether they were run by the rules, for Optuna',
    )
    .addOption(
      new Option(
        '--studies <place>',
        'a directory or s3://bucket/prefix (default: $WEIR_STUDIES, else .weir)',
      ),
    )
    .addOption(shared.json())
    .addHelpText(
      'after',
      examples(
        'weir study list',
        'weir study show wine-quality-a',
        'weir study verify wine-quality-a',
        'weir study export wine-quality-a --out journal.log && optuna-dashboard journal.log',
      ),
    )
    .action((options: StudyOptions) => list(options, cli));
  const sub = (use: string, description: string) => command.command(use).description(description);
  sub('list', 'the studies, how far each is, its best trial').action((_options, it: Command) =>
    list(it.optsWithGlobals(), cli),
  );
  sub('show', 'a study as a picture and a table of its trials')
    .argument('<study>', 'its name', name)
    .option('--all', 'every trial, not only the latest 20')
    .action((study: string, _options, it: Command) => show(study, it.optsWithGlobals(), cli));
  sub('verify', 'sample every suggestion again, and check that each trial has one result')
    .argument('<study>', 'its name', name)
    .action((study: string, _options, it: Command) => verify(study, it.optsWithGlobals(), cli));
  sub('export', 'write the journal that Optuna and optuna-dashboard open')
    .argument('<study>', 'its name', name)
    .option('--out <file>', 'a file (default: standard output)')
    .action((study: string, _options, it: Command) => exportTo(study, it.optsWithGlobals(), cli));
}

async function list(options: StudyOptions, cli: Cli): Promise<void> {
  const { listLines, StudiesBroken, studiesOf } = await import('../study/list.ts');
  const { openStudies } = await import('../study/open-studies.ts');
  const report = new Reporter(cli, options);
  const store = openStudies(options, cli.config);
  const listed = await studiesOf(store);
  report.result({ store: store.location, ...listed });
  report.say(...listLines(listed, store.location));
  if (listed.broken.length > 0) throw new StudiesBroken(listed, store.location);
}

async function show(name: string, options: ShowOptions, cli: Cli): Promise<void> {
  const { headLines, LATEST, trialTable } = await import('../study/picture.ts');
  const { openNamed } = await import('../study/open-studies.ts');
  const { summarise } = await import('../study/summary.ts');
  const report = new Reporter(cli, options);
  const study = await openNamed(name, options, cli.config);
  const trials = await study.trials();
  const summary = await summarise(study, trials);
  report.result({ ...summary, list: trials });
  report.say(...headLines(study.definition, summary, trials, options.studies));
  const shown = options.all ? trials : trials.slice(-LATEST);
  if (shown.length > 0) report.say('', ...trialTable(shown, summary));
  if (shown.length < trials.length) report.say('', `the latest ${LATEST}; --all shows all ${trials.length}`);
}

async function verify(name: string, options: StudyOptions, cli: Cli): Promise<void> {
  const { openNamed } = await import('../study/open-studies.ts');
  const { verificationLines, NotVerified } = await import('../study/verification.ts');
  const { verifyStudy } = await import('../../training/study/verify.ts');
  const report = new Reporter(cli, options);
  const verification = await verifyStudy(await openNamed(name, options, cli.config));
  report.result(verification);
  report.say(...verificationLines(verification));
  if (verification.problems.length > 0) throw new NotVerified(verification);
}

async function exportTo(name: string, options: ExportOptions, cli: Cli): Promise<void> {
  const { openNamed } = await import('../study/open-studies.ts');
  const { exportJournal } = await import('../../training/study/journal/export-journal.ts');
  const { writeWhole } = await import('../study/write-whole.ts');
  const study = await openNamed(name, options, cli.config);
  const journal = await exportJournal(study);
  if (options.out === undefined) {
    cli.stdout.write(journal);
    return;
  }
  await writeWhole(options.out, journal);
  const report = new Reporter(cli, options);
  const { out: file } = options;
  report.result({ study: study.name, file, bytes: Buffer.byteLength(journal) });
  report.say(`${file} holds study ${study.name}; open it with "optuna-dashboard ${file}"`);
}
