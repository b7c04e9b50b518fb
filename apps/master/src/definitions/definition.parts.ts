import { DefinitionCache } from './definition-cache.js';
import { DefinitionContext } from './definition-context.js';
import { PauseState } from './pause-state.js';
import { ProjectService } from './project.service.js';
import { ScheduleChanges } from './schedule-changes.js';
import { ScheduleRecords } from './schedule-records.js';
import { ScheduleRules } from './schedule-rules.js';
import { ScheduleTargets } from './schedule-targets.js';
import { ScheduleService } from './schedule.service.js';
import { TargetDeletion } from './target-deletion.js';
import { TaskBelongings } from './task-belongings.js';
import { TaskDeletion } from './task-deletion.js';
import { TaskService } from './task.service.js';

/** What this room provides. */
export const definitionParts = [
  DefinitionCache,
  DefinitionContext,
  PauseState,
  ProjectService,
  ScheduleChanges,
  ScheduleRecords,
  ScheduleRules,
  ScheduleService,
  ScheduleTargets,
  TargetDeletion,
  TaskBelongings,
  TaskDeletion,
  TaskService,
];
