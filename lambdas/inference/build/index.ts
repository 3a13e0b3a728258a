import { loadFunction } from './load-function.ts';

/** What the deployable starts with: its index.mjs. The build replaces the name by that of the bundled script. */
declare const FUNCTION_SCRIPT: string;

const { exports } = loadFunction(import.meta.dirname, FUNCTION_SCRIPT);
await exports.ready;

export const handler = exports.handler;
