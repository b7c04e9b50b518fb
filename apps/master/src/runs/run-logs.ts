import { Injectable } from '@nestjs/common';
import type { LogChunkMessage, LogLineDto, LogQuery, Page } from '@orrery/contracts';
import { linesPerAttempt } from '@orrery/contracts';
import { Clock, InvalidError } from '@orrery/domain';
import { MessageSender } from '@orrery/messaging';
import { Database } from '@orrery/persistence';
import { EventPublisher } from '../events/event-publisher.js';
import { LogStore } from '../persistence/stores/log.store.js';

const defaultLines = 500;

/** The output of runs: stored as it arrives, read by whoever asks. */
@Injectable()
export class RunLogs {
  constructor(
    private readonly database: Database,
    private readonly logs: LogStore,
    private readonly publisher: EventPublisher,
    private readonly sender: MessageSender,
    private readonly clock: Clock,
  ) {}

  /** Stores chunks in one transaction, then tells those who follow the runs. */
  async append(chunks: readonly LogChunkMessage[]): Promise<void> {
    await this.database.transaction((session) => this.logs.append(session, chunks, this.clock.now()));
    const last = new Map(chunks.map((chunk) => [chunk.runId, lastSeqOf(chunk)]));
    const events = [...last].map(([runId, lastSeq]) => ({ payload: { v: 1 as const, runId, lastSeq } }));
    void this.publisher.bestEffort('log.appended', () => this.sender.sendAll('log.appended', events));
  }

  async read(runId: string, query: LogQuery): Promise<Page<LogLineDto>> {
    const after = query.cursor === undefined ? (query.after ?? 0) : seqOfCursor(query.cursor);
    const limit = query.limit ?? defaultLines;
    const lines = await this.database.run((session) => this.logs.read(session, runId, after, limit + 1));
    const items = lines.slice(0, limit);
    const nextCursor = lines.length > limit ? String(items.at(-1)!.seq) : null;
    return { items, nextCursor };
  }

  tail(runId: string, lines: number): Promise<{ items: LogLineDto[]; omitted: number }> {
    return this.database.run((session) => this.logs.tail(session, runId, lines));
  }
}

function lastSeqOf(chunk: LogChunkMessage): number {
  return (chunk.attempt - 1) * linesPerAttempt + (chunk.lines.at(-1)?.n ?? 0);
}

function seqOfCursor(cursor: string): number {
  if (!/^\d{1,16}$/.test(cursor)) throw InvalidError.field('/cursor', 'is not a cursor this server gave');
  return Number(cursor);
}
