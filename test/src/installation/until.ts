import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 50;

/** Asks again and again until the answer is neither undefined nor false; throws after `withinMs`, saying what was awaited. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = 20_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() >= endsAt) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await sleep(EVERY_MS);
  }
}
