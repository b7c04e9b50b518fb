import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is truthy; gives that answer, or undefined once the time is over. */
export async function poll(ask, { timeoutMs, everyMs = 100 }) {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer || performance.now() >= endsAt) return answer || undefined;
    await sleep(everyMs);
  }
}
