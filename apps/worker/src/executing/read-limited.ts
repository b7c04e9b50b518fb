/** The beginning of a body as text, and whether there was more. */
export interface LimitedText {
  readonly text: string;
  readonly truncated: boolean;
}

/** The beginning of a text that was read. */
export function shortened(read: LimitedText, limitBytes: number): LimitedText {
  const bytes = Buffer.from(read.text);
  if (bytes.length <= limitBytes) return read;
  return { text: bytes.toString('utf8', 0, limitBytes), truncated: true };
}

/** Reads at most `limitBytes` of a response body and gives the connection back. */
export async function readLimited(
  body: AsyncIterable<Uint8Array> | null,
  limitBytes: number,
): Promise<LimitedText> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limitBytes) break;
  }
  const bytes = Buffer.concat(chunks);
  return { text: bytes.toString('utf8', 0, limitBytes), truncated: size > limitBytes };
}
