import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineHandler, DoNotRetry, RetryLater, type TaskContext } from '../index.js';
import { testHandler } from './index.js';

const closeBooks = defineHandler('books.close', {
  params: z.object({ months: z.array(z.number()).max(12) }),
  async run({ params, lastCheckpoint, checkpoint, progress, log }) {
    expectTypeOf(params).toEqualTypeOf<{ months: number[] }>();
    const done = (lastCheckpoint as number | undefined) ?? 0;
    for (const [index, month] of params.months.slice(done).entries()) {
      await checkpoint(done + index + 1);
      progress((done + index + 1) / params.months.length, `month ${month}`);
    }
    log(`closed ${params.months.length - done}`);
    return { closed: params.months.length - done };
  },
});

const saying = (say: (context: TaskContext) => unknown) => defineHandler('saying', { run: say });
const abroad = (name: string, fields: object = {}) => Object.assign(new Error('abroad'), { name, ...fields });

describe('testHandler', () => {
  it('tells what a handler did', async () => {
    const done = await testHandler(closeBooks, { params: { months: [4, 5] } });
    expectTypeOf(done.result).toEqualTypeOf<{ closed: number } | null>();
    expect(done).toEqual({
      outcome: 'succeeded',
      result: { closed: 2 },
      failure: null,
      logs: [{ stream: 'stdout', text: 'closed 2' }],
      progress: [
        { fraction: 0.5, message: 'month 4' },
        { fraction: 1, message: 'month 5' },
      ],
      checkpoints: [1, 2],
    });
  });

  it('gives the attempt what an earlier one stored, and what else it is', async () => {
    const params = { months: [4, 5, 6] };
    const done = await testHandler(closeBooks, { params, attempt: 2, lastCheckpoint: 2 });
    expect(done).toMatchObject({ result: { closed: 1 }, checkpoints: [3] });
    const seen = saying(({ attempt, fenceToken, runId, shard, plannedAt }) => {
      return { attempt, fenceToken, runId, shard, plannedAt };
    });
    const trial = { attempt: 7, runId: 'r', shard: { index: 1, total: 3 }, plannedAt: new Date(0) };
    expect((await testHandler(seen, trial)).result).toEqual({ ...trial, fenceToken: 7 });
  });

  it('fails for good, without running it, when the parameters are wrong', async () => {
    const done = await testHandler(closeBooks, { params: { months: 'all' } });
    expect(done.failure).toMatchObject({ kind: 'handler', retry: { kind: 'never' } });
    expect(done.failure!.message).toContain('months: ');
    expect(done.logs).toEqual([{ stream: 'system', text: done.failure!.message }]);
  });

  it.each([
    [new Error('oops'), { kind: 'handler', message: 'oops' }],
    ['no error', { kind: 'handler', message: 'no error' }],
    [new DoNotRetry('closed'), { kind: 'handler', message: 'closed', retry: { kind: 'never' } }],
    [abroad('DoNotRetry'), { kind: 'handler', message: 'abroad', retry: { kind: 'never' } }],
    [
      new RetryLater(new Date(5), 'busy'),
      { kind: 'handler', message: 'busy', retry: { kind: 'at', at: '1970-01-01T00:00:00.005Z' } },
    ],
    [
      abroad('RetryLater', { at: new Date(5) }),
      { kind: 'handler', message: 'abroad', retry: { kind: 'at', at: '1970-01-01T00:00:00.005Z' } },
    ],
    [abroad('RetryLater', { at: 'soon' }), { kind: 'handler', message: 'abroad' }],
  ])('makes a failure of what is thrown: %s', async (thrown, failure) => {
    const done = await testHandler(saying(() => Promise.reject(thrown as Error)));
    expect(done).toMatchObject({ outcome: 'failed', failure });
    expect(done.logs[0]!.stream).toBe('stderr');
  });

  it('says in one line what a handler threw on purpose, and tells where other errors come from', async () => {
    const thrown = async (error: Error) => {
      const { logs } = await testHandler(saying(() => Promise.reject(error)));
      return logs.map(({ text }) => text);
    };
    expect(await thrown(new DoNotRetry('closed'))).toEqual(['DoNotRetry: closed']);
    expect(await thrown(new RetryLater(new Date(5), 'busy'))).toEqual(['RetryLater: busy']);
    const [caused] = await thrown(new DoNotRetry('closed', { cause: new Error('locked') }));
    expect(caused).toMatch(/^DoNotRetry: closed\ncaused by Error: locked\n +at /);
    expect(await thrown(new Error('oops'))).toEqual([expect.stringMatching(/^Error: oops\n +at /)]);
  });

  it('fails when the result cannot travel', async () => {
    expect((await testHandler(saying(() => 10n))).failure).toMatchObject({ kind: 'output' });
    const long = await testHandler(
      saying(() => 'xxx'),
      { resultLimitBytes: 4 },
    );
    expect(long.failure!.message).toBe('the result of the handler is longer than 4 bytes of JSON (it has 5)');
    expect(await testHandler(saying(() => undefined))).toMatchObject({ outcome: 'succeeded', result: null });
  });

  it('ends when its signal aborts', async () => {
    const waiting = saying(({ signal }) => sleep(60_000, undefined, { signal }));
    expect(await testHandler(waiting, { signal: AbortSignal.timeout(5) })).toMatchObject({
      outcome: 'ended',
      failure: null,
    });
  });
});

