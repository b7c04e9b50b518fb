import type { LogStream } from '../http/log.dto.js';
import type { LogLine } from '../messages/log.message.js';

/** Lines of one stream that came together. */
export interface LogPiece {
  readonly stream: LogStream;
  /** ISO 8601. */
  readonly at: string;
  readonly count: number;
  /** UTF-8, each line with a line break behind it. */
  readonly bytes: Buffer;
}

/** Pieces as one text: before the lines of those that came together stands a line that says of them `<stream> <at> <count>`. */
export function logTextOf(pieces: readonly LogPiece[]): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0; start < pieces.length;) {
    const { stream, at } = pieces[start]!;
    let end = start + 1;
    while (pieces[end]?.stream === stream && pieces[end]?.at === at) end += 1;
    const together = pieces.slice(start, end);
    const count = together.reduce((sum, piece) => sum + piece.count, 0);
    parts.push(Buffer.from(`${stream} ${at} ${count}\n`));
    for (const { bytes } of together) parts.push(bytes);
    start = end;
  }
  return Buffer.concat(parts);
}

/** The lines of such a text, `most` at most, the first of them with the number `first`. @throws Error when it is none. */
export function linesOfLogText(text: string, first: number, most = Infinity): LogLine[] {
  // Before each line may stand another one that tells of it.
  const parts = text.split('\n', Math.min(2 * most, text.length) + 1);
  const lines: LogLine[] = [];
  for (let index = 0; index < parts.length - 1;) {
    const [stream, at, count] = parts[index]!.split(' ') as [LogStream, string, string];
    const end = index + 1 + Number(count);
    if (!(end > index + 1 && end < parts.length)) throw new Error(`no log text: "${parts[index]}"`);
    for (index += 1; index < end; index += 1) {
      lines.push({ n: first + lines.length, stream, at, text: parts[index]! });
    }
  }
  return lines.slice(0, most);
}

/** A piece of each line; a line break within one becomes a line separator (U+2028), so that it stays one line. */
export function piecesOf(lines: readonly Omit<LogLine, 'n'>[]): LogPiece[] {
  return lines.map(({ stream, at, text }) => ({
    stream,
    at,
    count: 1,
    bytes: Buffer.from(`${text.replaceAll('\n', '\u2028')}\n`),
  }));
}
