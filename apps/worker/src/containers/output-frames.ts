/** One piece of a container's output. */
export interface OutputFrame {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

/** A frame begins with its stream (1: stdout, 2: stderr), three zeroes, and the length of what follows, big-endian (Docker Engine API). */
const headBytes = 8;
const lengthAt = 4;
const stderrNumber = 2;

/** Takes the output of a container apart, whatever pieces it comes in. */
export class OutputFrames {
  private stream: OutputFrame['stream'] = 'stdout';
  private missing = 0;
  private head: Buffer = Buffer.alloc(0);

  *push(chunk: Buffer): Generator<OutputFrame> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.missing === 0) {
        rest = this.readHead(rest);
        continue;
      }
      const bytes = rest.subarray(0, this.missing);
      this.missing -= bytes.length;
      rest = rest.subarray(bytes.length);
      yield { stream: this.stream, bytes };
    }
  }

  /** Returns what follows the head; an incomplete one waits for more. */
  private readHead(chunk: Buffer): Buffer {
    const wanted = headBytes - this.head.length;
    this.head = Buffer.concat([this.head, chunk.subarray(0, wanted)]);
    if (this.head.length === headBytes) {
      this.stream = this.head[0] === stderrNumber ? 'stderr' : 'stdout';
      this.missing = this.head.readUInt32BE(lengthAt);
      this.head = Buffer.alloc(0);
    }
    return chunk.subarray(wanted);
  }
}
