import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { residentBytes } from '../../../training/publish/resident-bytes.ts';

const MODULE = join(import.meta.dirname, '../../../training/publish/end-with-parent.ts');

let child: string;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-orphan-'));
  child = join(directory, 'busy.mjs');
  await writeFile(
    child,
    `import { endWithParent } from ${JSON.stringify(MODULE)};
    endWithParent(Number(process.argv[2]), Number(process.argv[3]));
    process.send?.('started');
    setTimeout(() => { for (;;); }, 100);`,
  );
});

afterEach(() => rm(directory, { recursive: true }));

/** An orphan that ended may stay a zombie where nobody waits for it; it has no memory then. */
const isGone = async (pid: number) => (await residentBytes(pid)) === undefined;

describe('endWithParent', () => {
  it('ends a process that a model keeps busy when its parent was killed', async () => {
    const program = `
      const child = require('node:child_process').fork(
        ${JSON.stringify(child)}, [String(process.pid), '60000'], { detached: true });
      child.once('message', () => console.log(child.pid));`;
    const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    expect(await isGone(pid)).toBe(false);
    parent.kill('SIGKILL');
    await expect.poll(() => isGone(pid), { timeout: 10_000 }).toBe(true);
  });

  it('ends it when the parent was gone before it began to look', async () => {
    const orphan = fork(child, ['1', '60000'], { execArgv: [] });
    expect(await once(orphan, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it('ends it after its own time, whatever the parent does', async () => {
    const busy = fork(child, [String(process.pid), '500'], { execArgv: [] });
    expect(await once(busy, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it('lets it end when its work is done', async () => {
    await writeFile(
      child,
      `import { endWithParent } from ${JSON.stringify(MODULE)}; endWithParent(process.ppid, 2 ** 40);`,
    );
    expect(await once(fork(child, [], { execArgv: [] }), 'exit')).toEqual([0, null]);
  });
});
