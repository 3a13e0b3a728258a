import { InvalidArgumentError, Option } from 'commander';
import { NAME_PATTERN } from '../lib/contract/names.ts';
import { AWS_ITSELF } from './endpoint.ts';

/** Parsers of option values. Commander adds which option it was and exits with 2. */

/** @param max default: the largest safe integer */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`Expected a whole number ${range}.`);
    }
    return value;
  };
}

/** A number above zero. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Expected a number above zero.');
  }
  return value;
}

/** A share, from 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('Expected a share from 0 to 1, such as 0.05 for 5%.');
  }
  return value;
}

/** A name of a model or an alias. */
export function name(text: string): string {
  if (NAME_PATTERN.test(text)) return text;
  throw new InvalidArgumentError('A name is 1 to 63 characters of a-z, 0-9 and "-", such as wine-quality.');
}

/** The address of an emulator of Kinesis. */
export function emulator(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:4568.');
  }
  if (!/\.amazonaws\.com(\.cn)?$/.test(url.hostname)) return url.origin;
  throw new InvalidArgumentError('That is AWS itself, to which the local stack does not connect.');
}

/** "a, b" → ["a", "b"]. */
export function commaList(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** Options that several commands share, in the same words. */
export const shared = {
  json: () => new Option('--json', 'print JSON for machines, and nothing else on standard output'),
  registry: () =>
    new Option(
      '--registry <place>',
      'a directory or s3://bucket/prefix (default: $WEIR_REGISTRY, else .weir/registry)',
    ),
  monitoring: () =>
    new Option(
      '--monitoring <place>',
      'windows and results: a directory or s3://bucket/prefix (default: $WEIR_MONITORING, else .weir)',
    ),
  endpoint: () =>
    new Option(
      '--endpoint-url <url>',
      `where Kinesis is; "${AWS_ITSELF}" for the real service (default: $AWS_ENDPOINT_URL, else the local stack)`,
    ),
  region: () => new Option('--region <region>', 'the AWS region (default: $AWS_REGION, else us-east-1)'),
  data: () => new Option('--data <file.csv>', 'the labelled data (default: $WEIR_DATA, else the wine data)'),
  alias: () => new Option('--alias <alias>', 'the alias to move').argParser(name).default('champion'),
  reason: (text: string) => new Option('--reason <text>', 'why, for the history').default(text),
} as const;

/** The examples at the end of a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
