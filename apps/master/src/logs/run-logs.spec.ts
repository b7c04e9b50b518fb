import { packLogText, type LogChunkMessage } from '@orrery/contracts';
import type { MessageSender } from '@orrery/messaging';
import { newId } from '@orrery/runtime';
import { describe, expect, it, vi } from 'vitest';
import type { EventPublisher } from '../events/event-publisher.js';
import type { MasterLogger } from '../master-logger.js';
import { logBlock } from '../testing/log-blocks.js';
import { useDirectory } from '../testing/use-directory.js';
import { linesOfBlock, packedBlock } from './log-block.js';
import type { RoomMaker } from './room-maker.js';
import { RunLogs } from './run-logs.js';
import { DirectoryFolders } from './stores/directory-folders.js';
import { NamedLogStore } from './stores/named-log.store.js';

describe('logs of runs', () => {
  const directory = useDirectory();
  const store = new NamedLogStore(new DirectoryFolders(directory.path));
  const warn = vi.fn();
  const log = { logger: { warn } } as unknown as MasterLogger;
  const room = { note: async () => undefined } as unknown as RoomMaker;
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
