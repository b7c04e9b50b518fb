import { expect, it } from 'vitest';
import { checkReserve } from './check-reserve.js';

const entry = (group: string) => ({ group, slots: 1, waitMs: 0, idleMs: 60_000 });

it('takes each group once', () => {
  expect(checkReserve({})).toEqual([]);
  expect(checkReserve({ reserve: [entry('etl'), entry('gpu')] })).toEqual([]);
  expect(checkReserve({ reserve: [entry('etl'), entry('gpu'), entry('etl')] })).toEqual([
    { pointer: '/reserve/2/group', detail: 'group "etl" has an entry already, number 1' },
  ]);
});
