import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAllowed } from './expression.mjs';

/** The licence a package states, in its present form or in one of the two that old packages use. */
function licenceIn({ license, licenses }) {
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  return licenses?.map(({ type }) => type).join(' OR ') || undefined;
}

/** The lock file repeats the licence; an old package's has to be read from the package itself. */
function licenceOf(path, entry, root) {
  if (entry.license) return licenceIn(entry);
  const manifest = join(root, path, 'package.json');
  return existsSync(manifest) ? licenceIn(JSON.parse(readFileSync(manifest, 'utf8'))) : undefined;
}

/** The production packages of a package-lock.json whose licence is not on the list. */
export function forbiddenPackages(lock, root) {
  const packages = Object.entries(lock.packages).filter(
    ([path, entry]) => path.includes('node_modules/') && !entry.link && !entry.dev && !entry.devOptional,
  );
  const forbidden = packages
    .map(([path, entry]) => ({ path, licence: licenceOf(path, entry, root) }))
    .filter(({ licence }) => licence === undefined || !isAllowed(licence));
  return { checked: packages.length, forbidden };
}
