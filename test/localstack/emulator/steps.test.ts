import { expect, test, vi } from 'vitest';
import { Steps } from '../../../localstack/emulator/steps.ts';

function captured(isTTY = false) {
  let written = '';
  return { out: { isTTY, columns: 40, write: (text: string) => (written += text) }, text: () => written };
}

test('each step is one line with its seconds; what it says while it runs is for terminals', async () => {
  const { out, text } = captured();
  const steps = new Steps(out);
  await steps.run('deploy', async (progress) => {
    progress('creating a stream');
    return '2 stacks';
  });
  expect(text()).toMatch(/^ +0\.0 s {2}deploy: 2 stacks\n$/);
  expect(steps.done).toEqual([{ name: 'deploy', seconds: 0, detail: '2 stacks' }]);
});

test('on a terminal the line of progress is cut to its width, and rewritten', async () => {
  const { out, text } = captured(true);
  await new Steps(out).run('deploy', async (progress) => {
    progress('x'.repeat(100));
    return '';
  });
  const lines = text().split('\r\u001b[K');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);
  expect(lines.at(-1)).toBe('   0.0 s  deploy\n');
});

test('a step that fails says so, and passes its error on', async () => {
  const { out, text } = captured();
  const steps = new Steps(out);
  const failing = steps.run('deploy', () => Promise.reject(new Error('no stack')));
  await expect(failing).rejects.toThrow('no stack');
  expect(text()).toContain('deploy: FAILED');
  expect(steps.done).toEqual([]);
});

test('without a terminal a step that takes long says every half minute what it does', async () => {
  vi.useFakeTimers();
  try {
    const { out, text } = captured();
    let end = (_: string) => {};
    const running = new Steps(out).run('deploy', (progress) => {
      progress('creating a stream');
      return new Promise<string>((settle) => {
        end = settle;
      });
    });
    vi.advanceTimersByTime(60_000);
    end('');
    await running;
    expect(text().match(/deploy … creating a stream\n/g)).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
