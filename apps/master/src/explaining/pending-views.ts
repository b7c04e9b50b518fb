import { Injectable } from '@nestjs/common';
import { GroupViews } from './group-views.js';
import { LimitViews } from './limit-views.js';
import { SlotViews } from './slot-views.js';
import { WaitViews } from './wait-views.js';
import { WorkflowWaitViews } from './workflow-wait-views.js';

/** Everything that is looked at for a run that waits. */
@Injectable()
export class PendingViews {
  constructor(
    readonly waits: WaitViews,
    readonly limits: LimitViews,
    readonly groups: GroupViews,
    readonly slots: SlotViews,
    readonly workflows: WorkflowWaitViews,
  ) {}
}
