import { Injectable } from '@nestjs/common';
import { linesPerAttempt, type LogChunkMessage, type LogLine, type LogLineDto } from '@orrery/contracts';
import type { Session } from '@orrery/persistence';

interface ChunkRow {
  readonly first_seq: number;
  readonly lines: string;
}

const chunksAtOnce = 50;

/** Keeps the output of runs in chunks as they came. */
@Injectable()
export class LogStore {
  /** Stores chunks; one that is there already is left as it is. */
  async append(session: Session, chunks: readonly LogChunkMessage[], at: Date): Promise<void> {
    const rows = chunks
      .filter((chunk) => chunk.lines.length > 0)
      .map((chunk) => ({
        run_id: chunk.runId,
        first_seq: seqOf(chunk.attempt, chunk.lines[0]!.n),
        last_seq: seqOf(chunk.attempt, chunk.lines.at(-1)!.n),
        lines: JSON.stringify(chunk.lines),
        created_at: at,
      }));
    if (rows.length > 0) await session.insertMany('log_chunk', rows, { onDuplicate: 'ignore' });
  }

  /** Lines with a greater `seq`, in order, at most `limit`. */
  async read(session: Session, runId: string, after: number, limit: number): Promise<LogLineDto[]> {
    const lines: LogLineDto[] = [];
    let last = after;
    for (;;) {
      const chunks = await session.select<ChunkRow>(
        `SELECT first_seq, \`lines\` FROM log_chunk WHERE run_id = ? AND last_seq > ?
         ORDER BY first_seq, last_seq LIMIT ${chunksAtOnce}`,
        [runId, last],
      );
      for (const line of chunks.flatMap(linesOf)) {
        if (line.seq <= last) continue;
        lines.push(line);
        last = line.seq;
        if (lines.length === limit) return lines;
      }
      if (chunks.length < chunksAtOnce) return lines;
    }
  }

  /** The newest lines, oldest first, and how many stand before them. */
  async tail(
    session: Session,
    runId: string,
    count: number,
  ): Promise<{ items: LogLineDto[]; omitted: number }> {
    const chunks = await session.select<ChunkRow>(
      'SELECT first_seq, `lines` FROM log_chunk WHERE run_id = ? ORDER BY first_seq DESC, last_seq DESC LIMIT ?',
      [runId, count],
    );
    const lines = chunks.reverse().flatMap(linesOf);
    const distinct = lines.filter((line, index) => index === 0 || line.seq > lines[index - 1]!.seq);
    const items = distinct.slice(-count);
    const first = items[0];
    return { items, omitted: first ? (first.seq - 1) % linesPerAttempt : 0 };
  }
}

function seqOf(attempt: number, n: number): number {
  return (attempt - 1) * linesPerAttempt + n;
}

function linesOf(chunk: ChunkRow): LogLineDto[] {
  const attempt = Math.floor((Number(chunk.first_seq) - 1) / linesPerAttempt) + 1;
  return (JSON.parse(chunk.lines) as LogLine[]).map((line) => ({
    seq: seqOf(attempt, line.n),
    attempt,
    stream: line.stream,
    at: line.at,
    text: line.text,
  }));
}
