import { statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';

/** What a node's machine has and uses. */
export interface SampledResources {
  /** Busy share of all cores since the sample before, 0 to 1. */
  readonly cpu: number;
  readonly load1: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly diskFreeBytes: number;
  readonly diskTotalBytes: number;
  readonly loopLagMs: number;
}

interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** Samples the machine; the CPU share is that since the previous sample. */
export class ResourceSampler {
  #before = cpuTimes();

  constructor(private readonly directory: string) {}

  async sample(loopLagMs: number): Promise<SampledResources> {
    const now = cpuTimes();
    const passed = now.total - this.#before.total;
    const cpu = passed > 0 ? (now.busy - this.#before.busy) / passed : 0;
    this.#before = now;
    // A disk that cannot be asked must not silence the node: it would be taken for dead.
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
