import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { BrowserUnavailable, launchBrowser, sidewaysOverflow, troublesOf } from '../support/browser.ts';
import { OUTLINE, POOR_CONTRAST, SMALL_TARGETS } from './console/in-page.ts';
import { startConsoleStack } from './console/stack.ts';
import { refuseStrangers } from './console/strangers.ts';
import { publishCandidates } from './console/versions.ts';
import { must, until } from './scene.ts';

/**
 * The console of `npm start` in a real browser: `node test/e2e/console.ts [--pictures <directory>]`. With the wine
 * data that WEIR_DATA names, else the synthetic ones. Exits with 77 where no Chromium is to be had.
 */

const SEEN_WITHIN_MS = 2_000;
/** While records flow: the wines' confidence may be low enough to ring, and a busy machine's cold start slow enough. */
const FLOWING = /^(Records flow|\d+ alarms? rings?: (low confidence|slow (batches|response)))/;
const PROMOTE_3 = '[data-action="promote"][data-version="3"]';
const picturesAt = process.argv.indexOf('--pictures');
const pictures = picturesAt < 0 ? undefined : process.argv[picturesAt + 1];

const browser = await launchBrowser().catch((error: unknown) => {
  if (!(error instanceof BrowserUnavailable)) throw error;
  console.error(error.message);
  process.exit(77);
});
const stack = await startConsoleStack();
try {
  await publishCandidates(stack.registry);
  const page = await browser.newPage();
  const troubles = troublesOf(page);
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(stack.console);
  await step('it tells those who listen that nothing came yet', () => seeNothing(page));
  await step('a record that is sent is seen within two seconds', () => seeRecords(page));
  await step('a record that is rejected is seen with its reason', () => seeRejection(page));
  await step('strangers are refused', () => refuseStrangers(stack, browser));
  await step('a version is promoted by the keyboard alone', () => promoteByKeyboard(page));
  await step('a refused version is promoted by force with words alone', () => promoteRefused(page));
  await step('the champion is rolled back', () => rollBack(page));
  await step('the running hour is judged, and its report opens', () => judge(page));
  await step('a report of others runs nothing', () => openHostileReport());
  await step('it says when it is paused', () => pauseAndGoOn(page));
  await step('it is usable at 375 pixels, in the light and in the dark', () => lookAround(page));
  must(troubles.length === 0, `in the browser's console: ${troubles.join('\n')}`);
  await step('it says when the stack is gone', () => stopStack(page));
  console.log('\nThe console shows, promotes, rolls back, judges and refuses as it should.');
} catch (error) {
  console.error(stack.printed());
  throw error;
} finally {
  await browser.close();
  await stack.stop();
  stack.remove();
}

async function step(what: string, act: () => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const remark = await act();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${what} (${seconds} s)${typeof remark === 'string' ? `: ${remark}` : ''}`);
}

function wine(customer: number, alcohol: unknown = 8.8 + (customer % 40) / 10): string {
  const acidity = 0.15 + ((customer * 7) % 30) / 100;
  const features = { alcohol, 'volatile acidity': acidity, sulphates: 0.35 + ((customer * 11) % 40) / 100 };
  return JSON.stringify({ wine_features: features, customer_id: customer });
}

async function textOf(page: Page, selector: string): Promise<string> {
  return String(await page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`));
}

/** Waits for a text; a page that is redrawn meanwhile is no matter. */
function seen(page: Page, selector: string, text: string | RegExp, seconds = 10): Promise<string> {
  return until(seconds, `${text} in ${selector}`, async () => {
    const shown = await textOf(page, selector);
    return (typeof text === 'string' ? shown.includes(text) : text.test(shown)) ? shown : undefined;
  });
}

async function seeNothing(page: Page): Promise<void> {
  await seen(page, '#stream-body', 'no batch in five minutes');
  const names = `[...document.querySelectorAll('#stream-body svg')].map((svg) => svg.ariaLabel).join('; ')`;
  const said = String(await page.evaluate(names));
  must(/minutes, at most 0; .* minutes, no batch; Confidence: none yet$/.test(said), `they hear: ${said}`);
}

