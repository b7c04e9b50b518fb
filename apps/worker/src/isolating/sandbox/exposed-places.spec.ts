import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exposedPlaces } from './exposed-places.js';

let root: string;
const at = (...names: string[]) => join(root, ...names);
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'orrery-exposed-')));
  for (const name of ['opt/orrery/data', 'optional', 'srv']) mkdirSync(at(name), { recursive: true });
  for (const name of ['opt/orrery/.env', 'optional/.env']) writeFileSync(at(name), 'KEY=secret');
  symlinkSync(at('opt', 'orrery', 'data'), at('srv', 'data'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('are what stands in what sandboxes see, by its real name', () => {
  const places = [at('opt/orrery/.env'), at('optional/.env'), at('srv/data'), root, at('nowhere')];
  expect(exposedPlaces(places, [at('opt'), at('not-there')])).toEqual([
    at('opt/orrery/.env'),
    at('opt/orrery/data'),
  ]);
});
