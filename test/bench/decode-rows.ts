import { BatchDecoder } from '../../lambdas/inference/decode/decode-batch.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { Table } from '../../training/data/table.ts';
import { wineEvent } from './batches.ts';
import { measure, type Rounds, ratio, typical } from './measure.ts';
import { decodeNaively } from './naive.ts';
import type { Row } from './report.ts';

/** Decoding alone, of records as JavaScript and as Python write them. */
export async function decodeRows(table: Table, signature: Signature, rounds: Rounds): Promise<Row[]> {
  const rows: Row[] = [];
  for (const python of [false, true]) {
    const event = wineEvent(table, signature, undefined, python);
    const decoder = new BatchDecoder(signature);
    const { ours, naive } = await measure(
      { ours: () => decoder.decode(event), naive: () => decodeNaively(event, signature) },
      rounds,
    );
    rows.push({
      what: `decode ÷ naive, ${signature.features.length} features${python ? ', as json.dumps writes' : ''}`,
      measured: ratio(ours, naive),
      target: { kind: 'at most', value: 0.5 },
      unit: '×',
      detail: `${typical(ours).toFixed(1)} ms ÷ ${typical(naive).toFixed(1)} ms`,
    });
  }
  return rows;
}
