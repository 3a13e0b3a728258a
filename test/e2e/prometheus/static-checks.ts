import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../localstack/emulator/config.ts';
import { yamlOf } from '../../../monitoring/provisioning/yaml.ts';
import { must } from '../scene.ts';
import { CASES, neverFired, ruleTests } from './rule-tests.ts';
import type { PrometheusTools } from './tools.ts';

const run = promisify(execFile);
const COMMITTED = join(ROOT, 'monitoring', 'generated', 'prometheus');
const committed = (file: string) => join(COMMITTED, file);

/** promtool on the committed configuration, and on the rules by themselves. */
export async function configurationHolds({ promtool }: PrometheusTools): Promise<string> {
  await run(promtool, ['check', 'config', committed('prometheus.yml')]);
  const { stdout } = await run(promtool, ['check', 'rules', committed('rules.yml')]);
  return stdout
    .split('\n')
    .find((line) => line.includes('SUCCESS'))!
    .trim();
}

/** Every rule on made-up series. @param directory takes the tests' file */
export async function rulesDoWhatTheySay({ promtool }: PrometheusTools, directory: string): Promise<string> {
  must(neverFired().length === 0, `no case makes these fire: ${neverFired().join(', ')}`);
  const file = join(directory, 'rules.test.yml');
  await writeFile(file, yamlOf(ruleTests(committed('rules.yml')), 'Cases of the rules.'));
  await run(promtool, ['test', 'rules', file]);
  return `${CASES.length} cases`;
}

/** amtool on the committed routes: who is told of what. */
export async function routesLeadToMail({ amtool }: PrometheusTools): Promise<string> {
  const file = committed('alertmanager.yml');
  await run(amtool, ['check-config', file]);
  const receiver = async (...labels: string[]) =>
    (await run(amtool, ['config', 'routes', 'test', `--config.file=${file}`, ...labels])).stdout.trim();
  const routes = [
    [await receiver('severity=critical', 'alarm=error-rate'), 'critical-mail'],
    [await receiver('severity=warning', 'alarm=drift'), 'mail'],
    [await receiver(), 'mail'],
  ];
  for (const [found, expected] of routes) must(found === expected, `${found}, expected ${expected}`);
  return 'critical and other alerts, each to its mails';
}
