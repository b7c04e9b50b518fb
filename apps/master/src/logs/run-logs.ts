import { Injectable } from '@nestjs/common';
import { linesPerAttempt, seqOf, type LogChunkMessage, type LogLineDto } from '@orrery/contracts';
import type { LogPageDto, LogQuery } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { EventPublisher } from '../events/event-publisher.js';
import { MasterLogger } from '../master-logger.js';
import { blockOf, readableLines, type PackedBlock } from './log-block.js';
import { LogStore } from './log-store.js';
import { LineCollector } from './reading/line-collector.js';
import { lineFilter } from './reading/line-filter.js';
import { ReadBudget } from './reading/read-budget.js';
import { RoomMaker } from './room-maker.js';

const defaultLines = 500;

/** The output of runs: stored as it arrives, read by whoever asks. */
@Injectable()
export class RunLogs {
  constructor(
    private readonly logs: LogStore,
    private readonly room: RoomMaker,
    private readonly publisher: EventPublisher,
    private readonly sender: MessageSender,
    private readonly log: MasterLogger,
  ) {}

  /** Stores chunks, then tells those who follow the runs. Chunks that no worker sends are dropped: they would come again for ever. */
  async append(chunks: readonly LogChunkMessage[]): Promise<void> {
    const blocks = (await Promise.all(chunks.map((chunk) => this.#blockOf(chunk)))).filter(
      (block) => block !== undefined,
    );
    await this.logs.append(blocks);
    await this.room.note(blocks);
    const last = new Map(blocks.map(({ runId, lastSeq }) => [runId, lastSeq]));
    const events = [...last].map(([runId, lastSeq]) => ({ payload: { v: 1 as const, runId, lastSeq } }));
    void this.publisher.bestEffort('log.appended', () => this.sender.sendAll('log.appended', events));
  }

  /** @throws InvalidError for a cursor that is none. */
  async read(runId: string, query: LogQuery): Promise<LogPageDto> {
    const after = query.cursor === undefined ? (query.after ?? 0) : seqOfCursor(query.cursor);
    const page = new LineCollector<LogLineDto>(query.limit ?? defaultLines, new ReadBudget());
    const wanted = lineFilter(query);
    const pick = (line: LogLineDto) => (wanted(line) ? line : undefined);
    const last = await page.take(this.logs, { runId, after }, pick);
    return { items: page.items, gaps: page.gaps, nextCursor: last === undefined ? null : String(last) };
  }

  /** The newest lines, oldest first, and how many stand before them in their attempt. */
  async tail(runId: string, count: number): Promise<{ items: LogLineDto[]; omitted: number }> {
    let items: LogLineDto[] = [];
    for await (const block of this.logs.backwards(runId)) {
      const [oldest] = items;
      const lines = await readableLines(block);
      items = [...lines.filter(({ seq }) => oldest === undefined || seq < oldest.seq), ...items];
      if (items.length >= count) break;
    }
    const newest = items.slice(-count);
    const [first] = newest;
    return { items: newest, omitted: first ? first.seq - seqOf(first.attempt, 1) : 0 };
  }

  async #blockOf(chunk: LogChunkMessage): Promise<PackedBlock | undefined> {
    try {
      return await blockOf(chunk);
    } catch (error) {
      this.log.logger.warn(`a chunk of a log was dropped: ${messageOf(error)}`);
      return undefined;
    }
  }
}

function seqOfCursor(cursor: string): number {
  const seq = /^\d{1,16}$/.test(cursor) ? Number(cursor) : NaN;
  if (!(seq <= Number.MAX_SAFE_INTEGER - linesPerAttempt))
    throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  return seq;
}
