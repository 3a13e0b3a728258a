import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../lib/contract/errors.ts';
import { type Checkpoint, type CheckpointStore, checkpointSchema } from './checkpoint-store.ts';

/**
 * Checkpoints as files `<directory>/<shard id>.json`, replaced by rename: they survive the process, whenever it
 * is killed. A power cut may lose the last ones, and their records are then delivered once more.
 * One mapping to a directory.
 */
export function directoryCheckpoints(directory: string): CheckpointStore {
  const fileOf = (shardId: string) => join(directory, `${encodeURIComponent(shardId)}.json`);
  return {
    async load(shardId) {
      const file = fileOf(shardId);
      const text = await readFile(file, 'utf8').catch(absent);
      return text === undefined ? undefined : parse(text, file);
    },
    async save(shardId, checkpoint) {
      const file = fileOf(shardId);
      await mkdir(directory, { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(checkpoint));
      await rename(`${file}.new`, file);
    },
  };
}

function parse(text: string, file: string): Checkpoint {
  try {
    return checkpointSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(
      `${file} is not a checkpoint; mend it, or delete it to read the shard from its starting position`,
      { cause },
    );
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
