import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../../lib/contract/errors.ts';
import { runCommand } from '../../localstack/emulator/command.ts';
import { ROOT } from '../../localstack/emulator/config.ts';

/** The same as in test/aws-cli.sh. */
const VERSION = '1.45.11';
const HOME = join(ROOT, '.weir/cache', `awscli-${VERSION}`);

/** A tool that cannot be had here: the program exits with 77. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';
}

/** The real aws command line. */
export interface AwsCli {
  /** 1 or 2: they take --data in different ways. */
  readonly major: number;
  /** The environment in which `aws` and `jq` are commands. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Finds the aws command line, or brings version 1 from PyPI into an environment of its own.
 * @throws ToolMissing
 */
export async function findAwsCli(environment: Readonly<Record<string, string>>): Promise<AwsCli> {
  await say(['jq', '--version'], environment).catch((error: unknown) => {
    throw new ToolMissing(`jq cannot be found: ${reasonOf(error)}`);
  });
  const found = await say(['aws', '--version'], environment).catch(() => undefined);
  if (found !== undefined) return { major: majorOf(found), environment };
  await install(environment);
  return { major: 1, environment: { ...environment, PATH: `${join(HOME, 'bin')}:${environment.PATH}` } };
}

async function install(environment: Readonly<Record<string, string>>): Promise<void> {
  const installed = await access(join(HOME, 'bin/aws')).then(
    () => true,
    () => false,
  );
  if (installed) return;
  try {
    await say(['python3', '-m', 'venv', HOME], environment);
    await say([join(HOME, 'bin/pip'), 'install', '--quiet', `awscli==${VERSION}`], environment);
  } catch (error) {
    throw new ToolMissing(`python3 and pip cannot provide awscli ${VERSION}: ${reasonOf(error)}`);
  }
}

function say(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return runCommand(command, { directory: ROOT, environment });
}

/** "aws-cli/1.45.11 Python/3.11.7 …" → 1. */
function majorOf(version: string): number {
  return Number(/aws-cli\/(\d+)/.exec(version)?.[1] ?? 2);
}
