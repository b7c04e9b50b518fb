import type { AttemptLine } from '@orrery/worker-sdk/running';
import { LineSplitter } from '../logs/line-splitter.js';
import type { Attempt } from './attempt.js';

/** The attempt as its handler has it. */
export function handlerLine(attempt: Attempt): AttemptLine {
  const { dispatch, log } = attempt;
  return {
    runId: dispatch.runId,
    taskName: dispatch.taskName,
    attempt: dispatch.attempt,
    plannedAt: dispatch.plannedAt === null ? null : new Date(dispatch.plannedAt),
    shard: dispatch.shard ?? null,
    params: dispatch.params,
    lastCheckpoint: dispatch.checkpoint?.value,
    secrets: attempt.secrets,
    get signal() {
      return attempt.signal;
    },
    get isEnding() {
      return attempt.endReason !== undefined;
    },
    log: (stream, text) => {
      if (stream === 'system') log.append(stream, text);
      else logLines(attempt, stream, text);
    },
    progress: (fraction, message) => attempt.progress(fraction, message),
    checkpoint: (value) => attempt.checkpoint(value),
  };
}

/** A text with line breaks becomes several lines. */
function logLines({ log }: Attempt, stream: 'stdout' | 'stderr', text: string): void {
  const lines = new LineSplitter((bytes, count) => log.appendLines(stream, bytes, count));
  lines.push(Buffer.from(text));
  lines.end();
}
