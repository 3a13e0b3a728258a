import { afterEach, vi } from 'vitest';

/** What the process writes to standard output and error, from the call on and until the test's end. */
export function captureOutput(): { readonly text: () => string; readonly lines: () => string[] } {
  const chunks: string[] = [];
  const write = (chunk: string | Uint8Array): boolean => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  const text = () => chunks.join('');
  return {
    text,
    lines: () =>
      text()
        .split('\n')
        .filter((line) => line !== ''),
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});
