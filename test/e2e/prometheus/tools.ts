import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

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

/**
 * What is installed; else Debian's packages, installed.
 * @throws ToolsMissing
 */
export async function findTools(): Promise<PrometheusTools> {
  const directories = (process.env.PATH ?? '').split(delimiter);
  const found = (await toolsIn(directories)) ?? (await install().then(() => toolsIn(directories)));
  if (found === undefined) throw new ToolsMissing(`${PACKAGES.join(' and ')} lack one of the programs`);
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

const isExecutable = (path: string) => exists(path, constants.X_OK);

function exists(path: string, mode = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** Unpacked alone Debian's Alertmanager does not run: it reads its templates from where they are installed. */
async function install(): Promise<void> {
  const hint = `neither installed nor to be had: apt-get install ${PACKAGES.join(' ')}`;
  // Where systemd runs their services would start, and go on after this.
  if (await exists('/run/systemd/system')) throw new ToolsMissing(hint);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another process may be installing.
  const patient = ['-o', 'DPkg::Lock::Timeout=300'];
  const aptGet = (...args: string[]) =>
    run('apt-get', [...patient, ...args], { env, maxBuffer: 64 * 1024 * 1024 });
  const add = () => aptGet('install', '--yes', '--no-install-recommends', ...PACKAGES);
  try {
    // The lists of packages may be missing, as in a fresh container.
    await add().catch(() => aptGet('update').then(add));
  } catch (error) {
    throw new ToolsMissing(hint, { cause: error });
  }
}
