import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DispatchWake, ParkedWake } from '../../loops/wake-calls.js';
import { ParkedNews } from './parked-news.js';

describe('news of parked runs', () => {
  let looks: number;
  let news: ParkedNews;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    looks = 0;
    const parked = new ParkedWake();
    parked.onWake(() => (looks += 1));
    news = new ParkedNews(parked, new DispatchWake());
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('has them looked at once, at the earliest of the times it was told', () => {
    news.lookAgainIn(100);
    news.lookAgainIn(40);
    news.lookAgainIn(70);
    vi.advanceTimersByTime(39);
    expect(looks).toBe(0);
    vi.advanceTimersByTime(1);
    expect(looks).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(looks).toBe(1);
  });

  it('leaves what is far off to the rounds of the waker, however far it is', () => {
    for (const ms of [250, 3_000_000_000]) news.lookAgainIn(ms);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks again after the last look, but not without a pause, and no more when it is over', () => {
    news.lookAgainIn(0);
    vi.advanceTimersByTime(9);
    expect(looks).toBe(0);
    vi.advanceTimersByTime(1);
    news.lookAgainIn(30);
    news.onModuleDestroy();
    news.lookAgainIn(20);
    vi.advanceTimersByTime(100);
    expect(looks).toBe(1);
  });
});
