import { readFileSync } from 'node:fs';
import { forbiddenPackages } from './licences/forbidden.mjs';
import { inRepository } from './processes/repository.mjs';

/** Fails when a package that we ship with has a licence outside the list. */
const lock = JSON.parse(readFileSync(inRepository('package-lock.json'), 'utf8'));
const { checked, forbidden } = forbiddenPackages(lock, inRepository());
for (const { path, licence } of forbidden)
  console.error(`${path}: licence ${licence ?? 'unknown'} is not allowed`);
console.log(
  `${checked} production packages checked, ${forbidden.length} with a licence that is not allowed.`,
);
process.exitCode = forbidden.length > 0 || checked === 0 ? 1 : 0;
