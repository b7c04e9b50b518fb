import { DoNotRetry } from '../retry-errors.js';

/** The parameters of the run are not what its handler takes; they stay so, however often it is tried. */
export class InvalidParams extends DoNotRetry {
  /** @param faults each with the path of its parameter, e.g. `lines.0.price must be a number` */
  constructor(readonly faults: readonly string[]) {
    super(`the parameters are not what the handler takes: ${faults.join('; ')}`);
    this.name = 'InvalidParams';
  }
}