describe('the context of a handler', () => {
  it('logs in levels', async () => {
    const { logs } = await testHandler(
      saying(({ log }) => {
        log('a');
        log.info('b');
        log.warn('c');
        log.error('d');
      }),
    );
    expect(logs.map(({ stream, text }) => `${stream} ${text}`)).toEqual([
      'stdout a',
      'stdout b',
      'stderr WARN c',
      'stderr ERROR d',
    ]);
  });

  it('hides the secrets of the task in all that it says', async () => {
    const telling = saying(({ secret, log, progress, checkpoint }) => {
      log(`a ${secret('KEY')} in a line`);
      progress(0.5, secret('KEY'));
      void checkpoint({ [secret('KEY')]: secret('KEY') });
      return [secret('KEY')];
    });
    const secrets = { KEY: 'very secret' };
    expect(await testHandler(telling, { secrets })).toMatchObject({
      result: ['***'],
      logs: [{ stream: 'stdout', text: 'a *** in a line' }],
      progress: [{ fraction: 0.5, message: '***' }],
      checkpoints: [{ '***': '***' }],
    });
    const failing = saying(({ secret }) => {
      throw new DoNotRetry(`wrong key ${secret('KEY')}`);
    });
    expect(await testHandler(failing, { secrets })).toMatchObject({
      failure: { message: 'wrong key ***' },
      logs: [{ text: 'DoNotRetry: wrong key ***' }],
    });
  });

  it('gives the secrets that the task names, and no other', async () => {
    const reading = (name: string) =>
      testHandler(
        saying(({ secret }) => secret(name)),
        { secrets: { KEY: 'k' } },
      );
    expect((await reading('KEY')).result).toBe('k');
    expect((await reading('toString')).failure!.message).toContain('has no secret toString');
  });

  it('keeps checkpoints as they were, and refuses those that cannot be stored', async () => {
    const place = { page: 1, at: new Date(0) };
    const done = await testHandler(
      saying(async ({ checkpoint }) => {
        void checkpoint(place);
        place.page = 2;
        await checkpoint(undefined);
        await checkpoint('x'.repeat(65_534));
        checkpoint('x'.repeat(65_535)).catch(() => undefined);
      }),
    );
    expect(done.checkpoints.slice(0, 2)).toEqual([{ page: 1, at: '1970-01-01T00:00:00.000Z' }, null]);
    expect(done.checkpoints).toHaveLength(3);
    expect(done.failure!.message).toBe('the checkpoint is longer than 65536 bytes of JSON (it has 65537)');
  });

  it('maps items, so many at a time, and counts them as progress', async () => {
    let most = 0;
    let now = 0;
    const half = async (item: number) => {
      most = Math.max(most, (now += 1));
      await sleep(1);
      now -= 1;
      return item / 2;
    };
    const done = await testHandler(saying(({ map }) => map([2, 4, 6, 8], half, { concurrency: 2 })));
    expect(done.result).toEqual([1, 2, 3, 4]);
    expect(done.progress.map(({ fraction }) => fraction)).toEqual([0.25, 0.5, 0.75, 1]);
    expect(most).toBe(2);
    const quiet = await testHandler(saying(({ map }) => map(new Set([2]), half, { reportsProgress: false })));
    expect(quiet).toMatchObject({ result: [1], progress: [] });
  });

  it.each([
    ['an object', { code: 7 }, '{ code: 7 }'],
    ['nothing that has a text', Object.create(null), '[Object: null prototype] {}'],
    [
      'an error whose message is none',
      Object.assign(new Error('a'), { message: { code: 7 } }),
      '{ code: 7 }',
    ],
  ])('fails by whatever is thrown: %s', async (_, thrown, message) => {
    const failing = saying(() => {
      throw thrown;
    });
    expect((await testHandler(failing)).failure).toEqual({ kind: 'handler', message });
  });

  it('starts no further item after a failure or the end of the attempt', async () => {
    const started: number[] = [];
    const failing = saying(({ map }) =>
      map(
        [1, 2, 3],
        (item) => {
          started.push(item);
          throw new Error(`item ${item}`);
        },
        { concurrency: 1 },
      ),
    );
    expect((await testHandler(failing)).failure!.message).toBe('item 1');
    const abort = new AbortController();
    const aborting = saying(({ map }) =>
      map(
        [4, 5, 6],
        (item) => {
          started.push(item);
          abort.abort();
        },
        { concurrency: 1 },
      ),
    );
    expect((await testHandler(aborting, { signal: abort.signal })).outcome).toBe('ended');
    expect(started).toEqual([1, 4]);
  });
});

describe('defineHandler', () => {
  it('wants a name', () => {
    expect(() => defineHandler('', { run: () => 1 })).toThrow('A task handler needs a name.');
  });
});
