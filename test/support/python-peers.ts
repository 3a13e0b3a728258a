import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reasonOf } from '../../lib/contract/errors.ts';

/** What our own numbers are compared with, each at the release that committed figures name. */
const PACKAGES = [
  'scikit-learn==1.9.1',
  'optuna==5.0.0',
  'onnxruntime==1.31.1',
  'onnx==1.22.0',
  'skl2onnx==1.20.0',
  'numpy==2.4.6',
  'scipy==1.17.1',
] as const;

/** A virtual environment of its own, kept between runs; other packages have another number. */
const HOME = join(import.meta.dirname, '../../.weir/cache/python-peers-1');
const INSTALL = join(import.meta.dirname, 'install-peers.py');

/** Downloads of some 100 MB, perhaps behind another process that does the same. */
const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** The Python packages cannot be had on this machine; whoever needs them exits with 77. */
export class PythonPeersUnavailable extends Error {
  override readonly name = 'PythonPeersUnavailable';
}

/**
 * Installs the Python libraries that ours are compared with, unless they are there: a minute or less. Processes that
 * ask at once wait for the first.
 * @returns the path of a python that can import them
 * @throws PythonPeersUnavailable
 */
export async function installPythonPeers(): Promise<string> {
  const wanted = PACKAGES.join('\n');
  if ((await installed()) !== wanted) await install();
  return join(HOME, 'bin', 'python');
}

async function installed(): Promise<string | undefined> {
  return readFile(join(HOME, 'installed'), 'utf8').catch(() => undefined);
}

async function install(): Promise<void> {
  await mkdir(join(HOME, '..'), { recursive: true });
  try {
    await promisify(execFile)('python3', [INSTALL, HOME, ...PACKAGES], { timeout: INSTALL_TIMEOUT_MS });
  } catch (error) {
    throw new PythonPeersUnavailable(`python3 cannot provide ${PACKAGES.join(', ')}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
