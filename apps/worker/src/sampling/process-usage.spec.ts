import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, expect, it, vi } from 'vitest';
import type { ScannedProcess } from '../killing/proc-scan.js';
import { processFinder } from '../killing/this-machine.js';
import { ProcessForest } from './process-forest.js';
import { ProcessUsage } from './process-usage.js';
import type { ResourceReading } from './usage-source.js';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const { pid } of started.splice(0)) process.kill(-pid!, 'SIGKILL');
});
const limitMs = 60_000;
const waiting = { timeout: limitMs / 3, interval: 20 };
const megabyte = 1024 * 1024;

/** A program as an attempt runs it: the leader of its own session. */
function usageOf(command: string): () => ResourceReading | undefined {
  const child = spawn('/bin/sh', ['-c', command], { detached: true, stdio: 'ignore' });
  started.push(child);
  const usage = new ProcessUsage({ groupId: child.pid!, groupStart: processFinder().startOf(child.pid!) });
  return () => usage.read(() => new ProcessForest());
}

if (process.platform === 'linux') {
  it(
    'sees what a tree of processes takes and holds',
    async () => {
      const program = `const held = Buffer.alloc(${80 * megabyte}, 1); while (true) held[0] += 1;`;
      const read = usageOf(`"${process.execPath}" -e '${program}' & sleep 600 & wait`);
      const full = await vi.waitUntil(() => {
        const reading = read();
        return (reading?.memoryBytes ?? 0) > 80 * megabyte && reading!.cpuMs! >= 300 ? reading : undefined;
      }, waiting);
      expect(full.memoryBytes).toBeLessThan(1_000 * megabyte);
      expect(full.pids).toBeGreaterThanOrEqual(3);
      await vi.waitUntil(() => read()!.cpuMs! > full.cpuMs!, waiting);
    },
    limitMs,
  );

  it(
    'counts what has ended and was waited for, and never less than before',
    async () => {
      const read = usageOf('i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done & wait; exec sleep 600');
      const busy = await vi.waitUntil(() => (read()?.cpuMs ?? 0) >= 50 && read(), waiting);
      await vi.waitUntil(() => read()!.pids === 1, waiting);
      expect(read()!.cpuMs).toBeGreaterThanOrEqual(busy.cpuMs!);
    },
    limitMs,
  );

  it(
    'goes on with what has left the session and lost its parent, and ends with the last one',
    async () => {
      const read = usageOf('setsid sleep 600 & wait');
      const { pid } = started[0]!;
      const hasLeft = ({ sessionId }: ScannedProcess) => sessionId !== pid;
      const hidden = await vi.waitUntil(() => {
        const forest = new ProcessForest();
        return forest.downFrom([forest.find(pid!)!]).find(hasLeft);
      }, waiting);
      expect(read()!.pids).toBe(2);
      process.kill(-pid!, 'SIGKILL');
      await vi.waitUntil(() => read()?.pids === 1, waiting);
      process.kill(hidden.pid, 'SIGKILL');
      await vi.waitUntil(() => read() === undefined, waiting);
      started.splice(0);
    },
    limitMs,
  );
}

it('is nobody else who got the id of the first process after its end', () => {
  const before = new ProcessUsage({ groupId: process.pid, groupStart: '1' });
  expect(before.read(() => new ProcessForest())).toBeUndefined();
});
