import type { TaskContext } from '@orrery/worker-sdk';
import { LineSplitter } from '../logs/line-splitter.js';
import type { Attempt } from './attempt.js';

/** The attempt as a handler sees it; its methods may be taken out of the object. */
export function handlerContext(attempt: Attempt): TaskContext {
  const { dispatch } = attempt;
  return {
    params: dispatch.params,
    runId: dispatch.runId,
    attempt: dispatch.attempt,
    fenceToken: dispatch.attempt,
    plannedAt: dispatch.plannedAt === null ? null : new Date(dispatch.plannedAt),
    shard: dispatch.shard ?? null,
    get signal() {
      return attempt.signal;
    },
    log: (text) => logLines(attempt, 'stdout', text),
    progress: (fraction, message) => attempt.progress(fraction, message ?? null),
  };
}

/** A text with line breaks becomes several lines. */
export function logLines({ log }: Attempt, stream: 'stdout' | 'stderr', text: string): void {
  const lines = new LineSplitter((line) => log.append(stream, line));
  lines.push(Buffer.from(text));
  lines.end();
}
