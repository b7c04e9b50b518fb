import { attemptOf, leftOutNote, logTextOf, packLogText, piecesOf, seqOf } from '@orrery/contracts';
import { formerLogBytes, type Clock } from '@orrery/domain';
import { goingBlock, goingCount, shorten, type GoingBlock, type Shortening } from './former-attempts.js';
import { inTurns } from './in-turns.js';
import { packedBlock, readableLines, type LogBlock, type PackedBlock } from './log-block.js';
import type { LogStore } from './log-store.js';
import { oldestFirst, type BlockPlace } from './stores/block-name.js';

/** Keeps the logs of runs within their quota over all attempts: of those before the newest one the oldest lines go. */
export class RunLogQuota {
  /** @param runBytes what a run keeps, at the moment. */
  constructor(
    private readonly logs: LogStore,
    private readonly clock: Clock,
    private readonly runBytes: () => number,
  ) {}

  /** Makes room for the attempts that begin with these blocks. It may be done again, also where it was interrupted. */
  async makeRoom(blocks: readonly LogBlock[]): Promise<void> {
    const begun = blocks.filter(({ firstSeq }) => {
      const attempt = attemptOf(firstSeq);
      return attempt > 1 && firstSeq === seqOf(attempt, 1);
    });
    await inTurns(begun, ({ runId, firstSeq }) => this.#shortenBefore(runId, firstSeq));
  }

  async #shortenBefore(runId: string, newestSeq: number): Promise<void> {
    const keptBytes = formerLogBytes(this.runBytes());
    const former = (await this.logs.sizes(runId)).filter(({ firstSeq }) => firstSeq < newestSeq);
    const count = goingCount(former, keptBytes);
    if (count === 0) return;
    const { gone, notes } = await this.#shortening(
      runId,
      former[count] ?? { firstSeq: newestSeq, lastSeq: 0 },
    );
    if (gone.length === 0) return;
    await this.logs.replace(runId, gone, await Promise.all(this.#noteBlocks(runId, notes, keptBytes)));
  }

  /** What goes when the blocks before one do; with them the notes right behind, which may count what goes. */
  async #shortening(runId: string, kept: BlockPlace): Promise<Shortening> {
    const going: GoingBlock[] = [];
    let counted = 0;
    for await (const block of this.logs.after(runId, 0)) {
      const read = goingBlock(block, await readableLines(block), counted);
      if (oldestFirst(block, kept) >= 0 && read.note === undefined) return shorten(going, block.firstSeq);
      going.push(read);
      counted = Math.max(counted, block.lastSeq);
    }
    return shorten(going);
  }

  #noteBlocks(runId: string, notes: Shortening['notes'], keptBytes: number): Promise<PackedBlock>[] {
    const at = this.clock.now().toISOString();
    return notes.map(async ({ seq, leftOut }) => {
      const text = leftOutNote(leftOut, 'run', keptBytes);
      const bytes = await packLogText(logTextOf(piecesOf([{ stream: 'system', at, text }])));
      return packedBlock(runId, seq, seq, bytes);
    });
  }
}
