import { levelSlots } from './level-slots.js';

/** A worker whose slots may be reserved. */
export interface ReservableWorker {
  readonly id: string;
  readonly group: string;
  readonly slots: number;
  /** Reserved for others than those who ask, whether these use them now or not. */
  readonly reserved: number;
  /** In use by runs that have reserved nothing, or not to be had for now. */
  readonly busy: number;
}

/** Slots reserved on one worker. */
export interface PlacedSlots {
  readonly workerId: string;
  readonly group: string;
  readonly slots: number;
}

/** Slots of one group. */
export interface WantedSlots {
  readonly group: string;
  readonly slots: number;
}

/** Somebody who wants slots of some groups: of all of them, or none. */
export interface SlotRequest {
  readonly id: string;
  readonly wants: readonly WantedSlots[];
  /** What was set aside for it when it was last looked at. */
  readonly placed: readonly PlacedSlots[];
  /** That was long enough ago for the workers to know of it. */
  readonly isTold: boolean;
}

/**
 * `obtained`: the slots are free, and their workers know that others may not have them; `gathering`: they are set aside, and what runs on
 * them has to end first; `waiting`: others have them; `too_many`: a group has not so many in all.
 */
export type ReserveVerdict =
  | { readonly kind: 'obtained' | 'gathering'; readonly placed: readonly PlacedSlots[] }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'too_many'; readonly lacking: WantedSlots };

interface Room {
  readonly worker: ReservableWorker;
  /** Not reserved. */
  left: number;
  /** Of these, not in use. */
  free: number;
}

/**
 * Which slots on which workers each request is given. All its groups together or none, so that two never wait for each other.
 * One that has to wait lets nobody past it in any of its groups, however small, or it would wait for ever; one that asks for more
 * than there is at all is in nobody's way.
 * @param requests in the order in which they are served.
 */
export function reserveSlots(
  requests: readonly SlotRequest[],
  workers: readonly ReservableWorker[],
): Map<string, ReserveVerdict> {
  const rooms = workers.map((worker) => roomOf(worker));
  const closed = new Set<string>();
  const verdicts = new Map<string, ReserveVerdict>();
  for (const request of requests) {
    const verdict = judge(request, rooms, closed);
    verdicts.set(request.id, verdict);
    if (verdict.kind === 'waiting') for (const { group } of request.wants) closed.add(group);
    if ('placed' in verdict) take(rooms, verdict.placed);
  }
  return verdicts;
}

function roomOf(worker: ReservableWorker): Room {
  const left = Math.max(0, worker.slots - worker.reserved);
  return { worker, left, free: Math.max(0, left - worker.busy) };
}

function judge(request: SlotRequest, rooms: readonly Room[], closed: ReadonlySet<string>): ReserveVerdict {
  const { wants } = request;
  const of = (group: string) => rooms.filter(({ worker }) => worker.group === group);
  const lacking = wants.find(({ group, slots }) => sumOf(of(group), ({ worker }) => worker.slots) < slots);
  if (lacking) return { kind: 'too_many', lacking };
  const fits = wants.every(
    ({ group, slots }) => !closed.has(group) && sumOf(of(group), ({ left }) => left) >= slots,
  );
  if (!fits) return { kind: 'waiting' };
  const present = isWhole(request, rooms) ? request.placed : undefined;
  if (present && request.isTold && isFree(present, rooms)) return { kind: 'obtained', placed: present };
  const planned = wants.flatMap(({ group, slots }) => spread(of(group), slots));
  const isBetter = !present || freeOf(planned, rooms) > freeOf(present, rooms);
  return { kind: 'gathering', placed: isBetter ? planned : present };
}

/** Free slots first; of the others, those of the workers that have most of them. */
function spread(rooms: readonly Room[], wanted: number): PlacedSlots[] {
  const atOnce = Math.min(
    wanted,
    sumOf(rooms, ({ free }) => free),
  );
  const first = levelSlots(
    rooms.map(({ worker, free }) => ({ id: worker.id, room: free })),
    atOnce,
  );
  const later = levelSlots(
    rooms.map(({ worker, left }) => ({ id: worker.id, room: left - (first.get(worker.id) ?? 0) })),
    wanted - atOnce,
  );
  return rooms.flatMap(({ worker: { id, group } }) => {
    const slots = (first.get(id) ?? 0) + (later.get(id) ?? 0);
    return slots === 0 ? [] : [{ workerId: id, group, slots }];
  });
}

/** Whether what was set aside is still there, and all that is wanted. */
function isWhole({ wants, placed }: SlotRequest, rooms: readonly Room[]): boolean {
  const isThere = placed.every(({ workerId, slots }) => (roomAt(rooms, workerId)?.left ?? 0) >= slots);
  return (
    isThere &&
    wants.every(({ group, slots }) => {
      const mine = placed.filter((each) => each.group === group);
      return mine.reduce((sum, each) => sum + each.slots, 0) === slots;
    })
  );
}

function isFree(placed: readonly PlacedSlots[], rooms: readonly Room[]): boolean {
  return placed.every(({ workerId, slots }) => roomAt(rooms, workerId)!.free >= slots);
}

function freeOf(placed: readonly PlacedSlots[], rooms: readonly Room[]): number {
  return placed.reduce((sum, { workerId, slots }) => sum + Math.min(slots, roomAt(rooms, workerId)!.free), 0);
}

function take(rooms: readonly Room[], placed: readonly PlacedSlots[]): void {
  for (const { workerId, slots } of placed) {
    const room = roomAt(rooms, workerId)!;
    room.left -= slots;
    room.free = Math.max(0, room.free - slots);
  }
}

function roomAt(rooms: readonly Room[], workerId: string): Room | undefined {
  return rooms.find(({ worker }) => worker.id === workerId);
}

function sumOf(rooms: readonly Room[], numberOf: (room: Room) => number): number {
  return rooms.reduce((sum, room) => sum + numberOf(room), 0);
}
