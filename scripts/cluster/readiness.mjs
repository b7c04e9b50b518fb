import { poll } from '../processes/wait.mjs';

/** Asks the processes of a plan until each is ready; false when the signal ended the asking before. */
export async function allReady(specs, signal) {
  for (const { env } of specs) {
    const url = `http://127.0.0.1:${env.ORRERY_HEALTH_PORT ?? env.ORRERY_PORT}/readyz`;
    await poll(async () => signal.aborted || (await isReady(url)), { timeoutMs: Infinity });
  }
  return !signal.aborted;
}

async function isReady(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
