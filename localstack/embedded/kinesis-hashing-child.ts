import { registerHooks } from 'node:module';

/**
 * Loaded into kinesis-mock before it starts, to mend what puts cost it. For each entry of a put, kinesis-mock 0.6
 * hashes every record of the shard that it goes to: it groups entries by a pair of the shard and all that the shard
 * holds. With ten thousand records there an entry takes some milliseconds, and a stream of 300 records a second
 * comes to a stand within half a minute. A record never changes, so its hash is kept with it here.
 */
const HASH_OF_RECORD = /return (\$m_s_util_hashing_MurmurHash3\$\(\)\.\w+\(this, \(-171008355\), true\));/;

/** Another version of the mock, which has no such line, stays as it is. */
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/kinesis-local/main.js') || loaded.source == null) return loaded;
    const source = Buffer.from(loaded.source as string | Uint8Array).toString('utf8');
    return { ...loaded, source: source.replace(HASH_OF_RECORD, 'return (this.keptHash ??= $1);') };
  },
});
