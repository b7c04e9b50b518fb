import { describe, expect, it } from 'vitest';
import { CheckpointReporter, type NumberedCheckpoint } from './checkpoint-reporter.js';

function given() {
  const sent: (NumberedCheckpoint & { stored: () => void })[] = [];
  const reporter = new CheckpointReporter(
    (checkpoint) => new Promise((stored) => sent.push({ ...checkpoint, stored })),
  );
  return { reporter, sent, values: () => sent.map(({ value }) => value) };
}

describe('CheckpointReporter', () => {
  it('has one on its way at a time, and only the newest of those made meanwhile follows', async () => {
    const { reporter, sent, values } = given();
    const kept = [1, 2, 3].map((value) => reporter.keep(value));
    expect(values()).toEqual([1]);
    expect(reporter.open).toEqual({ value: 3, seq: 3 });
    sent[0]!.stored();
    await kept[0];
    expect(sent).toMatchObject([
      { value: 1, seq: 1 },
      { value: 3, seq: 3 },
    ]);
    expect(reporter.open).toEqual({ value: 3, seq: 3 });
    sent[1]!.stored();
    await Promise.all(kept);
    expect(reporter.open).toBeUndefined();
    void reporter.keep(4);
    expect(values()).toEqual([1, 3, 4]);
    expect(sent.at(-1)!.seq).toBe(4);
  });

  it('sends nothing more once it is stopped, but knows what is not stored', async () => {
    const { reporter, sent, values } = given();
    const kept = [reporter.keep('sent'), reporter.keep('next')];
    reporter.stop();
    const late = reporter.keep('late');
    for (const each of [...kept, late])
      await expect(each).rejects.toThrow('before its checkpoint was stored');
    sent[0]!.stored();
    await Promise.resolve();
    expect(values()).toEqual(['sent']);
    expect(reporter.open).toEqual({ value: 'late', seq: 3 });
  });
});
