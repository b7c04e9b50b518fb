import { rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';
const FORBID =
  '#!/bin/sh\n# Put here for the length of one package installation: start no service.\nexit 101\n';

/**
 * Does an installation during which Debian's packages do not start their services: only private servers of ours shall run.
 * A policy that is there already is the machine owner's and stays as it is.
 */
export async function withoutServiceStart(install, file = POLICY) {
  let ours = false;
  try {
    writeFileSync(file, FORBID, { mode: 0o755, flag: 'wx' });
    ours = true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const remove = () => ours && rmSync(file, { force: true });
  process.once('exit', remove);
  try {
    return await install();
  } finally {
    remove();
    process.off('exit', remove);
  }
}
