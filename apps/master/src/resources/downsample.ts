import type { NodeSampleDto } from '@orrery/contracts';
import type { NodeSample } from '../persistence/stores/node-sample.store.js';

/** Averages samples (in the order of time) over steps of `stepMs` from `fromMs` on; a step without samples is left out. */
export function downsample(samples: readonly NodeSample[], fromMs: number, stepMs: number): NodeSampleDto[] {
  const steps = new Map<number, NodeSample[]>();
  for (const sample of samples) {
    const step = Math.floor((sample.at.getTime() - fromMs) / stepMs);
    const inStep = steps.get(step);
    if (inStep) inStep.push(sample);
    else steps.set(step, [sample]);
  }
  return [...steps].map(([step, inStep]) => average(inStep, new Date(fromMs + step * stepMs)));
}

function average(samples: readonly NodeSample[], at: Date): NodeSampleDto {
  const last = samples.at(-1)!;
  const mean = (of: (sample: NodeSample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  return {
    at: at.toISOString(),
    cpu: mean(({ resources }) => resources.cpu),
    load1: mean(({ resources }) => resources.load1),
    memoryUsedBytes: Math.round(mean(({ resources }) => resources.memoryUsedBytes)),
    memoryTotalBytes: last.resources.memoryTotalBytes,
    diskFreeBytes: Math.round(mean(({ resources }) => resources.diskFreeBytes)),
    diskTotalBytes: last.resources.diskTotalBytes,
    loopLagMs: Math.max(...samples.map(({ resources }) => resources.loopLagMs)),
    busy: mean(({ busy }) => busy),
    slots: last.slots,
  };
}
