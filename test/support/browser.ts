import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { reasonOf } from '../../lib/contract/errors.ts';

/** What Debian, Ubuntu, Fedora and Google call the same browser. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'] as const;

/** Some 100 MB over the network, perhaps behind another process that installs. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** There is no Chromium on this machine and none can be had; whoever needs it exits with 77. */
export class BrowserUnavailable extends Error {
  override readonly name = 'BrowserUnavailable';
}

/**
 * Starts a headless Chromium: the machine's own, or Debian's package, installed when this process may. Close it in the
 * end, else it keeps the process.
 * @throws BrowserUnavailable
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = (await findChromium()) ?? (await installChromium());
  return launch({
    executablePath,
    headless: true,
    // Chromium refuses to keep its sandbox as root; /dev/shm has 64 MB in containers, too few for a long page.
    args: [...(isRoot() ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
    // A cold start takes 10 s and more on a machine that is busy with other things.
    timeout: 60_000,
  });
}

async function findChromium(): Promise<string | undefined> {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  for (const program of PROGRAMS) {
    for (const directory of [...directories, '/usr/bin']) {
      const path = join(directory, program);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function installChromium(): Promise<string> {
  if (!isRoot() || !(await isExecutable('/usr/bin/apt-get'))) {
    throw new BrowserUnavailable('no Chromium on the PATH: install it (apt-get install chromium)');
  }
  try {
    await aptGet('update');
    await aptGet('install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
  } catch (error) {
    throw new BrowserUnavailable(`apt-get cannot install chromium: ${reasonOf(error)}`, { cause: error });
  }
  const installed = await findChromium();
  if (installed === undefined) throw new BrowserUnavailable('the package chromium has no program chromium');
  return installed;
}

async function aptGet(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * What goes wrong on a page from now on, in words: errors and warnings in its console (broken policies among them),
 * uncaught exceptions, requests that fail. The list grows as they come.
 */
export function troublesOf(page: Page): readonly string[] {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (/^(error|warn|assert)$/.test(message.type())) troubles.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`exception: ${reasonOf(error)}`));
  page.on('requestfailed', (request) =>
    troubles.push(`request: ${request.url()} ${request.failure()?.errorText ?? ''}`),
  );
  return troubles;
}

/** By how many CSS pixels the page is wider than its window: 0 when nobody has to scroll sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page
    .evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    .then(Number);
}
