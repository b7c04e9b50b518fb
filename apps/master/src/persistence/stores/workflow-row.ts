import type { WorkflowDto, WorkflowSummaryDto } from '@orrery/contracts';
import type { WorkflowDefinition, WorkflowState } from '@orrery/domain';
import { unpackWorkflow } from './packed-workflow.js';

/** Ids of what a definition names, by the text that stands in it: names may be given away later, a version stays as it is. */
export interface WorkflowReferences {
  /** Name or id as written -> id of the task. */
  readonly tasks: Readonly<Record<string, string>>;
  /** Name or id as written -> id of the workflow. */
  readonly workflows: Readonly<Record<string, string>>;
  /** Name -> id of the secret; absent in what was written before there were any. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A definition and what its names meant when it was written. */
export interface WorkflowContent {
  readonly definition: WorkflowDefinition;
  readonly references: WorkflowReferences;
}

/** A workflow in its newest version. */
export interface Workflow extends WorkflowContent {
  readonly id: string;
  readonly version: number;
  readonly state: WorkflowState;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Who made a version, when, and why where it was not simply written. */
export interface VersionRecord {
  readonly version: number;
  readonly changedBy: string;
  readonly note: string | null;
  readonly createdAt: Date;
}

/** A workflow as it was from one change to the next. */
export interface WorkflowVersion extends VersionRecord, WorkflowContent {}

export interface VersionRow {
  readonly version: number;
  readonly changed_by: string;
  readonly note: string | null;
  readonly created_at: Date;
}

/** A definition and its references as their tables keep them. */
export interface ContentRow {
  readonly definition: string;
  readonly references: string;
}

export interface WorkflowRow extends ContentRow {
  readonly id: string;
  readonly version: number;
  readonly state: WorkflowState;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface SummaryRow {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly state: WorkflowState;
  readonly node_count: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function toContent(row: ContentRow): WorkflowContent {
  return {
    definition: unpackWorkflow(row.definition),
    references: JSON.parse(row.references) as WorkflowReferences,
  };
}

export function toVersionRecord(row: VersionRow): VersionRecord {
  return { version: row.version, changedBy: row.changed_by, note: row.note, createdAt: row.created_at };
}

export function toWorkflow(row: WorkflowRow): Workflow {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    ...toContent(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toWorkflowDto(workflow: Workflow): WorkflowDto {
  return {
    id: workflow.id,
    version: workflow.version,
    state: workflow.state,
    ...workflow.definition,
    createdAt: workflow.createdAt.toISOString(),
    updatedAt: workflow.updatedAt.toISOString(),
  } as WorkflowDto;
}

export function toSummaryDto(row: SummaryRow): WorkflowSummaryDto {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    project: row.project,
    name: row.name,
    description: row.description,
    nodeCount: row.node_count,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
