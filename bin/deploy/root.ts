import { join } from 'node:path';

/** The repository: what is built and packed lies below it, whatever the working directory. */
export const ROOT = join(import.meta.dirname, '../..');
