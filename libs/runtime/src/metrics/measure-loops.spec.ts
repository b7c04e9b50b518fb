import { expect, it } from 'vitest';
import { LoopRegistry } from '../looping/loop-registry.js';
import { measureLoops } from './measure-loops.js';
import { Metrics } from './metrics.js';

it('shows the progress of the loops there are, and of no other', async () => {
  const metrics = new Metrics({ app: 'master', processMetrics: false });
  const loops = new LoopRegistry();
  measureLoops(metrics, loops);
  const planner = { health: () => ({ name: 'planner', ageMs: 250, stalled: false }) };
  loops.add(planner);
  loops.add({ health: () => ({ name: 'hung', ageMs: 90_000, stalled: true }) });
  const text = await metrics.render();
  expect(text).toContain('orrery_loop_last_progress_seconds{loop="planner",app="master"} 0.25');
  expect(text).toContain('orrery_loop_stalled{loop="hung",app="master"} 1');
  loops.remove(planner);
  expect(await metrics.render()).not.toContain('loop="planner"');
});
