import { statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import type { HeartbeatMessage } from '@orrery/contracts';

type Resources = HeartbeatMessage['resources'];

interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** Samples the machine; the CPU share is that since the previous sample. */
export class ResourceSampler {
  private before = cpuTimes();

  constructor(private readonly directory: string) {}

  async sample(loopLagMs: number): Promise<Resources> {
    const now = cpuTimes();
    const passed = now.total - this.before.total;
    const cpu = passed > 0 ? (now.busy - this.before.busy) / passed : 0;
    this.before = now;
    // A disk that cannot be asked must not silence the heartbeat: its worker would be taken for dead.
    const disk = await statfs(this.directory).catch(() => ({ bavail: 0, bsize: 0, blocks: 0 }));
    return {
      cpu: Math.round(cpu * 1000) / 1000,
      load1: loadavg()[0] ?? 0,
      memoryUsedBytes: totalmem() - freemem(),
      memoryTotalBytes: totalmem(),
      diskFreeBytes: disk.bavail * disk.bsize,
      diskTotalBytes: disk.blocks * disk.bsize,
      loopLagMs,
    };
  }
}

function cpuTimes(): CpuTimes {
  let busy = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { busy, total: busy + idle };
}
