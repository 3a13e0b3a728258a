import type { TrainCommandOptions } from '../commands/train.ts';

/** What the command that goes on with a study has to repeat: the study itself does not know it. */
type Kept = Partial<
  Pick<TrainCommandOptions, 'studies' | 'registry' | 'workers' | 'promote' | 'force' | 'report' | 'json'>
>;

/** The command that goes on with a study as it was begun. @param defaultWorkers as many are not worth a word */
export function continuation(study: string, options: Kept, defaultWorkers: number): string {
  const { studies, registry, workers, promote, force, report, json } = options;
  const words = [
    'weir train --study',
    study,
    ...pair('--studies', studies),
    ...pair('--registry', registry),
    ...pair('--workers', workers === defaultWorkers ? undefined : workers),
    ...(promote === false ? ['--no-promote'] : []),
    ...pair('--force', force),
    ...pair('--report', report),
    ...(json ? ['--json'] : []),
  ];
  return words.join(' ');
}

function pair(flag: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [flag, quoted(String(value))];
}

/** As a POSIX shell reads it back. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
