import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lease } from '../fencing/lease.js';
import { MissingMaster } from './missing-master.js';

describe('a worker that no master hears', () => {
  const said: string[] = [];
  const logger = {
    warn: (text: string) => said.push(`warn ${text}`),
    info: (text: string) => said.push(text),
  };
  let nowMs = 0;
  let lease: Lease;
  let missing: MissingMaster;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    said.length = 0;
    nowMs = 0;
    lease = new Lease('epoch', () => nowMs);
    missing = new MissingMaster(lease, 'blue', logger as never);
    missing.start();
  });
  afterEach(() => {
    missing.stop();
    vi.useRealTimers();
  });
  const grant = () => lease.renew('epoch', (nowMs += 1_000), 15_000);

  it('says so once, and again when one does', () => {
    vi.advanceTimersByTime(9_999);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual([
      expect.stringMatching(/^warn no master has answered in the namespace "blue" for 10 s: /),
    ]);
    grant();
    grant();
    expect(said.slice(1)).toEqual(['a master answers in the namespace "blue"']);
  });

  it('says nothing where one answers in time, or where the worker stops before', () => {
    grant();
    vi.advanceTimersByTime(60_000);
    const stopping = new MissingMaster(lease, 'blue', logger as never);
    stopping.start();
    stopping.stop();
    vi.advanceTimersByTime(60_000);
    grant();
    expect(said).toEqual([]);
  });
});
