import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import type { KnownFile } from '../../../training/data/download.ts';
import { loadTable } from '../../../training/data/load.ts';
import { sha256Of } from '../../../training/data/table.ts';
import { WINE } from '../../../training/data/wine.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const CSV = Buffer.from('alcohol;quality\n9.5;5\n10.1;6\n');

/** An archive on the loopback interface, and how often it was asked. */
async function archive(answer: RequestListener): Promise<{ known: KnownFile; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const known = { url: `http://127.0.0.1:${port}/wine.csv`, sha256: sha256Of(CSV), bytes: CSV.length };
  return { known, requests: () => requests };
}

describe('a named file', () => {
  it('is read, --data before the environment', async () => {
    const directory = await temporaryDirectory();
    const [first, second] = [join(directory, 'a.csv'), join(directory, 'b.csv')];
    await writeFile(first, 'x,y\n1,2\n');
    await writeFile(second, CSV);
    expect(await loadTable({ data: first, environmentData: second })).toMatchObject({ source: 'a.csv' });
    expect(await loadTable({ environmentData: second })).toMatchObject({ source: 'b.csv', synthetic: false });
  });

  it.each([
    ['data', /--data names .*missing\.csv, which cannot be read/],
    ['environmentData', /WEIR_DATA names .*missing\.csv, which cannot be read/],
  ])('is never replaced when it is missing: %s', async (key, message) => {
    const loading = loadTable({ [key]: join(await temporaryDirectory(), 'missing.csv') });
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(message);
  });

  it('is complained about when it is a directory or empty', async () => {
    const directory = await temporaryDirectory();
    await expect(loadTable({ data: directory })).rejects.toThrow(UserError);
    await writeFile(join(directory, 'empty.csv'), '');
    await expect(loadTable({ data: join(directory, 'empty.csv') })).rejects.toThrow(/is empty/);
  });
});

describe('the wine data', () => {
  it('are downloaded once, then read from the cache', async () => {
    const cacheDirectory = join(await temporaryDirectory(), 'cache');
    const { known, requests } = await archive((_, response) => response.end(CSV));
    const first = await loadTable({ cacheDirectory, known });
    const second = await loadTable({ cacheDirectory, known });
    expect(first).toMatchObject({ sha256: known.sha256, synthetic: false, source: WINE.fileName });
    expect(second).toEqual(first);
    expect(requests()).toBe(1);
    expect(await readdir(cacheDirectory)).toEqual([WINE.fileName]);
  });

  it('are downloaded again when the cached file is damaged', async () => {
    const cacheDirectory = await temporaryDirectory();
    await writeFile(join(cacheDirectory, WINE.fileName), 'half a fi');
    const { known } = await archive((_, response) => response.end(CSV));
    const told: string[] = [];
    const table = await loadTable({ cacheDirectory, known }, (message) => told.push(message));
    expect(table.sha256).toBe(known.sha256);
    expect(told[0]).toMatch(/not the file it should be/);
    expect(await readFile(join(cacheDirectory, WINE.fileName))).toEqual(CSV);
  });

  it.each<[string, RequestListener, RegExp]>([
    [
      'another file comes',
      (_, response) => response.end('alcohol;quality\n9.5;9\n'),
      /expected [0-9a-f]{64}/,
    ],
    ['a page of a captive portal comes', (_, response) => response.end('<html>'.repeat(1000)), /more than/],
    ['the archive refuses', (_, response) => response.writeHead(503).end(), /HTTP status 503/],
    ['the connection breaks', (request) => request.socket.destroy(), /cannot be downloaded/],
    ['the archive never answers', () => {}, /timeout/],
    [
      'the archive stops half way',
      (_, response) => response.writeHead(200).write(CSV.subarray(0, 5)),
      /timeout/,
    ],
  ])('are replaced by the synthetic set, plainly, when %s', async (_, answer, reason) => {
    const cacheDirectory = await temporaryDirectory();
    const { known } = await archive(answer);
    const told: string[] = [];
    const started = performance.now();
    const table = await loadTable({ cacheDirectory, known, downloadTimeoutMs: 300 }, (m) => told.push(m));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(table).toMatchObject({ synthetic: true });
    expect(told.at(-1)).toMatch(reason);
    expect(told.at(-1)).toMatch(/SYNTHETIC data.*say nothing about wine.*--data or WEIR_DATA/);
    expect(await readdir(cacheDirectory)).toEqual([]);
  });

  it('serve without a cache when it cannot be written', async () => {
    const file = join(await temporaryDirectory(), 'a file where the cache should be');
    await writeFile(file, '');
    const { known } = await archive((_, response) => response.end(CSV));
    const told: string[] = [];
    const table = await loadTable({ cacheDirectory: file, known }, (message) => told.push(message));
    expect(table.sha256).toBe(known.sha256);
    expect(told.at(-1)).toMatch(/cannot be kept/);
  });
});