/** The first one finds a function that has just started. */
async function seeRecords(page: Page): Promise<string> {
  const took: number[] = [];
  for (const customer of [4711, 4712, 4713, 4714]) {
    const started = performance.now();
    await stack.put(wine(customer));
    const row = `document.querySelector('#predictions-body').innerText.includes('customer_id ${customer}')`;
    await page.waitForFunction(row, { polling: 50, timeout: 15_000 });
    took.push(performance.now() - started);
  }
  const slowest = Math.max(...took.slice(1));
  must(slowest < SEEN_WITHIN_MS, `a record was seen after ${slowest.toFixed(0)} ms`);
  await seen(page, '#state', FLOWING);
  return `after ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`;
}

async function seeRejection(page: Page): Promise<void> {
  await stack.put(wine(13, 'secret'));
  const shown = await seen(page, '#rejections-body', 'not a number');
  must(shown.includes('wine_features.alcohol'), `the field is not named: ${shown}`);
  const whole = await textOf(page, 'body');
  must(!whole.includes('secret'), 'a value of a rejected record is shown');
}

/** Tab until something has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    const focused = `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.innerText ?? ''`;
    if (name.test(String(await page.evaluate(focused)))) {
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      must(outline !== 'none', `the focus on ${name} cannot be seen`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

async function champion(): Promise<{ version: number; reason: string }> {
  const { champion: current } = await stack.registry.aliases('wine-quality');
  return { version: current!.version, reason: current!.reason };
}

async function promoteByKeyboard(page: Page): Promise<void> {
  await seen(page, '#versions-body', 'Version 3');
  await tabTo(page, /^Promote version 2$/);
  await page.keyboard.press('Enter');
  must(
    (await textOf(page, 'dialog[open]')).includes('in place of version 1'),
    'the dialog does not say what it does',
  );
  must(
    (await page.evaluate('document.activeElement?.id')) === 'reason',
    "the reason's field has not the focus",
  );
  await picture(page, 'dialog');
  await page.keyboard.press('Escape');
  must((await champion()).version === 1, 'Escape promoted it');
  await tabTo(page, /^Promote version 2$/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Promote$/);
  await page.keyboard.press('Enter');
  await seen(page, '#notice', 'Version 2 is the champion now.');
  must((await champion()).version === 2, 'version 2 is not the champion');
  await seen(page, '#versions-body', 'Version 2 is the champion since');
  const focused = await page.evaluate('document.activeElement?.id');
  must(focused === 'versions-title', 'with the button of the new champion went the focus');
  // The function takes up the champion within its two seconds.
  await until(10, 'an answer of version 2', async () => {
    await stack.put(wine(2));
    return (await textOf(page, '#predictions-body')).includes('v2') || undefined;
  });
}

async function promoteRefused(page: Page): Promise<void> {
  await page.click(PROMOTE_3);
  await page.click('dialog[open] button[type="submit"]');
  const refusal = await seen(page, 'dialog[open]', 'The gate refuses it.');
  must(/p99 of a row is 60 ms/.test(refusal), `the reasons are not shown: ${refusal}`);
  must((await champion()).version === 2, 'it was promoted although it was refused');
  const isDisabled = () =>
    page.evaluate(`document.querySelector('dialog[open] button[type="submit"]').disabled`);
  must((await isDisabled()) === true, 'force is offered without words');
  await page.type('#reason', '  ');
  must((await isDisabled()) === true, 'blanks are no words');
  await picture(page, 'refused');
  await page.type('#reason', 'slow, but right');
  await page.click('dialog[open] button[type="submit"]');
  await seen(page, '#notice', 'Version 3 is the champion now.');
  const { version, reason } = await champion();
  must(
    version === 3 && reason.startsWith('forced: slow, but right (gate: refused by latency'),
    `it says: ${reason}`,
  );
}

async function rollBack(page: Page): Promise<void> {
  await seen(page, '#versions-body', 'Roll back to version 2');
  await page.click('[data-action="rollback"]');
  await page.click('dialog[open] button[type="submit"]');
  await seen(page, '#notice', 'version 2 is the champion again');
  const { version, reason } = await champion();
  must(version === 2 && reason.startsWith('rollback: '), `the champion is ${version}: ${reason}`);
}

async function judge(page: Page): Promise<string> {
  await stack.put(...Array.from({ length: 600 }, (_, customer) => wine(customer)));
  await until(20, 'six hundred predictions', async () => {
    const live = (await (await fetch(`${stack.console}/api/live`)).json()) as {
      flow: { totals: { predicted: number } };
    };
    return live.flow.totals.predicted >= 600 || undefined;
  });
  // The function writes what it counted within a second, in an invocation.
  await delay(1_100);
  await stack.put(wine(1));
  await delay(500);
  await page.click('[data-action="judge"]');
  await seen(page, '#drift-body', 'Open the whole report', 15);
  const address = String(await page.evaluate(`document.querySelector('#drift-body .verdict a').href`));
  const report = await browser.newPage();
  const troubles = troublesOf(report);
  await report.goto(address);
  const title = await report.title();
  must(/wine-quality/.test(await textOf(report, 'body')), `the report is empty: ${title}`);
  must(troubles.length === 0, `in the report's console: ${troubles.join('\n')}`);
  await report.close();
  const metrics = await (await fetch(`${stack.console}/metrics`)).text();
  must(/^weir_records_predicted_total\{.*\} [1-9]/m.test(metrics), 'the metrics do not count');
  must(/^weir_drift_runs_total\{.*\} [1-9]/m.test(metrics), 'the drift job publishes nothing');
  return (await textOf(page, '#drift-body .verdict')).split('\n')[0]!;
}

async function openHostileReport(): Promise<void> {
  const report = await browser.newPage();
  await report.goto(`${stack.console}/reports/versions/3`);
  must((await report.title()) === 'Report', 'a script of a report ran');
  must((await report.evaluate('self.origin')) === 'null', "a report has the console's origin");
  await report.close();
}

async function lookAround(page: Page): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    for (const width of [1280, 375]) {
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ]);
      await delay(200);
      await lookAt(page, `${scheme}, ${width} px`);
      await picture(page, `${scheme}-${width}`);
    }
  }
}

interface Outline {
  readonly headings: readonly number[];
  readonly landmarks: readonly string[];
  readonly nameless: readonly string[];
  readonly twice: readonly string[];
  readonly moving: number;
}

async function lookAt(page: Page, where: string): Promise<void> {
  must((await sidewaysOverflow(page)) === 0, `${where}: it scrolls sideways`);
  must(isEmpty(await page.evaluate(POOR_CONTRAST)), `${where}: ${await page.evaluate(POOR_CONTRAST)}`);
  must(
    isEmpty(await page.evaluate(SMALL_TARGETS)),
    `${where}: too small: ${await page.evaluate(SMALL_TARGETS)}`,
  );
  const { headings, ...rest } = (await page.evaluate(OUTLINE)) as Outline;
  const skips = headings.some((level, at) => level > (headings[at - 1] ?? 0) + 1);
  must(headings.filter((level) => level === 1).length === 1 && !skips, `${where}: headings ${headings}`);
  const { moving, ...lists } = rest;
  must(moving === 0 && Object.values(lists).every(isEmpty), `${where}: ${JSON.stringify(rest)}`);
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}

async function pauseAndGoOn(page: Page): Promise<void> {
  await page.click('#pause');
  await seen(page, '#state', 'Paused. What you see is how it was at');
  await page.click('#pause');
  await seen(page, '#state', new RegExp(`${FLOWING.source}|^Ready`));
}

async function stopStack(page: Page): Promise<string> {
  const started = performance.now();
  const code = await stack.stop();
  const seconds = (performance.now() - started) / 1000;
  must(code === 0, `weir up ended with ${code}`);
  await seen(page, '#notice', 'does not answer');
  await seen(page, '#state', 'What you see is how it was at');
  return `it ended within ${seconds.toFixed(1)} s with the page open`;
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined)
    await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: name.includes('-') });
}
