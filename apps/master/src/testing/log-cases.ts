import { logTextOf, packLogText, type LogChunkMessage, type LogStream } from '@orrery/contracts';
import { MessageSender, type Broker } from '@orrery/messaging';
import { expect, it, vi } from 'vitest';
import type { MasterClient } from './master-client.js';

interface LogWorld {
  readonly client: MasterClient;
  readonly broker: Broker;
}

const at = '2026-01-01T00:00:00.000Z';
const later = '2026-01-01T00:00:10.000Z';
const waiting = { timeout: 5_000, interval: 20 };

/** A chunk as a worker sends it. */
async function packed(
  runId: string,
  first: number,
  texts: readonly string[],
  stream: LogStream = 'stdout',
  time = at,
) {
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  const text = await packLogText(logTextOf([{ stream, at: time, count: texts.length, bytes }]));
  const place = { runId, attempt: 1, first, last: first + texts.length - 1 };
  return { v: 2, ...place, packed: text.toString('base64') } as const;
}

/** What workers say is kept, found and told, wherever logs are. */
export function logCases(given: () => LogWorld): void {
  const calls = () => given().client.calls;
  const newRun = async (taskId?: string) => {
    const { client } = given();
    return (await client.trigger(taskId ?? (await client.task()).id)).id;
  };
  const send = async (...chunks: LogChunkMessage[]) =>
    new MessageSender(given().broker).sendAll(
      'log.chunk',
      chunks.map((payload) => ({ payload })),
    );
  const read = (id: string, query = {}) => calls().call('run.logs', { id, query });
  const stored = (id: string, count: number) =>
    vi.waitFor(async () => {
      const page = await read(id);
      expect(page.items).toHaveLength(count);
      return page;
    }, waiting);

  it('stores log lines once and reads them back by position, also those of workers of earlier versions', async () => {
    const runId = await newRun();
    const line = (n: number) => ({ n, stream: 'stdout' as const, at, text: `line ${n}` });
    const plain = { v: 1 as const, runId, attempt: 1, lines: [line(1), line(2)] };
    await send(plain, plain, await packed(runId, 3, ['line 3']), { ...plain, lines: [] });
    const { items, gaps } = await stored(runId, 3);
    expect(items.map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'line 1'],
      [2, 'line 2'],
      [3, 'line 3'],
    ]);
    expect(gaps).toEqual([]);
    expect(await read(runId, { after: 1, limit: 1 })).toMatchObject({ items: [{ seq: 2 }], nextCursor: '2' });
    const tail = await calls().call('run.logTail', { id: runId, lines: 1 });
    expect(tail).toMatchObject({ items: [{ seq: 3 }], omitted: 2 });
    await expect(read(runId, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' });
  });

  it('shows what is missing as a gap, and no gap where a new attempt begins', async () => {
    const runId = await newRun();
    await send(await packed(runId, 2, ['two']), await packed(runId, 5, ['five']), {
      ...(await packed(runId, 1, ['again'])),
      attempt: 2,
    });
    expect((await stored(runId, 3)).gaps).toEqual([
      { from: 1, to: 1 },
      { from: 3, to: 4 },
    ]);
    expect((await read(runId, { after: 3 })).gaps).toEqual([{ from: 4, to: 4 }]);
    expect((await read(runId, { limit: 1 })).gaps).toEqual([{ from: 1, to: 1 }]);
    await send(await packed(runId, 3, ['three', 'four']));
    await stored(runId, 5);
    expect((await read(runId)).gaps).toEqual([{ from: 1, to: 1 }]);
  });

  it('finds lines of a run by text, stream and time', async () => {
    const runId = await newRun();
    await send(
      await packed(runId, 1, ['An ERROR', 'fine']),
      await packed(runId, 3, ['error again', '100%_'], 'stderr', later),
    );
    await stored(runId, 4);
    const found = async (query: object) => (await read(runId, query)).items.map(({ seq }) => seq);
    expect(await found({ search: 'error' })).toEqual([1, 3]);
    expect(await found({ search: 'error', stream: 'stderr' })).toEqual([3]);
    expect(await found({ search: '%_' })).toEqual([4]);
    expect(await found({ from: later })).toEqual([3, 4]);
    expect(await found({ to: later })).toEqual([1, 2]);
    expect(await read(runId, { search: 'error', limit: 1 })).toMatchObject({
      items: [{ seq: 1 }],
      nextCursor: '1',
    });
    expect(await read(runId, { search: 'error', cursor: '1' })).toMatchObject({
      items: [{ seq: 3 }],
      nextCursor: null,
    });
  });

  it('searches the logs of all runs of a task in pages, the newest first, each line once', async () => {
    const { id: taskId } = await given().client.task();
    const other = await newRun();
    const runs = [await newRun(taskId), await newRun(taskId), await newRun(taskId)];
    for (const [index, runId] of [...runs, other].entries()) {
      await send(await packed(runId, 1, [`needle ${index}.1`, 'hay', `Needle ${index}.2`]));
    }
    await Promise.all([...runs, other].map((runId) => stored(runId, 3)));
    const search = (query: object) =>
      calls().call('task.searchLogs', { id: taskId, query: { q: 'needle', ...query } });
    const whole = await search({});
    expect(whole.items.map(({ runId, text }) => [runId, text])).toEqual(
      [2, 1, 0].flatMap((index) =>
        [1, 2].map((n) => [runs[index], `${n === 1 ? 'n' : 'N'}eedle ${index}.${n}`]),
      ),
    );
    expect(whole).toMatchObject({ runs: 3, nextCursor: null });
    const paged: unknown[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await search({ limit: 1, ...(cursor !== undefined && { cursor }) });
      paged.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole.items);
    expect(await search({ to: '2020-01-01T00:00:00.000Z' })).toMatchObject({ items: [], runs: 0 });
    expect(await search({ stream: 'stderr' })).toMatchObject({ items: [], runs: 3 });
    await expect(search({ from: later, to: at })).rejects.toMatchObject({ code: 'invalid' });
    await expect(search({ cursor: '../x' })).rejects.toMatchObject({ code: 'invalid' });
    await expect(search({ cursor: `${other}.0` })).rejects.toMatchObject({ code: 'invalid' });
  });
}
