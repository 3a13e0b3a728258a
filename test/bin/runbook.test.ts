import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { KNOWN_ALARMS } from '../../bin/alarms/catalogue.ts';
import type { Cli } from '../../bin/terminal/terminal.ts';
import { describe as describeAlarm, RUNBOOK } from '../../lib/constructs/alarms/alarm-descriptions.ts';

/** The page that alarms link to: its sections are there, and what it tells to type is understood. */

const ROOT = join(import.meta.dirname, '..', '..');
const COMMANDS = join(ROOT, 'bin', 'commands');
const text = readFileSync(join(ROOT, RUNBOOK), 'utf8');
const sections = new Map(
  text
    .split(/^## /m)
    .slice(1)
    .map((section) => [anchorOf(section.split('\n')[0]!), section]),
);

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

test.each(KNOWN_ALARMS)(
  'the alarm $name links to a section that says what it means, how bad it is, what to do and when it is over',
  (alarm) => {
    const anchor = describeAlarm(alarm.name, alarm, RUNBOOK).split(`${RUNBOOK}#`)[1]!;
    const headings = [...(sections.get(anchor) ?? '').matchAll(/^\*\*([^*]+):\*\*/gm)].map(
      ([, word]) => word,
    );
    expect(headings).toEqual(['Means', 'How bad', 'Look at', 'Do', 'Over']);
    // The limit of CloudWatch is 1,024, of which the address of the reports may be 200.
    expect(describeAlarm(alarm.name, alarm, 'x'.repeat(500), 'x'.repeat(200)).length).toBeLessThan(1_024);
  },
);

test('links within the page lead to sections', () => {
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((anchor) => !sections.has(anchor))).toEqual([]);
});

test('every name that the commands take from the shell is set by a command before it', () => {
  let known = new Set<string>();
  for (const block of shellBlocks()) {
    // A block that only sets names is for all that follow; the others stand alone.
    const isForAll = block
      .trim()
      .split('\n')
      .every((line) => /^(export \w+=|\w+\(\) \{.*\}$)/.test(line));
    const names = new Set(known);
    for (const line of block.split('\n')) {
      for (const [, name] of line.matchAll(/(\w+)=/g)) if (/^export /.test(line)) names.add(name!);
      const used = [...line.matchAll(/\$([A-Z_]+)/g)].map(([, name]) => name!);
      expect([line, used.filter((name) => !names.has(name))]).toEqual([line, []]);
    }
    if (isForAll) known = names;
  }
});

test('every command line of weir is one that the program takes', async () => {
  const lines = weirLines();
  expect(lines.length).toBeGreaterThan(15);
  const program = await programThatOnlyParses();
  for (const line of lines) {
    await expect(program.parseAsync(wordsOf(line), { from: 'user' }), line).resolves.toBeDefined();
  }
});

test('a command line that the program does not take is found', async () => {
  const program = await programThatOnlyParses();
  await expect(program.parseAsync(['models', '--moves'], { from: 'user' })).rejects.toThrow('unknown option');
  await expect(program.parseAsync(['model'], { from: 'user' })).rejects.toThrow('unknown command');
});

function shellBlocks(): readonly string[] {
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!.trim());
}

/** In blocks and in sentences. */
function weirLines(): readonly string[] {
  const inBlocks = shellBlocks().flatMap((block) => [...block.matchAll(/^npx weir (.*)$/gm)]);
  const inSentences = [...text.matchAll(/`npx weir ([^`\n]+)`/g)];
  return [...inBlocks, ...inSentences].map(([, line]) => line!);
}

/** As a shell splits them; what is a variable or a placeholder becomes a word. */
function wordsOf(line: string): string[] {
  const filled = line.replace(/\$\w+|<[^>]+>/g, 'word');
  return [...filled.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
}

/** The program's commands, of which none does anything. */
async function programThatOnlyParses(): Promise<Command> {
  const quiet = { writeOut: () => {}, writeErr: () => {} };
  const program = new Command('weir').exitOverride().configureOutput(quiet);
  const cli = { config: {} } as Cli;
  for (const file of readdirSync(COMMANDS).filter((name) => name.endsWith('.ts'))) {
    const module = (await import(join(COMMANDS, file))) as Record<string, unknown>;
    for (const [name, register] of Object.entries(module)) {
      if (!name.startsWith('register')) continue;
      (register as (program: Command, cli: Cli) => void)(program, cli);
    }
  }
  silence(program);
  return program;
}

function silence(command: Command): void {
  for (const child of command.commands) {
    child.action(() => {});
    silence(child);
  }
}
