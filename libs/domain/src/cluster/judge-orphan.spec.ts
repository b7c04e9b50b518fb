import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeOrphan, type OrphanView } from './judge-orphan.js';

const view = (over: Partial<OrphanView>): OrphanView => ({
  worker: 'lost',
  lastWordsOver: true,
  leaseOver: false,
  idempotent: false,
  ...over,
});

describe('a run whose worker is gone', () => {
  it.each([
    ['may run twice: at once', view({ idempotent: true }), 'restart', 'idempotent'],
    ['must not run twice: waits', view({}), 'wait', 'leaseEnd'],
    ['must not run twice, the lease is over', view({ leaseOver: true }), 'restart', 'leaseOver'],
    ['worker began a new life', view({ worker: 'reborn' }), 'restart', 'oldLifeOver'],
    ['last words on their way', view({ worker: 'reborn', lastWordsOver: false }), 'wait', 'lastWords'],
    ['worker stopped in good order', view({ worker: 'stopped' }), 'restart', 'oldLifeOver'],
    ['worker never heard of', view({ worker: 'unheard', idempotent: true }), 'wait', 'leaseEnd'],
  ] as const)('%s', (_, orphan, kind, why) => {
    const verdict = judgeOrphan(orphan);
    expect(verdict.kind).toBe(kind);
    expect(verdict.kind === 'restart' ? verdict.because : verdict.until).toBe(why);
  });

  it('never begins twice, whatever is known', () => {
    const views = fc.record({
      worker: fc.constantFrom('lost', 'stopped', 'reborn', 'unheard'),
      lastWordsOver: fc.boolean(),
      leaseOver: fc.boolean(),
      idempotent: fc.boolean(),
    });
    fc.assert(
      fc.property(views, (each) => {
        const mayStillAct = (each.worker === 'lost' || each.worker === 'unheard') && !each.leaseOver;
        if (mayStillAct && !each.idempotent) expect(judgeOrphan(each).kind).toBe('wait');
      }),
    );
  });
});
