import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FinishedReport } from '@orrery/contracts';
import { newId } from '@orrery/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silent } from '../testing/use-workers.js';
import { Spool } from './spool.js';

let directory: string;
const open: Spool[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'orrery-spool-'));
});
afterEach(async () => {
  for (const spool of open.splice(0)) await spool.close();
  await rm(directory, { recursive: true, force: true });
});

/** A life of the worker; without closing the former one first it is as if that was killed. */
async function life(compactBytes?: number) {
  const spool = new Spool(directory, silent, compactBytes);
  open.push(spool);
  const { unfinished, unconfirmed } = await spool.open();
  return { spool, unfinished: [...unfinished.keys()], unconfirmed: [...unconfirmed.keys()] };
}

function report(runId: string, overrides: Partial<FinishedReport> = {}): FinishedReport {
  return {
    ...{ v: 1, id: newId(), kind: 'finished', runId, attempt: 1, workerId: 'w-1', workerEpoch: 'e' },
    ...{ at: '2026-01-01T00:00:00.000Z', outcome: 'succeeded', startedAt: null, exitCode: 0, result: null },
    ...{ failure: null, ...overrides },
  };
}

async function journal(): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.journal'));
  expect(names).toHaveLength(1);
  return join(directory, names[0]!);
}

describe('Spool', () => {
  it('remembers unfinished attempts and unconfirmed reports through the death of the process', async () => {
    const { spool } = await life();
    for (const runId of ['a', 'b', 'c', 'd']) await spool.accepted({ runId, attempt: 1 });
    const [reportB, reportC] = [report('b'), report('c')];
    await spool.finished(reportB);
    await spool.finished(reportC);
    await spool.confirmed([reportB.id]);
    await spool.dropped({ runId: 'd', attempt: 1 });

    const next = await life();
    expect(next.unfinished).toEqual(['a.1']);
    expect(next.unconfirmed).toEqual([reportC.id]);
    expect(next.spool.holds({ runId: 'a', attempt: 1 })).toBe(true);
    expect(next.spool.holds({ runId: 'c', attempt: 1 })).toBe(true);
    expect(next.spool.holds({ runId: 'a', attempt: 2 })).toBe(false);
    expect(next.spool.holds({ runId: 'b', attempt: 1 })).toBe(false);
    expect(next.spool.holds({ runId: 'd', attempt: 1 })).toBe(false);
  });

  it('passes over a torn last line', async () => {
    const { spool } = await life();
    await spool.accepted({ runId: 'a', attempt: 1 });
    await appendFile(await journal(), '{"finished":{"v":1,"id":"torn","runId":"a","att');
    expect(await life()).toMatchObject({ unfinished: ['a.1'], unconfirmed: [] });
    expect(await life()).toMatchObject({ unfinished: ['a.1'], unconfirmed: [] });
  });

  it('passes over a torn line in the middle and reads on', async () => {
    const { spool } = await life();
    await spool.accepted({ runId: 'a', attempt: 1 });
    await appendFile(await journal(), '{"accepted":{"runId":"x"\n{"accepted":{"runId":"b","attempt":2}}\n');
    expect((await life()).unfinished).toEqual(['a.1', 'b.2']);
  });

  it('ignores a new journal that was not complete when the machine died', async () => {
    const { spool } = await life();
    await spool.accepted({ runId: 'a', attempt: 1 });
    await appendFile(join(directory, '00000002.journal.new'), '{"accepted":{"runId":"half","attempt":1}}\n');
    expect((await life()).unfinished).toEqual(['a.1']);
  });

  it('rewrites its journal when little of it is still needed, and loses nothing by that', async () => {
    const { spool } = await life(20_000);
    await spool.accepted({ runId: 'kept', attempt: 1 });
    const keptReport = report('reported');
    await spool.finished(keptReport);
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        const attempt = { runId: `run-${index}`, attempt: 1 };
        await spool.accepted(attempt);
        await spool.dropped(attempt);
      }),
    );
    await spool.accepted({ runId: 'last', attempt: 1 });
    await spool.close();
    open.splice(0);
    expect((await stat(await journal())).size).toBeLessThan(60_000);
    expect(await life()).toMatchObject({ unfinished: ['kept.1', 'last.1'], unconfirmed: [keptReport.id] });
  });

  it('does not rewrite what is still needed over and over', async () => {
    const { spool } = await life(20_000);
    for (let index = 0; index < 20; index += 1) {
      await spool.finished(report(`large-${index}`, { result: 'x'.repeat(5_000) }));
    }
    const before = await journal();
    for (let index = 0; index < 10; index += 1) await spool.accepted({ runId: `run-${index}`, attempt: 1 });
    await spool.close();
    expect(open.splice(0)).toHaveLength(1);
    expect(await journal()).toBe(before);
  });

  it('writes appends that meet in the order given', async () => {
    const { spool } = await life();
    const runs = Array.from({ length: 500 }, (_, index) => `run-${index}`);
    await Promise.all(runs.map((runId) => spool.accepted({ runId, attempt: 1 })));
    const lines = (await readFile(await journal(), 'utf8')).split('\n').filter((line) => line !== '');
    expect(lines.map((line) => (JSON.parse(line) as { accepted: { runId: string } }).accepted.runId)).toEqual(
      runs,
    );
  });
});
