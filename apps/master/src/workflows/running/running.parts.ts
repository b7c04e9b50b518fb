import { AwaitedEvents } from './awaited-events.js';
import { CompensationFailures } from './compensation-failures.js';
import { DependentRuns } from './dependent-runs.js';
import { DueWorkflows } from './due-workflows.js';
import { MapItems } from './map-items.js';
import { MapUndo } from './map-undo.js';
import { NewsTaker } from './news-taker.js';
import { NodeLooks } from './node-looks.js';
import { NodeOutputs } from './node-outputs.js';
import { NodeRunInserter } from './node-run-inserter.js';
import { NodeRunEnds } from './node-run-ends.js';
import { NodeRunMaker } from './node-run-maker.js';
import { NodeRunStarter } from './node-run-starter.js';
import { NodeStarter } from './node-starter.js';
import { NodeTasks } from './node-tasks.js';
import { StepValues } from './step-values.js';
import { StrayRuns } from './stray-runs.js';
import { SubworkflowBounds } from './subworkflow-bounds.js';
import { SubworkflowRetries } from './subworkflow-retries.js';
import { SubworkflowSlots } from './subworkflow-slots.js';
import { SubworkflowStarter } from './subworkflow-starter.js';
import { TimesAround } from './times-around.js';
import { WorkflowAdvancer } from './workflow-advancer.js';
import { WorkflowFailures } from './workflow-failures.js';
import { WorkflowFinisher } from './workflow-finisher.js';
import { WorkflowFollower } from './workflow-follower.js';
import { WorkflowMover } from './workflow-mover.js';
import { WorkflowMoves } from './workflow-moves.js';
import { WorkflowOpener } from './workflow-opener.js';
import { WorkflowOpenings } from './workflow-openings.js';
import { WorkflowOutputs } from './workflow-outputs.js';
import { WorkflowRunEnds } from './workflow-run-ends.js';
import { WorkflowSteps } from './workflow-steps.js';
import { WorkflowStopper } from './workflow-stopper.js';
import { WorkflowSweeper } from './workflow-sweeper.js';
import { WorkflowVersions } from './workflow-versions.js';
import { WorkflowWriter } from './workflow-writer.js';

/** The providers of this room. */
export const runningParts = [
  AwaitedEvents,
  CompensationFailures,
  DependentRuns,
  DueWorkflows,
  MapItems,
  MapUndo,
  NewsTaker,
  NodeLooks,
  NodeOutputs,
  NodeRunInserter,
  NodeRunEnds,
  NodeRunMaker,
  NodeRunStarter,
  NodeStarter,
  NodeTasks,
  StepValues,
  StrayRuns,
  SubworkflowBounds,
  SubworkflowRetries,
  SubworkflowSlots,
  SubworkflowStarter,
  TimesAround,
  WorkflowAdvancer,
  WorkflowFailures,
  WorkflowFinisher,
  WorkflowFollower,
  WorkflowMover,
  WorkflowMoves,
  WorkflowOpener,
  WorkflowOpenings,
  WorkflowOutputs,
  WorkflowRunEnds,
  WorkflowSteps,
  WorkflowStopper,
  WorkflowSweeper,
  WorkflowVersions,
  WorkflowWriter,
];
