import { stripVTControlCharacters } from 'node:util';

/** What the name of a trial's directory begins with; six letters and digits follow, other ones every time. */
export const DIRECTORY_PREFIX = 'weir-trial-';

/** Longer words would fill the screen: a search says them of every trial that fails by them. */
const MAX_LENGTH = 200;

const DIRECTORY = new RegExp(`[^\\s'"\`(]*${DIRECTORY_PREFIX}[A-Za-z0-9]{6}`, 'g');
const ERROR = /^(Uncaught )?[\w.$]*(Error|Exception)\b/;
const NODE_VERSION = /^Node\.js v\d/;
const WORD = /[\p{L}\p{N}]/u;

/**
 * What a program said at last on standard error, in one line: of a stack trace the error itself, else its last line.
 * Trials that fail alike say the same, wherever their directories were.
 * @returns '' when it said nothing
 */
export function lastWords(stderr: string): string {
  const lines = stripVTControlCharacters(stderr)
    .replaceAll(DIRECTORY, '<trial>')
    .split(/[\r\n]+/)
    .filter((line) => WORD.test(line) && !NODE_VERSION.test(line));
  const outer = lines.filter((line) => !/^\s/.test(line));
  const line = outer.findLast((text) => ERROR.test(text)) ?? outer.at(-1) ?? lines.at(-1) ?? '';
  const words = line.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return words.length > MAX_LENGTH ? `${words.slice(0, MAX_LENGTH - 1)}…` : words;
}
