/** What a run must show, each said as it is found. */
export class Checks {
  readonly failed: string[] = [];

  /** @param detail the figures, whether it holds or not */
  hold(what: string, holds: boolean, detail: string): void {
    console.log(`  ${holds ? 'ok    ' : 'NOT OK'}  ${what}: ${detail}`);
    if (!holds) this.failed.push(what);
  }

  /** Two numbers that must be one. */
  equal(what: string, actual: number, expected: number): void {
    const holds = actual === expected;
    this.hold(what, holds, holds ? format(actual) : `${format(actual)}, expected ${format(expected)}`);
  }
}

export function format(value: number): string {
  return value.toLocaleString('en-GB');
}
