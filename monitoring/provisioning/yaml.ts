/** What YAML and JSON have in common; a member that is undefined is left out. */
export type Plain =
  | string
  | number
  | boolean
  | null
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined };

/** Strings that mean nothing else to a reader of YAML 1.1 or 1.2: others are written in quotes, as JSON. */
const BARE = /^([A-Za-z_][\w ./()-]*|\d+[smhd])$/;
const KEYWORD = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** A document of YAML, in block style, with a comment at its head. https://yaml.org/spec/1.2.2/ */
export function yamlOf(value: Plain, comment: string): string {
  const head = comment.split('\n').map((line) => `# ${line}`.trimEnd());
  return `${[...head, ...linesOf(value)].join('\n')}\n`;
}

function linesOf(value: Plain): string[] {
  if (value === null || typeof value !== 'object') return [scalarOf(value)];
  if (Array.isArray(value)) {
    return value.length === 0 ? ['[]'] : value.flatMap((item) => marked('- ', '  ', linesOf(item)));
  }
  const members = Object.entries(value).filter(
    (member): member is [string, Plain] => member[1] !== undefined,
  );
  return members.length === 0 ? ['{}'] : members.flatMap(([key, member]) => memberLines(key, member));
}

function memberLines(key: string, value: Plain): string[] {
  const lines = linesOf(value);
  const isInline = value === null || typeof value !== 'object' || Object.keys(value).length === 0;
  return isInline
    ? [`${scalarOf(key)}: ${lines[0]}`]
    : [`${scalarOf(key)}:`, ...lines.map((line) => `  ${line}`)];
}

function marked(first: string, others: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${index === 0 ? first : others}${line}`);
}

function scalarOf(value: string | number | boolean | null): string {
  const isBare =
    typeof value !== 'string' || (BARE.test(value) && !KEYWORD.test(value) && !value.endsWith(' '));
  return isBare ? String(value) : JSON.stringify(value);
}
