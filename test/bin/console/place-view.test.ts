import { expect, it } from 'vitest';
import { DEFAULT_MODEL } from '../../../bin/config.ts';
import { sendCommands } from '../../../bin/console/place-view.ts';

const SETTINGS = { inputStream: 'in', outputStream: 'out', region: 'us-east-1' };
const KINESIS = 'http://127.0.0.1:4568';

it('a record can be sent with either version of the AWS CLI, in a new terminal', () => {
  const commands = sendCommands(KINESIS, { ...SETTINGS, model: DEFAULT_MODEL });
  expect(commands.map(({ title }) => title)).toEqual(['AWS CLI v1', 'AWS CLI v2']);
  expect(commands.map(({ command }) => command.includes('--cli-binary-format'))).toEqual([false, true]);
  for (const { command } of commands) expect(command).toMatch(/^export AWS_ACCESS_KEY_ID=/);
});

it('records of another model are sent from a file', () => {
  const [only, ...others] = sendCommands(KINESIS, { ...SETTINGS, model: 'risk' });
  expect(only!.command).toBe(`npx weir send <file> --model risk --endpoint-url ${KINESIS}`);
  expect(others).toEqual([]);
});
