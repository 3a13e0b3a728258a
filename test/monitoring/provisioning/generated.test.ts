import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differences, writeFiles } from '../../../monitoring/provisioning/files.ts';
import { optionsOf } from '../../../monitoring/provisioning/flags.ts';
import { COMPOSE_OPTIONS, provisioningFiles } from '../../../monitoring/provisioning/options.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const MAIN = join(ROOT, 'monitoring', 'provisioning', 'main.ts');

const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

test('what is committed is what the contract makes: else run node monitoring/provisioning/main.ts', async () => {
  const directory = join(ROOT, 'monitoring', 'generated');
  expect(await differences(directory, provisioningFiles(COMPOSE_OPTIONS))).toEqual([]);
});

test('a file that is changed, missing or too many is a difference', async () => {
  const directory = await temporaryDirectory();
  await writeFiles(directory, { 'a/b': '1', c: '2', d: '3' });
  await writeFile(join(directory, 'c'), 'other');
  expect(await differences(directory, { 'a/b': '1', c: '2', e: '4' })).toEqual(['c', 'd', 'e']);
});

test('the program writes thresholds, recipients and addresses of a stage of one’s own', async () => {
  const directory = await temporaryDirectory();
  const alarms = join(directory, 'alarms.json');
  await writeFile(alarms, JSON.stringify({ thresholds: { 'error-rate': 0.2, 'slow-batches': 300 } }));
  const options = ['--alarms', alarms, '--mail-to', 'a@example.com, b@example.com'];
  const server = ['--smarthost', 'mail.example.com:587', '--runbook', 'https://example.com/runbook'];
  const login = ['--mail-user', 'weir', '--mail-password-file', '/etc/alertmanager/password'];
  const { status } = run('--to', join(directory, 'out'), ...options, ...server, ...login);
  const [rules, mail] = await Promise.all(
    ['rules.yml', 'alertmanager.yml'].map((file) =>
      readFile(join(directory, 'out/prometheus', file), 'utf8'),
    ),
  );
  expect(status).toBe(0);
  expect(rules).toContain(':weir_error_rate:share5m > 0.2"');
  expect(rules).toContain(':weir_slow_batches:mean5m > 0.3"');
  expect(rules).toContain('runbook_url: "https://example.com/runbook#error-rate"');
  expect(mail).toContain('to: "b@example.com"');
  expect(mail).toContain('smtp_require_tls: true');
  expect(mail).toContain('smtp_auth_username: weir\n  smtp_auth_password_file: "/etc/alertmanager/password"');
});

test('a directory that holds something else is left alone', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'mine.txt'), 'mine');
  const { status, stderr } = run('--to', directory);
  expect(status).toBe(2);
  expect(stderr).toMatch(/holds mine\.txt, which is not written here; expected a directory for these/);
  expect(await readFile(join(directory, 'mine.txt'), 'utf8')).toBe('mine');
});

test('what no server would start with, and what would never ring, is a mistake', async () => {
  const directory = await temporaryDirectory();
  const alarms = join(directory, 'alarms.json');
  await writeFile(alarms, JSON.stringify({ thresholds: { 'error-rate': 50 } }));
  const mistake = (flags: object) => expect(optionsOf(flags as never)).rejects;
  await mistake({ alarms }).toThrow(/sets error-rate to 50; expected 0\.001 to 1 \(share\)/);
  await mistake({ smarthost: 'mail' }).toThrow('--smarthost is "mail"; expected host:port');
  await mistake({ 'mail-user': 'weir' }).toThrow('--mail-user and --mail-password-file belong together');
  await mistake({ stack: '' }).toThrow('--stack is ""; expected host:port');
  await mistake({ 'mail-to': 'a@example.com,' }).toThrow('--mail-to names ""; expected addresses');
  expect((await optionsOf({ check: false, help: false, stack: '[::1]:4569' })).stack).toBe('[::1]:4569');
});

test('thresholds that cannot be read are a mistake: nothing is written', async () => {
  const directory = await temporaryDirectory();
  const out = join(directory, 'out');
  const { status, stderr } = run('--to', out, '--alarms', MAIN);
  expect(status).toBe(2);
  expect(stderr).toMatch(/holds no thresholds.*expected \{"thresholds"/);
  expect(await differences(out, {})).toEqual([]);
});
