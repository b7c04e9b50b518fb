import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEffectSink, withEffects, type EffectSink } from './effect-script.js';
import { readEffects } from './read-effects.js';

/** The real shell code that the tasks of the drill run. */
describe('the effects that tasks leave outside', () => {
  let directory: string;
  let sink: EffectSink;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'orrery-effects-'));
    sink = makeEffectSink(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function attempt(token: number, command: string): void {
    const own = { ORRERY_RUN_ID: 'run', ORRERY_FENCE_TOKEN: String(token) };
    execFileSync('/bin/sh', ['-c', withEffects(command)], { env: { ...process.env, ...sink.env, ...own } });
  }
  const effects = () => readEffects(sink.directory).get('run');

  it('counts every effect of a task that does not fence', () => {
    attempt(1, 'effect');
    attempt(2, 'effect');
    expect(effects()).toMatchObject({ accepted: [1, 2] });
  });

  it('refuses the effect of an attempt once a later one has registered', () => {
    attempt(1, 'register');
    attempt(2, 'register; commit');
    attempt(1, 'commit');
    expect(effects()).toEqual({ accepted: [2], stale: [1], repeatsAvoided: [] });
  });

  it('has no second effect where an earlier attempt had its own', () => {
    attempt(1, 'register; commit');
    attempt(2, 'register; commit');
    expect(effects()).toEqual({ accepted: [1], stale: [], repeatsAvoided: [2] });
  });

  it('shows an attempt that ran twice', () => {
    attempt(1, 'register; commit');
    attempt(1, 'register; commit');
    expect(effects()).toMatchObject({ accepted: [1, 1] });
  });
});
