import { expect, test } from 'vitest';
import { registryIn, scratch, wineDraft } from './support/registries.ts';
import { weir } from './support/run-weir.ts';

/** A registry with so many versions of wine-quality and no champion. */
async function homeWithVersions(versions: number): Promise<string> {
  const home = scratch();
  const registry = registryIn(home);
  for (let version = 1; version <= versions; version++)
    await registry.publish(wineDraft(0.5 + version / 100));
  return home;
}

test('an empty registry is no fault: it says where it looked and how to fill it', async () => {
  const home = scratch();
  const { code, stdout } = await weir(['models'], { home });
  expect(code).toBe(0);
  expect(stdout).toContain(`No models in ${home}/registry`);
  expect(stdout).toContain('weir train');
});

test('models and versions are listed for people and for machines', async () => {
  const home = await homeWithVersions(2);
  const models = await weir(['models'], { home });
  expect(models.stdout).toMatch(/wine-quality +2 +none/);
  const versions = await weir(['models', 'wine-quality'], { home });
  expect(versions.stdout).toMatch(/2 +accuracy 0\.520 \(0\.490 to 0\.550\) +\d{4}-\d\d-\d\d \d\d:\d\d +test/);
  const machine = await weir(['models', 'wine-quality', '--json'], { home });
  expect(JSON.parse(machine.stdout).versions).toMatchObject([
    { version: 1, metrics: { accuracy: { value: 0.51 } }, aliases: [] },
    { version: 2 },
  ]);
  expect(machine.stderr).toBe('');
});

test('promote moves the champion, rollback moves it back, and the history says who and why', async () => {
  const home = await homeWithVersions(2);
  await weir(['promote', 'wine-quality', '1'], { home });
  const promoted = await weir(['promote', 'wine-quality', '2', '--reason', 'better'], { home });
  expect(promoted).toMatchObject({ code: 0, stderr: '' });
  expect(promoted.stdout).toContain(
    'champion of wine-quality is version 2 now (it was 1; move 2, by tester: better)',
  );
  const back = await weir(['rollback', 'wine-quality', '--json'], { home });
  expect(JSON.parse(back.stdout)).toMatchObject({ version: 1, previous: 2, sequence: 3, by: 'tester' });
  const history = await weir(['models', 'wine-quality', '--history'], { home });
  expect(history.stdout).toMatch(/3 +2 to 1 .*\n +2 +1 to 2 .*tester +better\n +1 +none to 1/);
  const list = await weir(['models', 'wine-quality'], { home });
  expect(list.stdout).toMatch(/^ +1 .*champion$/m);
});

test('a second rollback would restore what the first went back from: it is refused, unless --again', async () => {
  const home = await homeWithVersions(3);
  for (const version of ['1', '2', '3']) await weir(['promote', 'wine-quality', version], { home });
  const first = await weir(['rollback', 'wine-quality', '--reason', 'confidence fell'], { home });
  expect(first.stdout).toContain('Rolling champion of wine-quality back from version 3 to 2');
  expect(first.stdout).toContain('version 2 now (it was 3; move 4, by tester: rollback: confidence fell)');
  const second = await weir(['rollback', 'wine-quality'], { home });
  expect(second).toMatchObject({ code: 2, stdout: '' });
  expect(second.stderr).toMatch(
    /was rolled back already: tester went from version 3 to 2 at .*\(move 4, rollback: confidence fell\).*--again/,
  );
  const again = await weir(['rollback', 'wine-quality', '--again', '--json'], { home });
  expect(JSON.parse(again.stdout)).toMatchObject({ version: 3, previous: 2, sequence: 5 });
});

test('a promotion of an older version is rolled back like any other', async () => {
  const home = await homeWithVersions(2);
  for (const version of ['2', '1']) await weir(['promote', 'wine-quality', version], { home });
  const { stdout } = await weir(['rollback', 'wine-quality', '--json'], { home });
  expect(JSON.parse(stdout)).toMatchObject({ version: 2, previous: 1, reason: 'rollback: by hand' });
});

test('--alias moves another alias and leaves the champion alone', async () => {
  const home = await homeWithVersions(1);
  await weir(['promote', 'wine-quality', '1', '--alias', 'challenger'], { home });
  const { stdout } = await weir(['models', 'wine-quality', '--json'], { home });
  expect(JSON.parse(stdout).versions[0].aliases).toEqual(['challenger']);
});

test('--registry names another place than the default', async () => {
  const home = await homeWithVersions(1);
  const { stdout } = await weir(['models', '--registry', `${home}/registry`], { home: scratch() });
  expect(stdout).toContain('wine-quality');
});

const MISTAKES: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown version', ['promote', 'wine-quality', '9'], /wine-quality has no version 9: choose one of 1/],
  ['an unknown model', ['models', 'iris'], /there is no model iris in .*; it holds wine-quality/],
  ['a rollback before any move', ['rollback', 'wine-quality'], /champion/],
  ['a name that is none', ['promote', 'Wine Quality', '1'], /1 to 63 characters of a-z, 0-9 and "-"/],
  [
    'a version that is no number',
    ['promote', 'wine-quality', 'best'],
    /'best' is invalid.*whole number of at least 1/,
  ],
  ['a place that is no registry', ['models', '--registry', 'ftp://x/y'], /ftp:\/\/x\/y.*s3:\/\/bucket/],
];

test.each(MISTAKES)('%s is a mistake: exit 2, what to do, no stack', async (_, args, message) => {
  const home = await homeWithVersions(1);
  const { code, stdout, stderr } = await weir(args, { home });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});
