import { bubblewrap } from '@orrery/scripts/sandbox/bubblewrap.mjs';
import { beforeAll } from 'vitest';

const installLimitMs = 300_000;

/** Sees to it that there is bubblewrap for the tests of one file: it is installed where that is needed and possible; fails where not. */
export function useBubblewrap(): void {
  beforeAll(async () => {
    await bubblewrap({ say: (line) => process.stderr.write(`${line}\n`) });
  }, installLimitMs);
}
