import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { type FinalizeRequest, finalizeSearch } from '../../../training/search/finalize.ts';
import type { SearchRequest } from '../../../training/search/request.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { smallWineCsv } from '../tables.ts';

/** A place for studies, a registry and a data file. */
export interface Laboratory {
  readonly place: string;
  readonly store: ObjectStore;
  readonly registry: ModelRegistry;
  readonly data: string;
}

export async function laboratory(csv = smallWineCsv(200)): Promise<Laboratory> {
  const place = await temporaryDirectory();
  const data = join(place, 'rows.csv');
  await writeFile(data, csv);
  return {
    place,
    store: openStore(place),
    registry: new ModelRegistry(openStore(join(place, 'registry'))),
    data,
  };
}

/** A search of a second: few trials of the quickest families. */
export function quickSearch({ store, data }: Laboratory, more: Partial<SearchRequest> = {}): SearchRequest {
  return {
    store,
    data,
    study: 'quick',
    families: ['forest', 'logistic'],
    folds: 2,
    limits: { trials: 3 },
    ...more,
  };
}

export function finalize({ store, registry }: Laboratory, more: Partial<FinalizeRequest> = {}) {
  return finalizeSearch({
    store,
    registry,
    study: 'quick',
    openSession: openOnnxSession,
    by: 'a test',
    ...more,
  });
}
