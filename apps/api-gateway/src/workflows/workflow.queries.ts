import { ChoiceField, IntegerField, NameField } from '@orrery/contracts';

export class WorkflowDiffQuery {
  @IntegerField({ min: 1, example: 1 })
  from: number;

  @IntegerField({ min: 1, example: 2 })
  to: number;
}

export class WorkflowPlanQuery {
  @IntegerField({ optional: true, min: 1, description: 'Default: the newest.' })
  version?: number;
}

export const exportFormats = ['yaml', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export class ExportWorkflowQuery {
  @ChoiceField(exportFormats, { optional: true, default: 'yaml' })
  format?: ExportFormat;
}

export class ExportWorkflowsQuery extends ExportWorkflowQuery {
  @NameField({ optional: true, description: 'Default: all projects that you may see.' })
  project?: string;
}

export class DeleteWorkflowQuery {
  @ChoiceField(['true', 'false'], {
    optional: true,
    description:
      'With `true` its schedules are deleted, its backfills and its runs, waiting and running, cancelled as well.',
  })
  force?: 'true' | 'false';
}
