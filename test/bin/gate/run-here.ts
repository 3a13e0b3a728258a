import { readConfig } from '../../../bin/config.ts';
import { runWeir } from '../../../bin/program.ts';
import type { WeirRun } from '../support/run-weir.ts';

/** A command line in the test's own process: a process of its own takes longer to start than to promote. */
export async function runHere(args: readonly string[], home: string): Promise<WeirRun> {
  const written = { stdout: '', stderr: '' };
  const output = (stream: keyof typeof written) => ({
    columns: 120,
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const code = await runWeir(args, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    config: readConfig({ WEIR_HOME: home, WEIR_USER: 'tester' }),
    interruption: () => new AbortController().signal,
  });
  return { code, ...written };
}
