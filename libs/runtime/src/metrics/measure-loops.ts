import type { LoopRegistry } from '../looping/loop-registry.js';
import type { Metrics } from './metrics.js';

const msInSecond = 1_000;

/** Shows for each loop of an app how long ago a step of it last ended, and whether that is too long. */
export function measureLoops(metrics: Metrics, loops: LoopRegistry): void {
  metrics.gauge({
    name: 'orrery_loop_last_progress_seconds',
    help: 'Seconds since a step of the loop last ended, or since its start.',
    labelNames: ['loop'],
    collect() {
      this.reset();
      for (const { name, ageMs } of loops.health()) this.set({ loop: name }, ageMs / msInSecond);
    },
  });
  metrics.gauge({
    name: 'orrery_loop_stalled',
    help: '1 for a loop that made no progress for longer than it may.',
    labelNames: ['loop'],
    collect() {
      this.reset();
      for (const { name, stalled } of loops.health()) this.set({ loop: name }, Number(stalled));
    },
  });
}
