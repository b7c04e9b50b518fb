import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { loadEnvFile } from './load-env-file.js';

const folder = mkdtempSync(join(tmpdir(), 'orrery-env-'));
afterEach(() => {
  delete process.env['ORRERY_TEST_ONE'];
  delete process.env['ORRERY_TEST_TWO'];
  rmSync(folder, { recursive: true, force: true });
});

it('reads the file where it exists, without overriding what is set', () => {
  const path = join(folder, '.env');
  expect(loadEnvFile(path)).toBe(false);
  writeFileSync(path, 'ORRERY_TEST_ONE=file\nORRERY_TEST_TWO=file\n');
  process.env['ORRERY_TEST_TWO'] = 'set';
  expect(loadEnvFile(path)).toBe(true);
  expect([process.env['ORRERY_TEST_ONE'], process.env['ORRERY_TEST_TWO']]).toEqual(['file', 'set']);
});
