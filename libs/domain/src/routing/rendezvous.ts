/**
 * Rendezvous (highest random weight) hashing, Thaler & Ravishankar, "Using name-based mappings to increase hit rates"
 * (IEEE/ACM ToN 1998): each key belongs to the name with the highest score for it. A name that joins takes about 1/n of the
 * keys, one that leaves gives up only its own, and nothing has to be remembered.
 */
export function rendezvous<Item extends { readonly id: string }>(
  key: string,
  items: readonly Item[],
): Item | undefined {
  let best: Item | undefined;
  let bestScore = -1;
  for (const item of items) {
    const score = scoreOf(key, item.id);
    if (score > bestScore) [best, bestScore] = [item, score];
  }
  return best;
}

/** FNV-1a over the UTF-16 units of both, finished like MurmurHash3 so that neighbouring names are far apart. */
function scoreOf(key: string, name: string): number {
  return finished(fnv1a(name, fnv1a(`${key}\n`, 0x811c9dc5)));
}

function fnv1a(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function finished(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
