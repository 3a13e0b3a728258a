import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FIRST_MODEL_DIRECTORY } from '../../lib/contract/first-model.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { answering } from './answering.ts';
import { readConfig } from './config.ts';
import { placeVersion } from './place-version.ts';
import { putAnswer } from './put-answer.ts';
import { readVersion } from './read-version.ts';

const config = readConfig();
const store = openStore(config.registry);
const directory = join(import.meta.dirname, FIRST_MODEL_DIRECTORY);

/** What CloudFormation calls when a stack with a first model is created, updated and deleted. */
export const handler = answering({
  model: config.model,
  place: (requestId) =>
    placeVersion({ store, model: config.model, requestId, readVersion: () => readVersion(directory) }),
  putAnswer,
  pause: delay,
  log: (line) => console.info(JSON.stringify(line)),
});
