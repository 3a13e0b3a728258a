/** A metric in an expression of PromQL, and the labels that matchers ask of it. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

const KEYWORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'or',
  'and',
  'unless',
  'bool',
  'group_left',
  'le',
]);

/** The metrics that an expression reads: names that are no function, aggregation, keyword or label. */
export function selectorsIn(expression: string): Selector[] {
  const bare = expression.replace(/\b(by|without|on|ignoring) \([^)]*\)/g, ' ').replace(/\[[^\]]*\]/g, ' ');
  const name = /([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(\s*\()?/g;
  return [...bare.replace(/"[^"]*"/g, (text) => text.replace(/\w/g, '0')).matchAll(name)]
    .filter(([, metric, , call]) => call === undefined && !KEYWORDS.has(metric!))
    .map(([, metric, matchers = '']) => ({
      metric: metric!,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1]!),
    }));
}

/** The labels by which an expression groups. */
export function groupedBy(expression: string): string[] {
  return [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap((match) => match[1]!.split(/,\s*/));
}
