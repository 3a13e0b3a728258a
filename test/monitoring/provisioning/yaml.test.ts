import { expect, test } from 'vitest';
import { yamlOf } from '../../../monitoring/provisioning/yaml.ts';

test('maps and lists are indented blocks; what is undefined is left out', () => {
  const value = {
    a: 1,
    gone: undefined,
    list: [{ b: true, c: ['x'] }, 'text'],
    none: null,
    empty: {},
    no: [],
  };
  expect(yamlOf(value, 'Head.')).toBe(
    `# Head.
a: 1
list:
  - b: true
    c:
      - x
  - text
none: null
empty: {}
"no": []
`,
  );
});

test.each([
  'yes',
  'null',
  '1',
  '1.5',
  '',
  ' x',
  'x ',
  'a: b',
  '- a',
  '# a',
  "'",
  '{',
  '*',
  '&a',
  'x\ny',
  '0x1',
  '1e3',
])('the string %j keeps being one', (text) => {
  expect(yamlOf([text], 'Head.')).toBe(`# Head.\n- ${JSON.stringify(text)}\n`);
});

test.each(['5m', 'weir-host', 'docs/runbook.md', 'One sentence of it.'])('%s needs no quotes', (text) => {
  expect(yamlOf([text], 'Head.')).toBe(`# Head.\n- ${text}\n`);
});
