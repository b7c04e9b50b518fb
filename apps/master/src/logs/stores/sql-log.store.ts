import type { LogLine } from '@orrery/contracts';
import type { Clock } from '@orrery/domain';
import type { Database, Session } from '@orrery/persistence';
import { packedBlock, type LogBlock, type PackedBlock } from '../log-block.js';
import { LogStore } from '../log-store.js';
import type { BlockPlace, StoredBlock } from './block-name.js';

interface ChunkRow {
  readonly run_id: string;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly lines: string | null;
  readonly packed: Buffer | null;
}

interface SizeRow extends Pick<ChunkRow, 'first_seq' | 'last_seq'> {
  readonly stored_bytes: number | null;
}

const rowsAtOnce = 16;
const sizesAtOnce = 5_000;
const placesAtOnce = 200;
const columns = 'run_id, first_seq, last_seq, `lines`, packed';
/** Databases may read all of a block to tell its length. */
const measuredBytes = 'COALESCE(stored_bytes, LENGTH(packed), LENGTH(`lines`), 0)';

/** Keeps logs in the database of the master. */
export class SqlLogStore extends LogStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async append(blocks: readonly PackedBlock[]): Promise<void> {
    if (blocks.length === 0) return;
    await this.database.transaction((session) => this.#insert(session, blocks));
  }

  async *after(runId: string, seq: number): AsyncGenerator<LogBlock> {
    let [first, last] = [-1, -1];
    for (;;) {
      const rows = await this.#select(
        `SELECT ${columns} FROM log_chunk
         WHERE run_id = ? AND last_seq > ? AND (first_seq > ? OR (first_seq = ? AND last_seq > ?))
         ORDER BY first_seq, last_seq LIMIT ${rowsAtOnce}`,
        [runId, seq, first, first, last],
      );
      yield* rows.map(blockOfRow);
      if (rows.length < rowsAtOnce) return;
      const end = rows.at(-1)!;
      [first, last] = [Number(end.first_seq), Number(end.last_seq)];
    }
  }

  async *backwards(runId: string): AsyncGenerator<LogBlock> {
    const places = await this.#select<Pick<ChunkRow, 'first_seq' | 'last_seq'>>(
      'SELECT first_seq, last_seq FROM log_chunk WHERE run_id = ? ORDER BY last_seq DESC, first_seq DESC',
      [runId],
    );
    for (const { first_seq, last_seq } of places) {
      const rows = await this.#select(
        `SELECT ${columns} FROM log_chunk WHERE run_id = ? AND first_seq = ? AND last_seq = ?`,
        [runId, first_seq, last_seq],
      );
      yield* rows.map(blockOfRow);
    }
  }

  async sizes(runId: string): Promise<StoredBlock[]> {
    const sizes: StoredBlock[] = [];
    for (;;) {
      const { firstSeq, lastSeq } = sizes.at(-1) ?? { firstSeq: -1, lastSeq: -1 };
      const next = (bytes: string) =>
        this.#select<SizeRow>(
          `SELECT first_seq, last_seq, ${bytes} AS stored_bytes FROM log_chunk
           WHERE run_id = ? AND first_seq >= ? AND (first_seq > ? OR last_seq > ?)
           ORDER BY first_seq, last_seq LIMIT ${sizesAtOnce}`,
          [runId, firstSeq, firstSeq, lastSeq],
        );
      const known = await next('stored_bytes');
      // Blocks that a master of an earlier version stored are measured.
      const rows = known.some(({ stored_bytes }) => stored_bytes === null)
        ? await next(measuredBytes)
        : known;
      for (const row of rows) sizes.push(sizeOfRow(row));
      if (rows.length < sizesAtOnce) return sizes;
    }
  }

  async replace(runId: string, gone: readonly BlockPlace[], kept: readonly PackedBlock[]): Promise<void> {
    await this.database.transaction(async (session) => {
      for (let start = 0; start < gone.length; start += placesAtOnce) {
        await this.#delete(session, runId, gone.slice(start, start + placesAtOnce));
      }
      if (kept.length > 0) await this.#insert(session, kept);
    });
  }

  async remove(runIds: readonly string[]): Promise<void> {
    if (runIds.length === 0) return;
    await this.database.run((session) =>
      session.execute('DELETE FROM log_chunk WHERE run_id IN (?)', [runIds]),
    );
  }

  async #delete(session: Session, runId: string, places: readonly BlockPlace[]): Promise<void> {
    const firsts = places.map(({ firstSeq }) => firstSeq);
    await session.execute(
      `DELETE FROM log_chunk WHERE run_id = ? AND first_seq BETWEEN ? AND ?
       AND (${places.map(() => '(first_seq = ? AND last_seq = ?)').join(' OR ')})`,
      [
        runId,
        Math.min(...firsts),
        Math.max(...firsts),
        ...places.flatMap(({ firstSeq, lastSeq }) => [firstSeq, lastSeq]),
      ],
    );
  }

  async #insert(session: Session, blocks: readonly PackedBlock[]): Promise<void> {
    const at = this.clock.now();
    const rows = blocks.map(({ runId, firstSeq, lastSeq, content }) => ({
      run_id: runId,
      first_seq: firstSeq,
      last_seq: lastSeq,
      packed: content.bytes,
      stored_bytes: content.bytes.length,
      created_at: at,
    }));
    await session.insertMany('log_chunk', rows, { onDuplicate: 'ignore' });
  }

  #select<Row = ChunkRow>(sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.database.run((session) => session.select<Row>(sql, params));
  }
}

function sizeOfRow(row: SizeRow): StoredBlock {
  return {
    firstSeq: Number(row.first_seq),
    lastSeq: Number(row.last_seq),
    storedBytes: Number(row.stored_bytes),
  };
}

function blockOfRow(row: ChunkRow): LogBlock {
  const [firstSeq, lastSeq] = [Number(row.first_seq), Number(row.last_seq)];
  if (row.packed !== null) return packedBlock(row.run_id, firstSeq, lastSeq, Buffer.from(row.packed));
  const lines = JSON.parse(row.lines ?? '[]') as LogLine[];
  return { runId: row.run_id, firstSeq, lastSeq, content: { kind: 'lines', lines } };
}
