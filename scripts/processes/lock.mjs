import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isAlive } from './identity.mjs';
import { poll } from './wait.mjs';

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Links a complete file into place, so that nobody ever reads half a lock. */
function create(file) {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identityOf(process.pid)), { mode: 0o600 });
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Moves a dead owner's lock away; if a living one took its place meanwhile, that one is put back. */
function discard(file) {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (isAlive(read(aside))) linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Takes a lock file for this process, unless a living process holds it. Gives the release, or undefined. */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  if (!create(file)) {
    if (isAlive(read(file))) return undefined;
    discard(file);
    if (!create(file)) return undefined;
  }
  return () => rmSync(file, { force: true });
}

/** Does the work while holding the lock, waiting for its present owner first. */
export async function withLock(file, work, { timeoutMs = 600_000, onWait = () => {} } = {}) {
  let release = tryLock(file);
  if (!release) {
    onWait(read(file)?.pid);
    release = await poll(() => tryLock(file), { timeoutMs, everyMs: 250 });
  }
  if (!release)
    throw new Error(`${file} is still held by process ${read(file)?.pid}; stop it or remove the file.`);
  try {
    return await work();
  } finally {
    release();
  }
}
