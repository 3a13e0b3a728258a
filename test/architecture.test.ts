import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** The import rules of the house, as tests: see docs/architecture.md. */

const ROOT = join(import.meta.dirname, '..');
const SOURCE_FOLDERS = ['bin', 'lib', 'lambdas', 'training', 'monitoring', 'localstack'];

/** Which part of the tree may import which other parts; a part may always import itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'lib/contract': [],
  'lib/registry': ['lib/contract'],
  'lib/model': ['lib/contract'],
  'lib/streams': ['lib/contract'],
  // The accounting judges the others: it takes nothing from what it judges.
  'lib/accounting': ['lib/contract'],
  'lib/quarantine': ['lib/contract', 'lib/registry'],
  'lib/report': [],
  'lib/bundle': [],
  'lib/capacity': ['lib/contract'],
  'lib/constructs': ['lib/contract'],
  'lib/stacks': ['lib/constructs', 'lib/contract'],
  lambdas: ['lib/bundle', 'lib/contract', 'lib/registry', 'lib/model', 'lib/streams'],
  // A version's reference and the gate use the statistics of monitoring/drift.
  training: ['lib/contract', 'lib/registry', 'lib/model', 'lib/streams', 'lib/report', 'monitoring'],
  monitoring: ['lib/bundle', 'lib/contract', 'lib/registry', 'lib/model', 'lib/streams', 'lib/report'],
  localstack: ['lib/contract', 'lib/registry', 'lib/model', 'lib/streams'],
  bin: [
    'lib/contract',
    'lib/registry',
    'lib/streams',
    'lib/accounting',
    'lib/quarantine',
    'lib/report',
    'lib/capacity',
    'lib/constructs',
    'lib/stacks',
    'training',
    'monitoring',
    'localstack',
  ],
};

/** Packages that only files under adapters/ may import: everything else talks to a port. */
const ADAPTER_PACKAGES = [/^@aws-sdk\//, /^onnxruntime-node$/, /^@smithy\//];

/** Files that wire: handlers, mains, programs that are started as a process, the command line. */
const ENTRY = /(^bin\/)|(\/(main|handler|run-[a-z-]+|build|[a-z-]+-(process|worker|child))\.m?ts$)/;

/** Files that may read the environment. */
const READS_ENVIRONMENT = /(^bin\/)|((^|\/)config\.ts$)/;

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Module specifiers of values; type-only imports bind nothing at run time but count for the layering. */
  readonly imports: readonly { readonly specifier: string; readonly typeOnly: boolean }[];
}

function sourceFiles(): SourceFile[] {
  return SOURCE_FOLDERS.flatMap((folder) => listFolder(folder))
    .filter((path) => /\.m?ts$/.test(path) && !path.includes('node_modules'))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return { path, text, imports: importsOf(text) };
    });
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    );
  } catch {
    return [];
  }
}

function importsOf(text: string): SourceFile['imports'] {
  const statement = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
  const dynamic = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;
  return [
    ...[...text.matchAll(statement)].map((m) => ({ specifier: m[2]!, typeOnly: m[1] !== undefined })),
    ...[...text.matchAll(dynamic)].map((m) => ({ specifier: m[1]!, typeOnly: false })),
  ];
}

function partOf(path: string): string {
  const [top, second] = path.split('/');
  return top === 'lib' ? `lib/${second}` : top!;
}

const files = sourceFiles();

/** "file imports thing" for every import that breaks a rule, so that a failure names the line to mend. */
function violations(breaks: (file: SourceFile, specifier: string, typeOnly: boolean) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter(({ specifier, typeOnly }) => breaks(file, specifier, typeOnly))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
}

function targetOf(file: SourceFile, specifier: string): string | undefined {
  return specifier.startsWith('.') ? normalize(join(dirname(file.path), specifier)) : undefined;
}

test('the rules look at the real tree', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => file.imports.length > 0).length).toBeGreaterThan(40);
});

test('a part imports only the parts below it', () => {
  expect(
    violations((file, specifier) => {
      const target = targetOf(file, specifier);
      if (target === undefined) return false;
      const from = partOf(file.path);
      const to = partOf(target);
      return from !== to && !(ALLOWED[from] ?? []).includes(to);
    }),
  ).toEqual([]);
});

test('lib/contract imports a schema library and nothing else', () => {
  expect(
    violations((file, specifier) => partOf(file.path) === 'lib/contract' && !/^(\.|zod$)/.test(specifier)),
  ).toEqual([]);
});

test('the AWS SDK and onnxruntime appear only under adapters/', () => {
  expect(
    violations(
      (file, specifier, typeOnly) =>
        !typeOnly &&
        ADAPTER_PACKAGES.some((pattern) => pattern.test(specifier)) &&
        !file.path.includes('/adapters/'),
    ),
  ).toEqual([]);
});

test('only entries and adapters import adapters', () => {
  expect(
    violations(
      (file, specifier, typeOnly) =>
        !typeOnly &&
        (targetOf(file, specifier)?.includes('/adapters/') ?? false) &&
        !file.path.includes('/adapters/') &&
        !ENTRY.test(file.path),
    ),
  ).toEqual([]);
});

test('only config.ts and bin/ read the environment', () => {
  const readers = files.filter(
    ({ path, text }) => !READS_ENVIRONMENT.test(path) && /\bprocess\.env\b/.test(withoutComments(text)),
  );
  expect(readers.map((file) => file.path)).toEqual([]);
});

test('packages that the source imports are dependencies with an exact version', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const declared: Record<string, string> = { ...manifest.dependencies, ...manifest.devDependencies };
  const undeclared = violations((_file, specifier) => {
    if (specifier.startsWith('.') || specifier.startsWith('node:')) return false;
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    return !(name in declared);
  });
  expect(undeclared).toEqual([]);
  expect(Object.entries(declared).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('built-in modules are imported by their node: names', () => {
  expect(violations((_file, specifier) => builtinModules.includes(specifier))).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
