import { text } from 'node:stream/consumers';

/** What the README asks of jq, for machines without it: the last record's data, four fields, or all, indented. */
const filter = process.argv.at(-1) ?? '';
const values = (await text(process.stdin)).trim();

if (filter.includes('.Records[-1].Data')) {
  console.log(JSON.parse(values).Records.at(-1)?.Data ?? 'null');
} else if (filter.startsWith('{')) {
  for (const line of values.split('\n')) {
    const { reason, field = null, came = null, action } = JSON.parse(line);
    console.log(JSON.stringify({ reason, field, came, action }));
  }
} else {
  console.log(JSON.stringify(JSON.parse(values), null, 2));
}
