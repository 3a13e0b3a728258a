import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { ConsoleParts } from './console-ports.ts';
import { driftReader } from './drift-view.ts';
import { remembered } from './remembered.ts';
import { studiesReader } from './studies-view.ts';
import { versionsReader } from './versions-view.ts';

/** A search in another process writes hundreds of files: they are looked through no more often. */
const STUDIES_MS = 5000;

/** What reads the parts of the state. With it come training and monitoring. */
export function stateReaders({ stack, config, registry, monitoring, job }: ConsoleParts) {
  const { model } = stack.settings;
  return {
    versions: versionsReader(registry, model),
    drift: driftReader(monitoring, model, job.ofRunningHour, Date.now),
    studies: remembered(studiesReader(openStore(config.studies)), STUDIES_MS).get,
  };
}
