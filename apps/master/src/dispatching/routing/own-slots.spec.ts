import { roomFor, type Candidate } from '@orrery/domain';
import { expect, it } from 'vitest';
import { OwnSlots } from './own-slots.js';

const kept = { workerId: 'w', slots: 2, total: 2, runId: 'mine', workflow: undefined, forMs: 0, ageMs: 0 };
const own = new OwnSlots([kept]);

interface Load {
  readonly running?: number;
  readonly onTheWay?: number;
}

/** With three slots, two of them reserved. */
function worker({ running = 0, onTheWay = 0 }: Load): Candidate {
  const load = { taken: running + onTheWay + 2, reserved: 2, reservedInUse: 0, onTheWay };
  return { id: 'w', slots: 3, share: 1, healthy: true, ...load };
}

it.each<[string, Load, string, string]>([
  ['free, whatever was sent ahead for the slot beside them', { running: 1, onTheWay: 1 }, 'mine', 'free'],
  ['free, where others are only on their way', { onTheWay: 2 }, 'mine', 'free'],
  ['not free, while others run on them', { running: 2 }, 'mine', 'soon'],
  ['nobody else’s', { running: 1 }, 'other', 'none'],
])('reserved slots are %s', (_, load, runId, room) => {
  expect(roomFor(own.opened(worker(load), { runId }), 2)).toBe(room);
});
