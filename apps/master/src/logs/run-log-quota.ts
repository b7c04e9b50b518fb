import { logTextOf, packLogText, piecesOf } from '@orrery/contracts';
import { formerLogBytes, type Clock } from '@orrery/domain';
import { formerLinesNote, goingCount, shorten } from './former-attempts.js';
import { packedBlock, type PackedBlock } from './log-block.js';
import type { LogStore } from './log-store.js';
import { oldestFirst, type StoredBlock } from './stores/block-name.js';

/** Blocks that go in one step: a short transaction, or a few requests. */
const blocksInStep = 200;

/** Keeps the logs of runs within their quota over all attempts: of those before the newest one the oldest lines go. */
export class RunLogQuota {
  /** @param runBytes what a run keeps, at the moment. */
  constructor(
    private readonly logs: LogStore,
    private readonly clock: Clock,
    private readonly runBytes: () => number,
  ) {}

  /**
   * Makes room for the attempt that begins at a line, in short steps, of which each tells what is gone so far. It may be done
   * again, also where it was interrupted.
   *
   * @param goesOn asked before each further step. @returns whether there is room; else it is to be done again.
   */
  async makeRoom(runId: string, newestSeq: number, goesOn: () => boolean): Promise<boolean> {
    const keptBytes = formerLogBytes(this.runBytes());
    const former = (await this.logs.sizes(runId)).filter(({ firstSeq }) => firstSeq < newestSeq);
    const count = goingCount(former, keptBytes);
    // What the step before has left last: when its attempt goes on, one note is for both.
    let told: StoredBlock[] = [];
    for (let start = 0; start < count; start += blocksInStep) {
      if (start > 0 && !goesOn()) return false;
      const end = Math.min(start + blocksInStep, count);
      const keptSeq = former[end]?.firstSeq ?? newestSeq;
      const step = [...told, ...former.slice(start, end)];
      const { gone, noteSeqs } = shorten(step, keptSeq);
      const notes = await Promise.all(noteSeqs.map((seq) => this.#noteBlock(runId, seq, keptBytes)));
      if (gone.length > 0) await this.logs.replace(runId, gone, notes);
      told = [...step.filter((block) => !gone.includes(block)), ...notes.map(stored)]
        .sort(oldestFirst)
        .slice(-1);
    }
    return true;
  }

  async #noteBlock(runId: string, seq: number, keptBytes: number): Promise<PackedBlock> {
    const at = this.clock.now().toISOString();
    const text = formerLinesNote(seq, keptBytes);
    const bytes = await packLogText(logTextOf(piecesOf([{ stream: 'system', at, text }])));
    return packedBlock(runId, seq, seq, bytes);
  }
}

function stored({ firstSeq, lastSeq, content }: PackedBlock): StoredBlock {
  return { firstSeq, lastSeq, storedBytes: content.bytes.length };
}
