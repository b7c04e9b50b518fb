import { OmitType } from '@nestjs/swagger';
import { workflowStates, type WorkflowState } from '@orrery/domain';
import {
  ChoiceField,
  IdField,
  InstantField,
  IntegerField,
  ListField,
  NameField,
  ObjectField,
  TextField,
} from '../fields/index.js';
import { PageQuery } from './page.js';
import { CreateWorkflowDto } from './workflow.dto.js';

/** The whole new definition; what is left out gets its default. Name and project, where they stand in it, must be its own. */
export class ReplaceWorkflowDto extends OmitType(CreateWorkflowDto, ['name', 'project'] as const) {}

/** A workflow in its newest version. */
export class WorkflowDto extends CreateWorkflowDto {
  @IdField()
  id: string;

  @IntegerField({ min: 1, description: 'Grows with each change; the ETag.' })
  version: number;

  @ChoiceField(workflowStates)
  state: WorkflowState;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;
}

/** A workflow without what it is made of. */
export class WorkflowSummaryDto {
  @IdField()
  id: string;

  @IntegerField({ min: 1 })
  version: number;

  @ChoiceField(workflowStates)
  state: WorkflowState;

  @NameField()
  project: string;

  @NameField({ example: 'etl' })
  name: string;

  @TextField({ min: 0, max: 2000 })
  description: string;

  @IntegerField({ description: 'The finally nodes included.' })
  nodeCount: number;

  @InstantField()
  createdAt: string;

  @InstantField()
  updatedAt: string;
}

export class WorkflowListQuery extends PageQuery {
  @NameField({ optional: true })
  project?: string;

  @TextField({ optional: true, max: 100, description: 'Part of the name.' })
  search?: string;

  @ChoiceField(workflowStates, { optional: true })
  state?: WorkflowState;
}

/** Who made a version of a workflow, and when. */
export class WorkflowVersionSummaryDto {
  @IntegerField({ min: 1 })
  version: number;

  @TextField()
  changedBy: string;

  @TextField({
    optional: true,
    max: 255,
    example: 'version 2 again',
    description: 'Why there is this version; null: it was simply written.',
  })
  note: string | null;

  @InstantField()
  createdAt: string;
}

/** A workflow as it was from one change to the next. */
export class WorkflowVersionDto extends WorkflowVersionSummaryDto {
  @ObjectField(() => CreateWorkflowDto)
  definition: CreateWorkflowDto;
}

export class RollBackWorkflowDto {
  @IntegerField({ min: 1, example: 1, description: 'The version to write again, as the newest.' })
  version: number;
}

export const importResults = ['created', 'updated', 'unchanged'] as const;
export type ImportResult = (typeof importResults)[number];

/** What an import made of one workflow. */
export class ImportedWorkflowDto {
  @ChoiceField(importResults)
  result: ImportResult;

  @IdField()
  id: string;

  @NameField()
  project: string;

  @NameField({ example: 'etl' })
  name: string;

  @IntegerField({ min: 1 })
  version: number;
}

export class WorkflowImportDto {
  @ListField(() => ImportedWorkflowDto, { description: 'In the order of the import.' })
  items: readonly ImportedWorkflowDto[];
}
