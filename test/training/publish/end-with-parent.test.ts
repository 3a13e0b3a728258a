import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRunning, survivors } from '../../support/processes.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const MODULE = join(import.meta.dirname, '../../../training/publish/end-with-parent.ts');

test('a process that a model keeps busy ends when its parent was killed', async () => {
  const directory = await temporaryDirectory();
  const child = join(directory, 'busy.mjs');
  await writeFile(
    child,
    `import { endWithParent } from '${MODULE}'; endWithParent(); process.send('busy'); setTimeout(() => { for (;;); }, 200);`,
  );
  const program = `
    const child = require('node:child_process').fork('${child}', [], { detached: true });
    child.once('message', () => console.log(child.pid));
  `;
  const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  expect(await survivors([pid], 10_000)).toEqual([]);
});
