import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'puppeteer-core';
import { ask, change } from '../../localstack/console/support.ts';
import { must } from '../scene.ts';
import type { ConsoleStack } from './stack.ts';

/** Requests of other programs and of other pages in the same browser: none reads anything, none changes anything. */
export async function refuseStrangers(stack: ConsoleStack, browser: Browser): Promise<void> {
  const port = Number(new URL(stack.console).port);
  await refuseHeaders(stack, port);
  await refusePage(stack, browser);
}

async function refuseHeaders({ registry }: ConsoleStack, port: number): Promise<void> {
  const served = { port };
  for (const host of [
    'rebound.example.com',
    `rebound.example.com:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port + 1}`,
  ]) {
    for (const path of ['/', '/api/live', '/metrics', '/console.js']) {
      const { status, body } = await ask(served, path, { headers: { Host: host } });
      must(status === 421 && !body.includes('wine'), `Host ${host} got ${status} for ${path}`);
    }
  }
  const page = await ask(served, '/');
  const token = /name="weir-token" content="([^"]+)"/.exec(page.body)?.[1] ?? '';
  must(token.length >= 32, 'the page holds no token');
  const promotion = { version: 3, expectSequence: 1, reason: 'by a stranger', force: true };
  const own = { 'X-Weir-Token': token };
  const strangers = [
    { ...own, Origin: 'http://example.com' },
    { ...own, Origin: 'null' },
    { ...own, Origin: `http://localhost:${port + 1}` },
    { 'X-Weir-Token': 'x'.repeat(token.length) },
    { ...own, Host: 'rebound.example.com' },
  ];
  for (const headers of strangers) {
    const { status } = await change(served, '/api/promote', promotion, headers);
    must(status === 403 || status === 421, `${JSON.stringify(headers)} got ${status}`);
  }
  const { champion } = await registry.aliases('wine-quality');
  must(champion?.sequence === 1, 'a stranger moved the champion');
}

/** A page of another origin in the same browser, which tries to read, to write and to frame. */
async function refusePage({ console, registry }: ConsoleStack, browser: Browser): Promise<void> {
  const other = createServer((_, response) =>
    response.setHeader('Content-Type', 'text/html').end('<h1>Other</h1>'),
  );
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage();
  try {
    await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
    const tried = await page.evaluate(`(async () => {
      const attempt = (path, options) => fetch('${console}' + path, options).then((r) => r.text(), () => 'refused');
      const body = JSON.stringify({ version: 3, expectSequence: 1, reason: 'x', force: true });
      return [
        await attempt('/api/live'),
        await attempt('/'),
        await attempt('/api/promote', { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-Weir-Token': 'x' } }),
        await attempt('/api/promote', { method: 'POST', body, mode: 'no-cors' }),
        await new Promise((resolve) => {
          const script = Object.assign(document.createElement('script'), { src: '${console}/api/live' });
          script.onload = () => resolve('loaded');
          script.onerror = () => resolve('refused');
          document.head.append(script);
        }),
      ];
    })()`);
    must(isRefused(tried), `a page of another origin got ${JSON.stringify(tried)}`);
    const { champion } = await registry.aliases('wine-quality');
    must(champion?.sequence === 1, 'a page of another origin moved the champion');
  } finally {
    await page.close();
    other.close();
  }
}

function isRefused(tried: unknown): boolean {
  return Array.isArray(tried) && tried.every((answer) => answer === 'refused' || answer === '');
}
