import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory of its own for the tests of a `describe`, removed after them. */
export function useDirectory(): { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'orrery-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return { path };
}
