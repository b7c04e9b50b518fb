import { gunzipSync } from 'node:zlib';
import type { LogLineDto } from '@orrery/contracts';
import { NotFoundError, UnavailableError } from '@orrery/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { useGateway } from '../testing/use-gateway.js';

describe('logs over HTTP', () => {
  const gateway = useGateway();
  const line = (seq: number, attempt: number, text: string): LogLineDto => ({
    ...{ seq, attempt, text },
    stream: 'stdout',
    at: '2026-01-01T00:00:00.000Z',
  });

  beforeEach(() => {
    gateway.services
      .on('run.get', () => ({ id: 'r1', state: 'running', project: 'default', finishedAt: null }))
      .on('task.get', () => ({ id: 't1', project: 'default' }))
      .on('run.logs', ({ query }) =>
        query.cursor === undefined
          ? { items: [line(1, 1, 'one')], gaps: [], nextCursor: '1' }
          : {
              items: [line(1_000_000_001, 2, '\u001b[31mtwo')],
              gaps: [{ from: 2, to: 4 }],
              nextCursor: null,
            },
      );
  });

  const get = (path: string) =>
    fetch(`${gateway.running.url.replace('localhost', '127.0.0.1')}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${gateway.admin}`, 'accept-encoding': 'identity' },
    });
  const text =
    '2026-01-01T00:00:00.000Z stdout one\n--- 3 lines are missing ---\n--- attempt 2 ---\n2026-01-01T00:00:00.000Z stdout \u001b[31mtwo\n';

  it('are downloaded as text, page by page', async () => {
    const response = await get('runs/r1/logs/download');
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="r1.log"');
    expect(await response.text()).toBe(text);
  });

  it('are downloaded packed', async () => {
    const response = await get('runs/r1/logs/download?format=gz');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="r1.log.gz"');
    expect(gunzipSync(Buffer.from(await response.arrayBuffer())).toString()).toBe(text);
  });

  it('that do not end well are no complete download', async () => {
    for (const format of ['text', 'gz']) {
      gateway.services.on('run.logs', ({ query }) => {
        if (query.cursor !== undefined) throw new UnavailableError('away');
        return { items: [line(1, 1, 'x'.repeat(200_000))], gaps: [], nextCursor: '1' };
      });
      const response = await get(`runs/r1/logs/download?format=${format}`);
      expect(response.status).toBe(200);
      await expect(response.arrayBuffer()).rejects.toThrow();
    }
  });

  it('that cannot be downloaded are a problem', async () => {
    gateway.services.on('run.logs', () => {
      throw new UnavailableError('away');
    });
    expect((await get('runs/r1/logs/download')).status).toBe(503);
    expect((await get('runs/r1/logs/download?format=zip')).status).toBe(422);
    gateway.services.on('run.get', () => {
      throw NotFoundError.of('run', 'r2');
    });
    expect((await get('runs/r2/logs/download')).status).toBe(404);
  });

  it('are searched across the runs of a task', async () => {
    const found = { items: [{ ...line(1, 1, 'one'), runId: 'r1' }], runs: 3, nextCursor: null };
    gateway.services.on('task.searchLogs', () => found);
    const response = await get('tasks/t1/logs/search?q=one&stream=stdout&limit=5');
    expect(await response.json()).toEqual(found);
    expect(gateway.services.of('task.searchLogs')).toMatchObject([
      { id: 't1', query: { q: 'one', stream: 'stdout', limit: 5 } },
    ]);
    expect((await get('tasks/t1/logs/search')).status).toBe(422);
  });
});
