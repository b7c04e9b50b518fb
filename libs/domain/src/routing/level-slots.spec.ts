import { expect, it } from 'vitest';
import { levelSlots } from './level-slots.js';

const rooms = (...numbers: number[]) => numbers.map((room, at) => ({ id: `w${at}`, room }));

it.each([
  [[4, 4], 4, { w0: 2, w1: 2 }],
  [[5, 1], 3, { w0: 3 }],
  [[5, 4, 0], 5, { w0: 3, w1: 2 }],
  [[2, 2, 2], 1, { w2: 1 }],
  [[3, 3], 6, { w0: 3, w1: 3 }],
  [[3, 3], 0, {}],
  [[], 0, {}],
])('of %j takes %i where most are left', (given, wanted, taken) => {
  expect(Object.fromEntries(levelSlots(rooms(...given), wanted))).toEqual(taken);
});

it('takes exactly what is wanted, and never more than there is, whatever the rooms are', () => {
  let seed = 7;
  const random = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
  for (let n = 0; n < 500; n += 1) {
    const given = rooms(...Array.from({ length: 1 + random(6) }, () => random(9)));
    const all = given.reduce((sum, { room }) => sum + room, 0);
    const wanted = all === 0 ? 0 : random(all + 1);
    const taken = levelSlots(given, wanted);
    expect([...taken.values()].reduce((sum, slots) => sum + slots, 0)).toBe(wanted);
    for (const { id, room } of given) expect(taken.get(id) ?? 0).toBeLessThanOrEqual(room);
  }
});
