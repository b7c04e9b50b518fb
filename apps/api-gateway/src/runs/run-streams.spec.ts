import type { LogLineDto, RunDto } from '@orrery/contracts';
import { NotFoundError, UnavailableError, type RunState } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OpenChannels } from '../live/open-channels.js';
import { EventReader } from '../testing/read-events.js';
import { useGateway } from '../testing/use-gateway.js';

describe('live streams', () => {
  const gateway = useGateway();
  let run: Partial<RunDto>;
  let lines: LogLineDto[];
  let readers: EventReader[] = [];

  beforeEach(() => {
    run = { id: 'r1', state: 'running', project: 'default', finishedAt: null };
    lines = [];
    gateway.services
      .on('run.get', () => run)
      .on('run.logs', ({ query }) => {
        const after = Number(query.cursor ?? query.after ?? 0);
        const items = lines.filter(({ seq }) => seq > after).slice(0, query.limit);
        const gaps = items.flatMap(({ seq }, index) => {
          const before = items[index - 1]?.seq ?? after;
          return seq > before + 1 ? [{ from: before + 1, to: seq - 1 }] : [];
        });
        const nextCursor = items.length === query.limit ? String(items.at(-1)!.seq) : null;
        return { items, gaps, nextCursor };
      });
  });
  afterEach(() => {
    for (const reader of readers) reader.leave();
    readers = [];
  });

  const open = async (path = 'logs/stream', headers: Record<string, string> = {}) => {
    const url = `${gateway.running.url.replace('localhost', '127.0.0.1')}/api/v1/runs/r1/${path}`;
    const reader = await EventReader.open(url, { authorization: `Bearer ${gateway.admin}`, ...headers });
    readers.push(reader);
    return reader;
  };
  const write = async (...texts: string[]) => {
    for (const text of texts) {
      lines.push({
        seq: lines.length + 1,
        attempt: 1,
        stream: 'stdout',
        at: '2026-01-01T00:00:00.000Z',
        text,
      });
    }
    const event = { v: 1, runId: 'r1', lastSeq: lines.length } as const;
    await new MessageSender(gateway.broker).send('log.appended', event);
  };
  const finish = async (state: RunState) => {
    run = { ...run, state, finishedAt: new Date(gateway.clock.now().getTime() - 60_000).toISOString() };
    const event = { v: 1, id: 'e', at: '', runId: 'r1', state, attempt: 1, project: 'default' } as never;
    await new MessageSender(gateway.broker).send('run.event', event);
  };

  it('send what is there at once, what comes when it comes, and end with the run', async () => {
    await write('one', 'two');
    const reader = await open();
    expect(reader.response.status).toBe(200);
    expect(reader.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(reader.response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(reader.response.headers.get('x-accel-buffering')).toBe('no');
    expect(reader.response.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(await reader.next()).toEqual({ event: 'meta', data: 'retry: 2000' });
    expect(await reader.next()).toMatchObject({ event: 'log', id: '1', data: { seq: 1, text: 'one' } });
    expect(await reader.next()).toMatchObject({ event: 'log', id: '2', data: { text: 'two' } });
    await write('three');
    expect(await reader.next()).toMatchObject({ event: 'log', id: '3', data: { text: 'three' } });
    lines.push({ ...lines[0]!, seq: 4, text: 'last' });
    await finish('succeeded');
    expect(await reader.rest()).toMatchObject([
      { event: 'log', id: '4', data: { text: 'last' } },
      { event: 'end', data: { state: 'succeeded' } },
    ]);
  });

  it('are woken by events, not by polling', async () => {
    const reader = await open();
    await reader.next();
    await vi.waitFor(() => expect(gateway.services.of('run.logs').length).toBeGreaterThan(0));
    const startedMs = performance.now();
    await write('quick');
    expect(await reader.next()).toMatchObject({ data: { text: 'quick' } });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });

  it('resume after the line that came last', async () => {
    await write('one', 'two', 'three');
    await finish('failed');
    const ids = (events: { id?: string }[]) => events.map(({ id }) => id).filter(Boolean);
    expect(ids(await (await open('logs/stream', { 'last-event-id': '2' })).rest())).toEqual(['3']);
    expect(ids(await (await open('logs/stream?after=1')).rest())).toEqual(['2', '3']);
    expect(ids(await (await open('logs/stream', { 'last-event-id': 'nonsense' })).rest())).toHaveLength(3);
  });

  it('wait for lines that others have overtaken, and send them where they belong', async () => {
    await write('one');
    const overtaken = { ...lines[0]!, seq: 2, text: 'two' };
    const third = { ...lines[0]!, seq: 3, text: 'three' };
    lines.push(third);
    const reader = await open();
    await reader.next();
    expect(await reader.next()).toMatchObject({ id: '1' });
    await vi.waitFor(() => expect(gateway.services.of('run.logs').length).toBeGreaterThan(0));
    lines.splice(1, 0, overtaken);
    await new MessageSender(gateway.broker).send('log.appended', { v: 1, runId: 'r1', lastSeq: 2 });
    expect(await reader.next()).toMatchObject({ id: '2', data: { text: 'two' } });
    expect(await reader.next()).toMatchObject({ id: '3', data: { text: 'three' } });
  });

  it('tell what is missing for good', async () => {
    await write('one');
    lines.push({ ...lines[0]!, seq: 5, text: 'five' });
    await finish('succeeded');
    const events = await (await open()).rest();
    expect(events.slice(1)).toMatchObject([
      { event: 'log', id: '1' },
      { event: 'gap', id: '4', data: { from: 2, to: 4 } },
      { event: 'log', id: '5', data: { text: 'five' } },
      { event: 'end' },
    ]);
  });

  it('lose and double nothing when the reader comes back again and again while lines come', async () => {
    const seen: string[] = [];
    let last: string | undefined;
    for (let round = 0; round < 10; round += 1) {
      await write(...Array.from({ length: 5 }, (_, n) => `${round}.${n}`));
      const reader = await open('logs/stream', last === undefined ? {} : { 'last-event-id': last });
      await reader.next();
      // Leaves in the middle of what is there.
      for (let n = 0; n < 4; n += 1) {
        const event = await reader.next();
        last = event!.id;
        seen.push((event!.data as LogLineDto).text);
      }
      reader.leave();
    }
    await finish('succeeded');
    const rest = await (await open('logs/stream', { 'last-event-id': last! })).rest();
    seen.push(...rest.filter(({ event }) => event === 'log').map(({ data }) => (data as LogLineDto).text));
    expect(seen).toEqual(lines.map(({ text }) => text));
  });

  it('begin within 200 ms', async () => {
    await write('one');
    const times: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const startedMs = performance.now();
      const reader = await open();
      await reader.next();
      await reader.next();
      times.push(performance.now() - startedMs);
    }
    expect(Math.min(...times)).toBeLessThan(200);
  });

  it('page through a long log', async () => {
    const texts = Array.from({ length: 2_500 }, (_, n) => `line ${n}`);
    await write(...texts);
    await finish('succeeded');
    const events = await (await open()).rest();
    expect(
      events.filter(({ event }) => event === 'log').map(({ data }) => (data as LogLineDto).text),
    ).toEqual(texts);
  });

  it('outlive a service that is away for a moment', async () => {
    const reader = await open();
    await reader.next();
    let failures = 0;
    gateway.services.on('run.logs', () => {
      failures += 1;
      throw new UnavailableError('away');
    });
    await write('unseen');
    await vi.waitFor(() => expect(failures).toBeGreaterThan(0));
    gateway.services.on('run.logs', ({ query }) => ({
      items: lines.filter(({ seq }) => seq > (query.after ?? 0)),
      gaps: [],
      nextCursor: null,
    }));
    await write('seen');
    expect(await reader.next()).toMatchObject({ data: { text: 'unseen' } });
    expect(await reader.next()).toMatchObject({ data: { text: 'seen' } });
  });

  it('tell each change of the run', async () => {
    const reader = await open('events');
    await reader.next();
    expect(await reader.next()).toMatchObject({ event: 'run', data: { state: 'running' } });
    await finish('failed');
    expect(await reader.rest()).toMatchObject([
      { event: 'run', data: { state: 'failed' } },
      { event: 'end', data: { state: 'failed' } },
    ]);
  });

  it('of an unknown run are a problem, not a stream', async () => {
    gateway.services.on('run.get', () => {
      throw NotFoundError.of('run', 'r1');
    });
    const { response } = await open();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });

  it('are limited per user and give their seat back', async () => {
    for (let n = 0; n < 20; n++) expect((await open()).response.status).toBe(200);
    const { response } = await open();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '5']);
    for (const reader of readers) reader.leave();
    const channels = gateway.running.http.get(OpenChannels);
    await vi.waitFor(() => expect(channels.size).toBe(0));
    await vi.waitFor(async () => expect((await open()).response.status).toBe(200));
  });

  it('end when the gateway drains, leaving the hint to come back', async () => {
    const reader = await open();
    expect(await reader.next()).toEqual({ event: 'meta', data: 'retry: 2000' });
    gateway.running.http.get(OpenChannels).endAll();
    expect(await reader.rest()).toEqual([]);
  });
});
