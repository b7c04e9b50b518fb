import { ChildCancels } from './child-cancels.js';
import { ParentEndings } from './parent-endings.js';
import { ParentStarts } from './parent-starts.js';
import { ShardMaker } from './shard-maker.js';
import { ShardSteps } from './shard-steps.js';
import { ShardSweeper } from './shard-sweeper.js';

/** The providers of this room. */
export const shardingParts = [
  ChildCancels,
  ParentEndings,
  ParentStarts,
  ShardMaker,
  ShardSteps,
  ShardSweeper,
];
