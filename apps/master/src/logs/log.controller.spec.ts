import type { LogQuery } from '@orrery/contracts';
import type { MessageSender } from '@orrery/messaging';
import { newId } from '@orrery/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventPublisher } from '../events/event-publisher.js';
import type { MasterLogger } from '../master-logger.js';
import { logBlock } from '../testing/log-blocks.js';
import { useDirectory } from '../testing/use-directory.js';
import { LogController } from './log.controller.js';
import { SearchTurns } from './reading/search-turns.js';
import type { TaskLogSearch } from './reading/task-log-search.js';
import type { RoomMaker } from './room-maker.js';
import { RunLogs } from './run-logs.js';
import { DirectoryFolders } from './stores/directory-folders.js';
import { NamedLogStore } from './stores/named-log.store.js';

/** A directory that takes its time to say what it holds. */
class SlowFolders extends DirectoryFolders {
  readonly #asked: (() => void)[] = [];

  override async list(runId: string): Promise<string[]> {
    await new Promise<void>((resolve) => this.#asked.push(resolve));
    return super.list(runId);
  }

  answer(): void {
    for (const resolve of this.#asked.splice(0)) resolve();
  }
}

describe('what is asked about logs', () => {
  const directory = useDirectory();
  const slow = new SlowFolders(directory.path);
  const store = new NamedLogStore(slow);
  const logs = new RunLogs(
    store,
    {} as RoomMaker,
    {} as EventPublisher,
    {} as MessageSender,
    {} as MasterLogger,
  );
  const turns = new SearchTurns({ atOnce: 1, waiting: 0, waitMs: 60_000, turnMs: 60_000 });
  const controller = new LogController(logs, {} as TaskLogSearch, turns);
  const ask = (id: string, query: LogQuery) => controller.read({ id, query });
  afterEach(() => slow.answer());

  it.each<LogQuery>([
    { search: 'x' },
    { stream: 'stderr' },
    { from: '2026-01-01T00:00:00.000Z' },
    { to: '2027-01-01T00:00:00.000Z' },
  ])('takes a turn of searches for %j, and none for a page of lines', async (query) => {
    const id = newId();
    await store.append([await logBlock({ runId: id, texts: ['x'], stream: 'stderr' })]);
    const searching = ask(id, query);
    await expect(async () => ask(id, query)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(async () => controller.search({ id, query: { q: 'x' } })).rejects.toMatchObject({
      code: 'unavailable',
    });
    const page = ask(id, {});
    slow.answer();
    expect((await searching).items).toHaveLength(1);
    expect((await page).items).toHaveLength(1);
  });
});
