import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';
const FORBID =
  '#!/bin/sh\n# Put here for the length of one package installation: start no service.\nexit 101\n';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Puts our policy there unless somebody else's is; one that a killed installation of ours left behind is ours. */
function forbid(file) {
  try {
    writeFileSync(file, FORBID, { mode: 0o755, flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return readFileSync(file, 'utf8') === FORBID;
  }
}

/** Does some work to its end even when we are told to stop meanwhile; the signal takes effect after it. */
async function uninterrupted(work) {
  let asked;
  const remember = (signal) => (asked = signal);
  for (const signal of SIGNALS) process.on(signal, remember);
  try {
    return await work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, remember);
    if (asked) process.kill(process.pid, asked);
  }
}

/**
 * Does an installation during which Debian's packages do not start their services: only private servers of ours shall run.
 * A policy that is there already is the machine owner's and stays as it is. Ours goes when the installation has ended and
 * not before: apt goes on without us, and a forgotten policy would keep every later service from starting.
 */
export function withoutServiceStart(install, file = POLICY) {
  return uninterrupted(async () => {
    const ours = forbid(file);
    try {
      return await install();
    } finally {
      if (ours) rmSync(file, { force: true });
    }
  });
}
