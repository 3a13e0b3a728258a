import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The page's own files, by the names under which it asks for them. */
const FILES = {
  'index.html': { type: 'text/html; charset=utf-8', make: read },
  'console.css': { type: 'text/css; charset=utf-8', make: read },
  'icon.svg': { type: 'image/svg+xml', make: read },
  'console.js': { type: 'text/javascript; charset=utf-8', make: script },
} as const;

export type PageFileName = keyof typeof FILES;

export interface PageFile {
  readonly type: string;
  readonly body: string;
}

const PAGE = fileURLToPath(new URL('./page/', import.meta.url));
const made = new Map<PageFileName, Promise<PageFile>>();

/** A file of the page, made when it is first asked for: a stack that nobody looks at makes none. */
export function pageFile(name: PageFileName): Promise<PageFile> {
  const known = made.get(name);
  if (known !== undefined) return known;
  const { type, make } = FILES[name];
  const file = make(name).then((body) => ({ type, body }));
  // What failed is tried again with the next request.
  file.catch(() => made.delete(name));
  made.set(name, file);
  return file;
}

function read(name: PageFileName): Promise<string> {
  return readFile(`${PAGE}${name}`, 'utf8');
}

/** The page's modules in one file, for browsers of the last three years. */
async function script(): Promise<string> {
  const { build, stop } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      entryPoints: [`${PAGE}main.ts`],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      legalComments: 'none',
      logLevel: 'silent',
    });
    return outputFiles[0]!.text;
  } finally {
    // Its process would stay as long as this one.
    await stop();
  }
}
