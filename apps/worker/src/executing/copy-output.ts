import type { Readable } from 'node:stream';
import { LineSplitter } from '../logs/line-splitter.js';
import type { Attempt } from './attempt.js';

/** Reads only as fast as the log can be sent: a child that writes faster waits. */
export async function copyOutput(
  source: Readable,
  stream: 'stdout' | 'stderr',
  { log }: Attempt,
): Promise<void> {
  const lines = new LineSplitter((bytes, count) => log.appendLines(stream, bytes, count));
  try {
    for await (const chunk of source) {
      lines.push(chunk as Buffer);
      await log.room();
    }
  } catch {
    // destroyed: the processes are gone and somebody else held the pipe
  }
  lines.end();
}
