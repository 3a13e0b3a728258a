import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../localstack/emulator/config.ts';

const run = promisify(execFile);

/** The programs by their paths. */
export interface PrometheusTools {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly promtool: string;
  readonly amtool: string;
}

/** Neither installed nor to be had. */
export class ToolsMissing extends Error {}

/** Their names where people install them, and Debian's. */
const NAMES: Readonly<Record<keyof PrometheusTools, readonly string[]>> = {
  prometheus: ['prometheus'],
  alertmanager: ['alertmanager', 'prometheus-alertmanager'],
  promtool: ['promtool'],
  amtool: ['amtool'],
};

const PACKAGES = ['prometheus', 'prometheus-alertmanager'];
const CACHE = join(ROOT, '.weir', 'cache', 'prometheus');

/**
 * What is installed, else Debian's packages taken apart in the cache: installed for real they would start services.
 * @throws ToolsMissing
 */
export async function findTools(): Promise<PrometheusTools> {
  const installed = await toolsIn((process.env.PATH ?? '').split(delimiter));
  if (installed !== undefined) return installed;
  const cached = [join(CACHE, 'usr', 'bin')];
  const found = (await toolsIn(cached)) ?? (await unpack().then(() => toolsIn(cached)));
  if (found === undefined)
    throw new ToolsMissing(`Debian's ${PACKAGES.join(' and ')} lack one of the programs`);
  return found;
}

async function toolsIn(directories: readonly string[]): Promise<PrometheusTools | undefined> {
  const paths = await Promise.all(
    Object.entries(NAMES).map(async ([tool, names]) => {
      const candidates = names.flatMap((name) => directories.map((directory) => join(directory, name)));
      const usable = await Promise.all(candidates.map(isExecutable));
      return [tool, candidates.find((_, index) => usable[index])] as const;
    }),
  );
  return paths.every(([, path]) => path !== undefined)
    ? (Object.fromEntries(paths) as unknown as PrometheusTools)
    : undefined;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function unpack(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const download = () => run('apt-get', ['download', ...PACKAGES], { cwd: CACHE });
  try {
    // The lists of packages may be missing, as in a fresh container; only root may fetch them.
    await download().catch(() => run('apt-get', ['update']).then(download));
    const packages = (await readdir(CACHE)).filter((name) => name.endsWith('.deb'));
    for (const file of packages) await run('dpkg-deb', ['--extract', join(CACHE, file), CACHE]);
  } catch (error) {
    throw new ToolsMissing(`neither installed nor to be had by apt-get: ${PACKAGES.join(', ')}`, {
      cause: error,
    });
  }
}
