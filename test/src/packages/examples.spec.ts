import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** As a user does who has copied one. */
it.each(['worker-service', 'nest-worker'])(
  'npm test runs the tests of examples/%s in its folder',
  async (name) => {
    const { stdout } = await promisify(execFile)('npm', ['test'], {
      cwd: join(examples, name),
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/Tests +[1-9]\d* passed/);
  },
  120_000,
);
