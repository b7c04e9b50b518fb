import type { DrillCluster } from '../cluster/drill-cluster.js';
import { leftForGood } from './find-leftovers.js';
import type { Phase, PhasedLeftover } from './leftover.js';
import type { Premises } from './premises.js';

/** What workers and attempts left: while the platform is up and at rest, and again after its stop, which this is. */
export async function leftByDrill(
  cluster: DrillCluster,
  engine: Premises['engine'],
): Promise<PhasedLeftover[]> {
  const { directory } = cluster.ground;
  const premises = { directory, workers: cluster.crew.workers, lives: cluster.lives, engine };
  const look = async (phase: Phase) =>
    (await leftForGood(premises, phase)).map((left) => ({ ...left, phase }));
  const atRest = await look('at rest');
  await cluster.stop();
  return [...atRest, ...(await look('stopped'))];
}
