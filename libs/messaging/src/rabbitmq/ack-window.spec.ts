import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { AckWindow } from './ack-window.js';

describe('AckWindow', () => {
  let frames: string[];
  let window: AckWindow;
  let broken: boolean;
  beforeEach(() => {
    frames = [];
    broken = false;
    const note = (frame: string) => {
      if (broken) throw new Error('channel closed');
      frames.push(frame);
    };
    window = new AckWindow({
      ack: ({ fields }, allUpTo) => note(`ack ${fields.deliveryTag}${allUpTo ? ' and all before' : ''}`),
      nack: ({ fields }, _, requeue) => note(`nack ${fields.deliveryTag}${requeue ? ' requeue' : ''}`),
    });
  });

  it('acknowledges a row of deliveries in one frame, in whatever order they come', async () => {
    for (const tag of [3, 1, 2, 4]) window.ack(tag);
    await nextTurn();
    expect(frames).toEqual(['ack 4 and all before']);
  });

  it('never acknowledges one that is still open', async () => {
    for (const tag of [1, 2, 4, 5]) window.ack(tag);
    await nextTurn();
    expect(frames).toEqual(['ack 2 and all before', 'ack 4', 'ack 5']);
    window.ack(3);
    window.ack(6);
    await nextTurn();
    expect(frames.slice(3)).toEqual(['ack 6 and all before']);
  });

  it('passes over rejected ones', async () => {
    window.reject(2, true);
    window.ack(1);
    window.ack(3);
    await nextTurn();
    window.ack(4);
    window.reject(5, false);
    await nextTurn();
    expect(frames).toEqual(['nack 2 requeue', 'ack 3 and all before', 'nack 5', 'ack 4 and all before']);
  });

  it('does nothing once its channel is dead', async () => {
    window.ack(1);
    broken = true;
    await nextTurn();
    broken = false;
    window.ack(2);
    window.reject(3, true);
    await nextTurn();
    expect(frames).toEqual([]);
  });

  it('agrees with a model under random settlements', async () => {
    const open = new Set(Array.from({ length: 500 }, (_, n) => n + 1));
    const acked = new Set<number>();
    let cursor = 0;
    const replay = () => {
      for (; cursor < frames.length; cursor += 1) {
        const [, tag, all] = /^n?ack (\d+)( and all before)?/.exec(frames[cursor]!)!;
        for (const n of [...open]) {
          if (n !== Number(tag) && !(all && n < Number(tag))) continue;
          expect(acked.has(n)).toBe(true);
          open.delete(n);
        }
      }
    };
    const tags = [...open].sort(() => Math.random() - 0.5);
    for (const tag of tags) {
      acked.add(tag);
      if (Math.random() < 0.2) window.reject(tag, true);
      else window.ack(tag);
      if (Math.random() < 0.1) await nextTurn();
      replay();
    }
    await nextTurn();
    replay();
    expect(open.size).toBe(0);
  });
});
