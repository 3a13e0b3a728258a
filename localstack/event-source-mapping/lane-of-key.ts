/**
 * The lane of a partition key: the same for the same key and number of lanes, on every machine and in every
 * run, since checkpoints depend on it. How Lambda assigns keys is not in its documents; here it is FNV-1a over
 * the key's UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/), its bits mixed once more.
 * @param lanes 1 to 10
 */
export function laneOfKey(partitionKey: string, lanes: number): number {
  if (lanes === 1) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < partitionKey.length; index++)
    hash = Math.imul(hash ^ partitionKey.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % lanes;
}
