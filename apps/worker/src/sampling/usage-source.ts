import type { ResourcePoint } from '@orrery/domain';
import type { ProcessForest } from './process-forest.js';

/** What the processes of an attempt have taken up to now, and hold now. */
export type ResourceReading = Omit<ResourcePoint, 'ageMs'>;

/** Knows what the processes of one attempt take. */
export interface UsageSource {
  /**
   * Undefined: there is nothing to tell now. Reads at once what the kernel holds; what has to be asked for comes later.
   * @param forest all processes of the machine, looked at once for all attempts of a round, and only if one of them wants it.
   */
  read(forest: () => ProcessForest): ResourceReading | undefined | Promise<ResourceReading | undefined>;
}
