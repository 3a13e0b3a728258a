import { expect, it } from 'vitest';
import { scratch } from '../support/registries.ts';
import { runHere } from './run-here.ts';
import { publishRisk } from './threshold-versions.ts';

it.each([
  [['gate', 'risk', '99'], /version 99/],
  [['gate', 'risk', '1', '--against', 'challenger'], /has no alias challenger to compare with/],
])('weir %j does not say that it judges what is not there', async (command, message) => {
  const home = scratch();
  await publishRisk(home);
  const { code, stdout, stderr } = await runHere(command, home);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('Judging');
});
