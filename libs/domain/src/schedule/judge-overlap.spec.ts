import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSerial, judgeOverlap, mostQueuedRuns, type OpenTurns } from './judge-overlap.js';
import { overlapModes, type OverlapMode } from './overlap-mode.js';

const idle: OpenTurns = { open: [], queued: [] };
const busy: OpenTurns = { open: ['a'], queued: [] };
const waiting: OpenTurns = { open: ['a'], queued: ['b'] };

describe('judgeOverlap', () => {
  it.each(overlapModes)('%s starts when nothing is open', (mode) => {
    expect(judgeOverlap(mode, idle)).toEqual({ kind: 'start' });
  });

  it.each<[OverlapMode, OpenTurns, object]>([
    ['ALLOW', waiting, { kind: 'start' }],
    ['SKIP', busy, { kind: 'skip', heldBy: 'a', because: 'running' }],
    ['QUEUE_ONE', busy, { kind: 'queue' }],
    ['QUEUE_ONE', waiting, { kind: 'skip', heldBy: 'b', because: 'queued' }],
    ['QUEUE_ALL', waiting, { kind: 'queue' }],
    ['REPLACE_QUEUED', busy, { kind: 'queue' }],
    ['REPLACE_QUEUED', waiting, { kind: 'replaceQueued', replaced: ['b'] }],
    ['CANCEL_RUNNING', busy, { kind: 'cancelRunning', cancelled: ['a'], replaced: [] }],
    ['CANCEL_RUNNING', waiting, { kind: 'cancelRunning', cancelled: ['a'], replaced: ['b'] }],
  ])('%s beside %j: %j', (mode, turns, verdict) => {
    expect(judgeOverlap(mode, turns)).toEqual(verdict);
  });

  it('never starts beside what waits, also when nothing runs', () => {
    for (const mode of overlapModes.filter(isSerial)) {
      expect(judgeOverlap(mode, { open: [], queued: ['b'] }).kind).not.toBe('start');
    }
  });

  it('ends the queue of QUEUE_ALL somewhere', () => {
    const queued = Array.from({ length: mostQueuedRuns }, (_, n) => `q${n}`);
    expect(judgeOverlap('QUEUE_ALL', { open: ['a'], queued })).toEqual({
      kind: 'skip',
      heldBy: 'a',
      because: 'queueFull',
    });
  });

  it('lets one run at a time start, and none that nobody waits for, however fires and ends follow', () => {
    const modes = fc.constantFrom(...overlapModes.filter(isSerial));
    const steps = fc.array(fc.constantFrom('fire', 'end'), { maxLength: 60 });
    fc.assert(
      fc.property(modes, steps, (mode, happenings) => {
        let { open, queued } = idle;
        happenings.forEach((happening, n) => {
          if (happening === 'end') open = [];
          else {
            const verdict = judgeOverlap(mode, { open, queued });
            if (verdict.kind === 'start') open = [...open, `r${n}`];
            else if (verdict.kind === 'queue') queued = [...queued, `r${n}`];
            else if (verdict.kind !== 'skip') queued = [`r${n}`];
          }
          if (open.length === 0) [open, queued] = [queued.slice(0, 1), queued.slice(1)];
          expect(open.length).toBeLessThanOrEqual(1);
          if (mode !== 'QUEUE_ALL') expect(queued.length).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});
