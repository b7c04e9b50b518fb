import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OutputFrames, type OutputFrame } from './output-frames.js';

const frame = fc.record({
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
  bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
});

function written({ stream, bytes }: OutputFrame): Buffer {
  const head = Buffer.from([stream === 'stdout' ? 1 : 2, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

const textOf = (frames: readonly OutputFrame[], stream: OutputFrame['stream']) =>
  Buffer.concat(frames.filter((each) => each.stream === stream).map(({ bytes }) => bytes)).toString('hex');

it('takes frames apart wherever the pieces are cut', () => {
  fc.assert(
    fc.property(fc.array(frame), fc.integer({ min: 1, max: 50 }), (frames, size) => {
      const bytes = Buffer.concat(frames.map(written));
      const reader = new OutputFrames();
      const read: OutputFrame[] = [];
      for (let at = 0; at < bytes.length; at += size)
        read.push(...reader.push(bytes.subarray(at, at + size)));
      for (const stream of ['stdout', 'stderr'] as const)
        expect(textOf(read, stream)).toBe(textOf(frames, stream));
    }),
  );
});
