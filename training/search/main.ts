import { openOnnxSession } from '../../lib/model/adapters/onnx-session.ts';
import { type FinalizeRequest, finalizeSearch } from './finalize.ts';
import type { SearchResult } from './result.ts';

/** A search as the command line and the container run it: with the runtime that functions have. */

export { NothingFound, readResult } from './finalize.ts';
export { type PreparedSearch, prepareSearch } from './prepare.ts';
export { reopenSearch } from './reopen.ts';
export type { SearchResult } from './result.ts';
export { searchLocally } from './search-locally.ts';
export { workOnSearch } from './work.ts';

/** Ends a search: see finalizeSearch. */
export function endSearch(request: Omit<FinalizeRequest, 'openSession'>): Promise<SearchResult> {
  return finalizeSearch({ ...request, openSession: openOnnxSession });
}
