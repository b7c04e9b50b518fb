import type { Stores } from '../storage/storage.js';

/** One step on the way from an event to notifications. All stages of a batch share one transaction, which may run again. */
export type Stage<In, Out> = (items: readonly In[], stores: Stores) => Promise<readonly Out[]>;

/** A list of stages, each of which takes what the one before left over. */
export class Pipeline<In, Out> {
  private constructor(readonly run: Stage<In, Out>) {}

  static of<In, Out>(stage: Stage<In, Out>): Pipeline<In, Out> {
    return new Pipeline(stage);
  }

  then<Next>(stage: Stage<Out, Next>): Pipeline<In, Next> {
    return new Pipeline(async (items, stores) => {
      const left = await this.run(items, stores);
      return left.length > 0 ? stage(left, stores) : [];
    });
  }
}
