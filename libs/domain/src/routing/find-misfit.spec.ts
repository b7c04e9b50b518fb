import { describe, expect, it } from 'vitest';
import { noRequirements } from '../task/routing.js';
import { describeMisfits, findMisfit, type Equipment } from './find-misfit.js';

const worker: Equipment = {
  slots: 4,
  labels: { zone: 'a', gpu: 'yes' },
  freeCpu: 0.5,
  freeMemoryBytes: 1_000,
  freeDiskBytes: 2_000,
};

describe('what a worker lacks', () => {
  it('is nothing when it has all that is asked, to the byte', () => {
    const all = {
      labels: { zone: 'a' },
      minFreeCpu: 0.5,
      minFreeMemoryBytes: 1_000,
      minFreeDiskBytes: 2_000,
    };
    expect(findMisfit(worker, all, 4)).toBeUndefined();
    expect(findMisfit(worker, noRequirements, 1)).toBeUndefined();
  });

  it('is named with what it has', () => {
    const of = (over: object, weight = 1) => findMisfit(worker, { ...noRequirements, ...over }, weight);
    expect(of({ labels: { zone: 'b' } })).toEqual({ kind: 'label', label: 'zone=b' });
    expect(of({ labels: { ssd: 'yes' } })).toEqual({ kind: 'label', label: 'ssd=yes' });
    expect(of({}, 5)).toEqual({ kind: 'slots', has: 4, wants: 5 });
    expect(of({ minFreeCpu: 0.6 })).toEqual({ kind: 'cpu', has: 0.5, wants: 0.6 });
    expect(of({ minFreeMemoryBytes: 1_001 })).toEqual({ kind: 'memory', has: 1_000, wants: 1_001 });
    expect(of({ minFreeDiskBytes: 2_001 })).toEqual({ kind: 'disk', has: 2_000, wants: 2_001 });
  });

  it('is told in one sentence for a whole group', () => {
    expect(describeMisfits([], 'gpu')).toBe('no worker of group gpu takes work');
    const label = { kind: 'label', label: 'zone=b' } as const;
    const memory = (has: number) => ({ kind: 'memory', has, wants: 900 }) as const;
    const resting = { kind: 'resting' } as const;
    expect(describeMisfits([label, memory(100), memory(700), label, resting], 'gpu')).toBe(
      'of 5 worker(s) of group gpu none fits: 2 lack(s) the label zone=b; 1 rest(s) after failures; 2 too small in free memory (bytes): the best has 700, the task wants 900',
    );
  });
});
