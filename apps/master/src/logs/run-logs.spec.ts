import { randomBytes } from 'node:crypto';
import { packLogText, type LogChunkMessage } from '@orrery/contracts';
import type { MessageSender } from '@orrery/messaging';
import { newId, SystemClock } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import type { EventPublisher } from '../events/event-publisher.js';
import type { MasterLogger } from '../master-logger.js';
import { logBlock } from '../testing/log-blocks.js';
import { useDirectory } from '../testing/use-directory.js';
import { linesOfBlock, packedBlock } from './log-block.js';
import { RoomMaker } from './room-maker.js';
import { RunLogQuota } from './run-log-quota.js';
import { RunLogs } from './run-logs.js';
import { DirectoryFolders } from './stores/directory-folders.js';
import { NamedLogStore } from './stores/named-log.store.js';

describe('logs of runs', () => {
  const directory = useDirectory();
  const folders = new DirectoryFolders(directory.path);
  const store = new NamedLogStore(folders);
  const warn = vi.fn();
  const log = { logger: { warn } } as unknown as MasterLogger;
  const room = new RoomMaker(new RunLogQuota(store, new SystemClock(), () => 1_000), log);
  const publisher = { bestEffort: async () => undefined } as unknown as EventPublisher;
  const logs = new RunLogs(store, room, publisher, {} as MessageSender, log);

  it('show the newest lines that can be read', async () => {
    const runId = newId();
    await store.append([
      await logBlock({ runId, texts: ['one', 'two'] }),
      packedBlock(runId, 3, 4, Buffer.from('spoilt')),
    ]);
    expect((await logs.tail(runId, 5)).items.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  /** A run whose second attempt has begun, and what of the first one is kept. */
  async function begun() {
    const runId = newId();
    const text = () => randomBytes(60).toString('base64');
    const [lines, newest] = [9, 6].map((count) => Array.from({ length: count }, text));
    await store.append([
      await logBlock({ runId, texts: lines! }),
      await logBlock({ runId, first: 10, texts: newest! }),
    ]);
    const packed = (await packLogText(Buffer.from('stdout x 1\nhello\n'))).toString('base64');
    await logs.append([{ v: 2, runId, attempt: 2, first: 1, last: 1, packed }]);
    return { runId, newest: newest! };
  }
  const note =
    "lines 1 to 9 are left out here: of what is stored of a run's former attempts 500 bytes are kept";

  it('make room for an attempt that begins', async () => {
    const { runId, newest } = await begun();
    await room.runOnce();
    const { items, gaps } = await logs.read(runId, {});
    expect(items.map(({ text }) => text)).toEqual([note, ...newest, 'hello']);
    expect(gaps).toEqual([{ from: 1, to: 8 }]);
  });

  it('are taken in while nothing can be removed, and shortened when that works again', async () => {
    const removing = vi.spyOn(folders, 'removeNames').mockRejectedValue(new Error('Access Denied'));
    const [one, other] = [await begun(), await begun()];
    expect((await logs.tail(one.runId, 1)).items).toMatchObject([{ attempt: 2, text: 'hello' }]);
    await expect(room.runOnce()).rejects.toThrow('Access Denied');
    await expect(room.runOnce()).rejects.toThrow('Access Denied');
    removing.mockRestore();
    await room.runOnce();
    for (const { runId, newest } of [one, other]) {
      expect((await logs.read(runId, {})).items.map(({ text }) => text)).toEqual([note, ...newest, 'hello']);
    }
  });

  it('are given up until the next attempt where they can never be shortened', async () => {
    warn.mockClear();
    const removing = vi.spyOn(folders, 'removeNames').mockRejectedValue(new Error('Access Denied'));
    const { runId } = await begun();
    for (let tries = 1; tries <= 10; tries += 1) await expect(room.runOnce()).rejects.toThrow();
    await room.runOnce();
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(runId));
    removing.mockRestore();
  });

  it.each([
    ['an id that leads out of the folder', { runId: '../../..' }],
    ['an id that is none', { runId: [newId()] }],
    ['a text for a number', { first: '1' }],
    ['no first line', { first: 0 }],
    ['its end before its begin', { first: 2 }],
    ['too many lines', { last: 2_000_000 }],
    ['an attempt that cannot be', { attempt: 1e9 }],
    ['too many bytes', { packed: Buffer.alloc(9 * 1024 * 1024).toString('base64') }],
    ['nothing', { packed: undefined }],
  ])('pass over a chunk that has %s, and keep the others', async (_, wrong) => {
    warn.mockClear();
    const runId = newId();
    const packed = (await packLogText(Buffer.from('stdout x 1\nhello\n'))).toString('base64');
    const good: LogChunkMessage = { v: 2, runId, attempt: 1, first: 1, last: 1, packed };
    await logs.append([{ ...good, ...wrong } as LogChunkMessage, good]);
    expect((await logs.tail(runId, 5)).items).toMatchObject([{ seq: 1, text: 'hello' }]);
    expect(warn).toHaveBeenCalledOnce();
  });
});

it('a block gives no more lines than it says', async () => {
  const bytes = await packLogText(Buffer.from(`stdout x 1000\n${'\n'.repeat(1_000)}`));
  await expect(linesOfBlock(packedBlock(newId(), 1, 600, bytes))).resolves.toHaveLength(600);
  await expect(linesOfBlock(packedBlock(newId(), 1, 2, bytes))).rejects.toThrow('no log text');
});
