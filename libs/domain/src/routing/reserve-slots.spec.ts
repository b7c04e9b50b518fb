import { describe, expect, it } from 'vitest';
import { reserveSlots, type PlacedSlots, type ReservableWorker, type SlotRequest } from './reserve-slots.js';

const worker = (id: string, over: Partial<ReservableWorker> = {}): ReservableWorker => {
  return { id, group: 'g', slots: 4, reserved: 0, busy: 0, ...over };
};
const request = (id: string, slots: number, over: Partial<SlotRequest> = {}): SlotRequest => {
  return { id, wants: [{ group: 'g', slots }], placed: [], isTold: false, ...over };
};
const on = (workerId: string, slots: number, group = 'g'): PlacedSlots => ({ workerId, group, slots });
/** As they are at the next look. */
const told = (asked: SlotRequest, placed: readonly PlacedSlots[]): SlotRequest => {
  return { ...asked, placed, isTold: true };
};

describe('which slots are reserved for whom', () => {
  it('spreads over the workers that have free ones, and has them when these know of it', () => {
    const workers = [worker('a'), worker('b'), worker('c', { busy: 4 })];
    const placed = [on('a', 2), on('b', 2)];
    expect(reserveSlots([request('r', 4)], workers).get('r')).toEqual({ kind: 'gathering', placed });
    const asked = told(request('r', 4), placed);
    expect(reserveSlots([asked], workers).get('r')).toEqual({ kind: 'obtained', placed });
    expect(reserveSlots([{ ...asked, isTold: false }], workers).get('r')!.kind).toBe('gathering');
  });

  it('sets busy ones aside where there are no others, and waits for their runs to end', () => {
    const workers = [worker('a', { busy: 3 }), worker('b', { busy: 2 })];
    const placed = [on('a', 2), on('b', 2)];
    expect(reserveSlots([request('r', 4)], workers).get('r')).toEqual({ kind: 'gathering', placed });
    const asked = told(request('r', 4), placed);
    expect(reserveSlots([asked], workers).get('r')).toEqual({ kind: 'gathering', placed });
    expect(reserveSlots([asked], [worker('a', { busy: 2 }), worker('b', { busy: 2 })]).get('r')!.kind).toBe(
      'obtained',
    );
  });

  it('moves to a worker that has become free, and stays where that is no gain', () => {
    const asked = told(request('r', 2), [on('a', 2)]);
    const full = { busy: 4 };
    expect(reserveSlots([asked], [worker('a', full), worker('b', full)]).get('r')).toEqual({
      kind: 'gathering',
      placed: asked.placed,
    });
    expect(reserveSlots([asked], [worker('a', full), worker('b')]).get('r')).toEqual({
      kind: 'gathering',
      placed: [on('b', 2)],
    });
    expect(reserveSlots([asked], [worker('b')]).get('r')).toMatchObject({ placed: [on('b', 2)] });
  });

  it('gives all groups or none', () => {
    const wants = [
      { group: 'g', slots: 2 },
      { group: 'h', slots: 2 },
    ];
    const asked = request('r', 0, { wants });
    const workers = [worker('a'), worker('b', { group: 'h', slots: 2, reserved: 1 })];
    expect(reserveSlots([asked], workers).get('r')).toEqual({ kind: 'waiting' });
    expect(reserveSlots([asked], [worker('a'), worker('b', { group: 'h' })]).get('r')).toEqual({
      kind: 'gathering',
      placed: [on('a', 2), on('b', 2, 'h')],
    });
  });

  it('serves one after the other, and lets nobody past one that waits, however small', () => {
    const workers = [worker('a', { reserved: 2 })];
    const verdicts = reserveSlots([request('first', 2), request('large', 3), request('small', 1)], workers);
    expect([...verdicts.values()].map(({ kind }) => kind)).toEqual(['gathering', 'waiting', 'waiting']);
    const others = [...workers, worker('b', { group: 'h' })];
    const elsewhere = request('else', 0, { wants: [{ group: 'h', slots: 1 }] });
    expect(reserveSlots([request('large', 3), elsewhere], others).get('else')!.kind).toBe('gathering');
  });

  it('is not held up by one that wants more than there is at all', () => {
    const verdicts = reserveSlots([request('huge', 5), request('small', 1)], [worker('a')]);
    expect([...verdicts.values()].map(({ kind }) => kind)).toEqual(['too_many', 'gathering']);
    const lacking = { group: 'g', slots: 1 };
    expect(reserveSlots([request('r', 1)], []).get('r')).toEqual({ kind: 'too_many', lacking });
  });

  it('never gives a slot twice, nor one that others have, whatever is asked', () => {
    let seed = 11;
    const random = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
    for (let n = 0; n < 300; n += 1) {
      const workers = Array.from({ length: 1 + random(4) }, (_, at) => {
        return worker(`w${at}`, {
          group: `g${at % 2}`,
          slots: 1 + random(6),
          reserved: random(3),
          busy: random(4),
        });
      });
      const requests = Array.from({ length: 1 + random(5) }, (_, at) => {
        const wants = [0, 1].slice(random(2)).map((g) => ({ group: `g${g}`, slots: 1 + random(4) }));
        return request(`r${at}`, 0, { wants });
      });
      const first = reserveSlots(requests, workers);
      const again = requests.map((each) => {
        const verdict = first.get(each.id)!;
        return 'placed' in verdict ? told(each, verdict.placed) : each;
      });
      const second = [...reserveSlots(again, workers).values()];
      for (const { id, slots, reserved, busy } of workers) {
        const given = (kinds: readonly string[]) =>
          second
            .flatMap((each) => ('placed' in each && kinds.includes(each.kind) ? each.placed : []))
            .filter(({ workerId }) => workerId === id)
            .reduce((sum, each) => sum + each.slots, 0);
        expect(given(['obtained', 'gathering'])).toBeLessThanOrEqual(Math.max(0, slots - reserved));
        expect(given(['obtained'])).toBeLessThanOrEqual(Math.max(0, slots - reserved - busy));
      }
    }
  });
});
