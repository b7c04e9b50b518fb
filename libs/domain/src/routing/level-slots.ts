/** Slots that may be taken somewhere. */
export interface SlotRoom {
  readonly id: string;
  readonly room: number;
}

/**
 * Takes slots where most are left, so that as many as possible are left everywhere: all rooms above one level are lowered to it.
 * @param wanted at most what all rooms have together.
 */
export function levelSlots(rooms: readonly SlotRoom[], wanted: number): Map<string, number> {
  const level = levelFor(rooms, wanted);
  let surplus = above(rooms, level) - wanted;
  const taken = new Map<string, number>();
  for (const { id, room } of rooms) {
    if (room <= level) continue;
    const givenBack = surplus > 0 ? 1 : 0;
    surplus -= givenBack;
    if (room - level > givenBack) taken.set(id, room - level - givenBack);
  }
  return taken;
}

/** The highest level above which there are as many as wanted. */
function levelFor(rooms: readonly SlotRoom[], wanted: number): number {
  let low = 0;
  let high = rooms.reduce((most, { room }) => Math.max(most, room), 0);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (above(rooms, middle) >= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

function above(rooms: readonly SlotRoom[], level: number): number {
  return rooms.reduce((sum, { room }) => sum + Math.max(0, room - level), 0);
}
