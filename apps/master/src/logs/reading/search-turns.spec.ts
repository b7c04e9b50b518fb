import { UnavailableError } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { SearchTurns, type SearchLimits } from './search-turns.js';

/** Searches that end when the test says so, and the order in which they began. */
function given(limits: Partial<SearchLimits> = {}) {
  const turns = new SearchTurns({ atOnce: 2, waiting: 2, waitMs: 60_000, turnMs: 60_000, ...limits });
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const search = (name: string) =>
    turns.take(async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  return { turns, begun, search, end: (name: string) => ends.get(name)!() };
}

describe('searches of logs', () => {
  it('go on a few at a time, the others in the order they came', async () => {
    const { begun, search, end } = given();
    const all = ['a', 'b', 'c', 'd'].map(search);
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await all[1];
    expect(begun).toEqual(['a', 'b', 'c']);
    end('a');
    await all[0];
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    end('c');
    end('d');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are turned away at once when too many wait, and taken again when there is room', async () => {
    const { begun, search, end } = given();
    const all = ['a', 'b', 'c', 'd'].map(search);
    await expect(search('e')).rejects.toThrow(UnavailableError);
    end('a');
    await all[0];
    const later = search('f');
    for (const name of ['b', 'c', 'd', 'f']) {
      end(name);
      await (name === 'f' ? later : all['abcd'.indexOf(name)]);
    }
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'f']);
  });

  it('are turned away when their turn does not come in time, and cost nobody a turn', async () => {
    const { begun, search, end } = given({ atOnce: 1, waitMs: 20 });
    const first = search('a');
    await expect(search('b')).rejects.toThrow('Too many searches of logs at once');
    end('a');
    await first;
    const next = search('c');
    end('c');
    expect(await next).toBe('c');
    expect(begun).toEqual(['a', 'c']);
  });

  it('that do not end give their turn to the next one', async () => {
    const { turns, search } = given({ atOnce: 1, turnMs: 20 });
    const hanging = search('a');
    const next = turns.take(async () => 'found');
    await expect(hanging).rejects.toThrow('The search took too long');
    expect(await next).toBe('found');
  });

  it('give their turn back when they fail', async () => {
    const { turns } = given({ atOnce: 1, waiting: 0 });
    const failing = turns.take(() => Promise.reject(new Error('away')));
    await expect(failing).rejects.toThrow('away');
    expect(await turns.take(async () => 'found')).toBe('found');
  });
});
