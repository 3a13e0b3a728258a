/** What this repository's formatter makes of a line at most. */
const LINE_WIDTH = 110;

/** JSON as this repository's formatter leaves it: objects over lines, lists without objects on one where they fit. */
export function jsonOf(value: unknown): string {
  return `${written(JSON.parse(JSON.stringify(value)), '', 0)}\n`;
}

/** @param before how much stands on the line already */
function written(value: unknown, indent: string, before: number): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => written(item, inner, inner.length));
    const line = `[${items.join(', ')}]`;
    const fits = !line.includes('\n') && before + line.length + 1 <= LINE_WIDTH;
    return fits ? line : `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`;
  }
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${inner}${JSON.stringify(key)}: `;
    return name + written(member, inner, name.length);
  });
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}
