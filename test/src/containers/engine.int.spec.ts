import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { until } from '../installation/until.js';
import { processesNaming } from '../services/private-processes.js';

const OWNER = fileURLToPath(new URL('./engine-owner.mjs', import.meta.url));
const limitMs = 60_000;

it(
  'a container engine of the tests goes with whoever started it, with all that runs in it',
  async () => {
    const owner = fork(OWNER, [], { execArgv: [] });
    const [{ folder }] = (await once(owner, 'message')) as [{ folder: string }];
    expect(processesNaming(folder).length).toBeGreaterThan(1);
    const gone = once(owner, 'exit');
    owner.kill('SIGKILL');
    await gone;
    await until('its processes to be gone', () => processesNaming(folder).length === 0, limitMs);
    await until('its folder to be gone', () => !existsSync(folder), limitMs);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(folder);
  },
  3 * limitMs,
);
