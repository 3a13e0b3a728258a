import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import type { DriftDemoResult } from '../../bin/demo/drift/judge-drift.ts';
import { DATA_ENV } from '../../lib/contract/environment.ts';
import { renderDriftReport } from '../../monitoring/report/drift-report.ts';
import { weir } from '../bin/support/run-weir.ts';
import { exampleResult } from '../monitoring/report/support/example-result.ts';
import { BrowserUnavailable, launchBrowser, sidewaysOverflow, troublesOf } from '../support/browser.ts';
import { must } from './scene.ts';

/**
 * `weir demo --drift`, and its reports in a real browser: `node test/e2e/drift-demo.ts [--screenshots <directory>]`.
 * With the wine data that WEIR_DATA names, else the synthetic ones. Exits with 77 where no Chromium can be had.
 */

const MISSING_TOOL = 77;
const SECONDS = 60;
const WIDTHS = [1280, 375] as const;
const SCHEMES = ['light', 'dark'] as const;

const shotsAt = process.argv.indexOf('--screenshots');
const shots = shotsAt < 0 ? undefined : process.argv[shotsAt + 1];
const home = mkdtempSync(join(tmpdir(), 'weir-drift-demo-'));

try {
  const browser = await launchBrowser();
  try {
    await runDemo();
    const reports = join(home, 'demo-drift');
    await lookAt(
      browser,
      'no-drift',
      readFileSync(join(reports, 'no-drift', 'v1.html'), 'utf8'),
      /0 of \d+ features drifted\./,
    );
    await lookAt(
      browser,
      'drift',
      readFileSync(join(reports, 'drift', 'v1.html'), 'utf8'),
      /1 of \d+ features drifted: alcohol\./,
    );
    await lookAt(browser, 'hostile', hostileReport(), /90 of 4,096 features drifted/);
  } finally {
    await browser.close();
  }
  console.log('The demo sees alcohol drift, and its reports open in a browser without a trouble.');
} catch (error) {
  if (!(error instanceof BrowserUnavailable)) throw error;
  console.log(error.message);
  process.exitCode = MISSING_TOOL;
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function runDemo(): Promise<void> {
  const data = process.env[DATA_ENV];
  const started = performance.now();
  const run = await weir(['demo', '--drift'], {
    home,
    environment: data === undefined ? {} : { [DATA_ENV]: data },
  });
  const seconds = (performance.now() - started) / 1000;
  console.log(run.stdout);
  must(run.code === 0, `the demo ended with ${run.code}:\n${run.stderr}`);
  const lines = run.stdout.trimEnd().split('\n');
  const result: DriftDemoResult = JSON.parse(lines.at(-1)!);
  const { noDrift, drift } = result;
  must(
    noDrift.drifted.length === 0 && noDrift.quality.length === 0,
    'it found something where nothing was changed',
  );
  must(drift.drifted.join() === 'alcohol', 'it did not find exactly alcohol');
  must(
    drift.quality.length === 1 && drift.quality[0] !== 'alcohol',
    'it did not find exactly the other feature',
  );
  must(/ALARM drift: /.test(run.stdout), 'the alarm did not go on');
  must(seconds <= SECONDS, `it took ${seconds.toFixed(1)} s`);
  console.log(`in ${seconds.toFixed(1)} s`);
}

/** Opens a report at every width, in light and dark, and holds it against what it must say. */
async function lookAt(browser: Browser, name: string, html: string, sentence: RegExp): Promise<void> {
  const file = join(home, `${name}.html`);
  writeFileSync(file, html);
  for (const width of WIDTHS)
    for (const scheme of SCHEMES) await openAt(browser, { file, name, width, scheme, sentence });
}

interface Look {
  readonly file: string;
  readonly name: string;
  readonly width: number;
  readonly scheme: (typeof SCHEMES)[number];
  readonly sentence: RegExp;
}

async function openAt(browser: Browser, { file, name, width, scheme, sentence }: Look): Promise<void> {
  const page = await browser.newPage();
  const troubles = troublesOf(page);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(pathToFileURL(file).href);
  const where = `${name} at ${width} px, ${scheme}`;
  const text = await textOf(page);
  must(sentence.test(text), `${where}: it does not say ${sentence}`);
  must(troubles.length === 0, `${where}: ${troubles.join('; ')}`);
  must((await sidewaysOverflow(page)) === 0, `${where}: it has to be scrolled sideways`);
  if (shots !== undefined) {
    await page.screenshot({
      path: join(shots, `${name}-${width}-${scheme}.png`),
      fullPage: name !== 'hostile',
    });
  }
  await page.close();
}

function textOf(page: Page): Promise<string> {
  return page.evaluate('document.body.innerText').then(String);
}

/** More than a page has room for, with names that would like to be a program. */
function hostileReport(): string {
  const name = `</svg></style><script>alert(1)</script>"><img src=x onerror=alert(2)>\u202E`;
  const { result, profile } = exampleResult({
    name,
    features: 4096,
    classes: 100,
    drifted: 90,
    findings: 300,
  });
  return renderDriftReport(result, profile);
}
