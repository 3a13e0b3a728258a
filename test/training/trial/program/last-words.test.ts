import { describe, expect, it } from 'vitest';
import { lastWords } from '../../../../training/trial/program/last-words.ts';

const NODE_TRACE = `node:internal/modules/esm/get_format:185
  throw new ERR_UNKNOWN_FILE_EXTENSION(ext, filepath);
        ^

TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for build.ts
    at Object.getFileProtocolModuleFormat (node:internal/modules/esm/get_format:185:9) {
  code: 'ERR_UNKNOWN_FILE_EXTENSION'
}

Node.js v20.19.0
`;

const PYTHON_TRACE = `Traceback (most recent call last):
  File "train.py", line 12, in <module>
    main()
ValueError: no rows
of class 3
`;

describe('the last words of a program', () => {
  it.each([
    [
      'the error of a trace of Node',
      NODE_TRACE,
      'TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for build.ts',
    ],
    ['the error of a trace of Python', PYTHON_TRACE, 'ValueError: no rows'],
    ['the last line of plain words', 'reading\ndepth is 0\n', 'depth is 0'],
    ['a line that is set in, where there is no other', '\n  killed\n', 'killed'],
    ['nothing where nothing was said', '\n  ^\n', ''],
  ])('are %s', (_, stderr, words) => {
    expect(lastWords(stderr)).toBe(words);
  });

  it('are the same wherever the directory of the trial was', () => {
    const said = ['/tmp/weir-trial-a1B2c3', '/var/x/weir-trial-Zz9Yy8'].map((directory) =>
      lastWords(`Error: ENOENT: open '${directory}/train.csv'`),
    );
    expect(said).toEqual([said[0], "Error: ENOENT: open '<trial>/train.csv'"]);
  });

  it('are one line of 200 characters at most, without what a terminal would obey', () => {
    expect(lastWords('\u001b[31mred\u001b[0m\u0007 alert')).toBe('red alert');
    expect(lastWords('x'.repeat(5_000))).toHaveLength(200);
  });
});
