import { expect, it } from 'vitest';
import { readingOfStats } from './reading-of-stats.js';

const stats = (over: object) => over as Parameters<typeof readingOfStats>[0];

it('takes the same from engines that say it differently', () => {
  const transfers = (read: string, write: string) => ({
    io_service_bytes_recursive: [
      { major: 8, minor: 0, op: read, value: 4_096 },
      { major: 8, minor: 16, op: read, value: 4 },
      { major: 8, minor: 0, op: write, value: 100 },
    ],
  });
  const rest = {
    ...{ cpu_stats: { cpu_usage: { total_usage: 2_500_400_000 } }, memory_stats: { usage: 120_000 } },
    pids_stats: { current: 3 },
  };
  const reading = { cpuMs: 2_500, memoryBytes: 120_000, pids: 3, readBytes: 4_100, writtenBytes: 100 };
  expect(readingOfStats(stats({ ...rest, blkio_stats: transfers('Read', 'Write') }))).toEqual(reading);
  expect(readingOfStats(stats({ ...rest, blkio_stats: transfers('read', 'write') }))).toEqual(reading);
});

it('leaves out what an engine does not say', () => {
  const said = { memory_stats: {}, blkio_stats: { io_service_bytes_recursive: null } };
  expect(readingOfStats(stats(said))).toEqual({});
});
