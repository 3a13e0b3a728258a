import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The page's own files, by the names under which it asks for them. */
const TYPES = {
  'index.html': 'text/html; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
} as const;

export type PageFileName = keyof typeof TYPES;

export interface PageFile {
  readonly type: string;
  readonly body: string;
}

const PAGE = fileURLToPath(new URL('./page/', import.meta.url));

let made: Promise<Readonly<Record<PageFileName, string>>> | undefined;

/** A file of the page. All are made when the first is asked for: a stack that nobody looks at makes none. */
export async function pageFile(name: PageFileName): Promise<PageFile> {
  made ??= make();
  try {
    return { type: TYPES[name], body: (await made)[name] };
  } catch (error) {
    // What failed is tried again with the next request.
    made = undefined;
    throw error;
  }
}

async function make(): Promise<Readonly<Record<PageFileName, string>>> {
  const [html, icon, bundle] = await Promise.all([
    readFile(`${PAGE}index.html`, 'utf8'),
    readFile(`${PAGE}icon.svg`, 'utf8'),
    bundled(),
  ]);
  return { 'index.html': html, 'icon.svg': icon, ...bundle };
}

/** The page's modules in one file and its style sheets in another, for browsers of the last three years. */
async function bundled(): Promise<Readonly<Record<'console.js' | 'console.css', string>>> {
  const { build, stop } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      entryPoints: { script: `${PAGE}main.ts`, style: `${PAGE}console.css` },
      outdir: PAGE,
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      legalComments: 'none',
      logLevel: 'silent',
    });
    const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))!.text;
    return { 'console.js': text('.js'), 'console.css': text('.css') };
  } finally {
    // Its process would stay as long as this one.
    await stop();
  }
}
