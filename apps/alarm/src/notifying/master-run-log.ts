import type { LogLineDto } from '@orrery/contracts';
import { UnavailableError } from '@orrery/domain';
import type { ServiceClient } from '@orrery/messaging';
import { messageOf } from '@orrery/runtime';
import { RunLog, type LogTail } from './run-log.js';

const LINES = 2_000;
const MOST_BYTES = 256 * 1024;
const DEADLINE_MS = 3_000;
/** While no master answers, only one batch of notifications in so long waits for one. */
const AWAY_MS = 5_000;

/** Asks a master for the end of the log. */
export class MasterRunLog extends RunLog {
  #away?: { readonly reason: string; readonly untilMs: number };

  constructor(
    private readonly client: ServiceClient,
    private readonly deadlineMs = DEADLINE_MS,
  ) {
    super();
  }

  async tail(runId: string): Promise<LogTail> {
    if (this.#away && performance.now() < this.#away.untilMs) {
      return { kind: 'unavailable', reason: this.#away.reason };
    }
    try {
      const { items, omitted } = await this.client.call(
        'run.logTail',
        { id: runId, lines: LINES },
        this.deadlineMs,
      );
      this.#away = undefined;
      return logTailOf(items, omitted);
    } catch (error) {
      const reason = messageOf(error);
      if (error instanceof UnavailableError) this.#away = { reason, untilMs: performance.now() + AWAY_MS };
      return { kind: 'unavailable', reason };
    }
  }
}

/** The newest lines that fit into `mostBytes`, oldest first, with a heading where an attempt begins. */
export function logTailOf(
  items: readonly LogLineDto[],
  omitted: number,
  mostBytes = MOST_BYTES,
): Extract<LogTail, { kind: 'read' }> {
  const shown: string[] = [];
  let bytes = 0;
  let lines = 0;
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const line = items[index]!;
    const first = items[index - 1]?.attempt !== line.attempt;
    const text = `${first ? `--- attempt ${line.attempt} ---\n` : ''}${line.at} ${line.stream} ${line.text}\n`;
    bytes += Buffer.byteLength(text);
    if (bytes > mostBytes) break;
    shown.push(text);
    lines += 1;
  }
  return { kind: 'read', text: shown.reverse().join(''), lines, omitted: omitted + items.length - lines };
}
