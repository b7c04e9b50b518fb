import { expect, it } from 'vitest';
import { GuardedGroups } from './guarded-groups.js';

it('kills each fenced group just before the lease is over, and all of them when the worker is gone', () => {
  let nowMs = 0;
  const killed: number[] = [];
  const groups = new GuardedGroups(
    ({ groupId }) => killed.push(groupId),
    () => nowMs,
  );
  groups.obey({ kind: 'watch', groupId: 1, fenced: true });
  groups.obey({ kind: 'watch', groupId: 2, fenced: false });
  groups.obey({ kind: 'watch', groupId: 3, fenced: true });
  groups.obey({ kind: 'lease', remainingMs: 1_000 });
  groups.obey({ kind: 'forget', groupId: 3 });
  nowMs = 499;
  groups.look();
  expect(killed).toEqual([]);
  nowMs = 500;
  groups.look();
  groups.look();
  expect(killed).toEqual([1]);
  groups.endAll();
  expect(killed).toEqual([1, 2]);
});
