import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf } from './entries-of.js';
import type { Leftover } from './leftover.js';
import type { Premises } from './premises.js';

/** Where the workers of a machine note which user ids are taken: links, whose text says by which of them. */
const USER_IDS = '/run/orrery/uids';

/** User ids, and claims on them, that a life of the drill's workers took. */
export function leftUids({ lives }: Premises): Leftover[] {
  const left = entriesOf(USER_IDS).filter(({ name }) => lives.has(ownerOf(name)));
  return left.map(({ name }) => ({ what: 'user id', name: `${name} of worker process ${ownerOf(name)}` }));
}

function ownerOf(name: string): string {
  try {
    return readlinkSync(join(USER_IDS, name));
  } catch {
    return ''; // it was given back meanwhile, or is no link
  }
}
