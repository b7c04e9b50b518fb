import type { WorkflowDefinition } from '@orrery/domain';
import type { Page, PageQuery } from '../http/page.js';
import type { WorkflowDiffDto } from '../http/workflow-diff.dto.js';
import type {
  WorkflowDto,
  WorkflowImportDto,
  WorkflowListQuery,
  WorkflowSummaryDto,
  WorkflowVersionDto,
  WorkflowVersionSummaryDto,
} from '../http/workflow-record.dto.js';
import type { WorkflowValidationDto } from '../http/workflow.dto.js';
import type { ById, Caller, IfVersion, Visible } from './master.calls.js';

/** Requests about definitions of workflows. Bodies cross as they came: a master reads them, node by node. */
export interface WorkflowCalls {
  /** What is wrong with the body is the answer. */
  'workflow.validate': { request: { body: unknown }; reply: WorkflowValidationDto };
  'workflow.create': { request: { body: unknown } & Caller; reply: WorkflowDto };
  'workflow.get': { request: ById; reply: WorkflowDto };
  'workflow.list': { request: { query: WorkflowListQuery } & Visible; reply: Page<WorkflowSummaryDto> };
  'workflow.replace': { request: ById & { body: unknown } & IfVersion & Caller; reply: WorkflowDto };
  'workflow.pause': { request: ById & Caller; reply: WorkflowDto };
  'workflow.resume': { request: ById & Caller; reply: WorkflowDto };
  'workflow.delete': { request: ById & { force?: boolean } & IfVersion & Caller; reply: { deleted: true } };
  'workflow.versions': { request: ById & { query: PageQuery }; reply: Page<WorkflowVersionSummaryDto> };
  'workflow.version': { request: ById & { version: number }; reply: WorkflowVersionDto };
  'workflow.diff': { request: ById & { from: number; to: number }; reply: WorkflowDiffDto };
  'workflow.rollBack': { request: ById & { version: number } & IfVersion & Caller; reply: WorkflowDto };
  /** A definition or a list of them: all of them are written, or none. */
  'workflow.import': { request: { body: unknown } & Caller; reply: WorkflowImportDto };
  /** One workflow, or those of a project. */
  'workflow.export': {
    request: { id?: string; project?: string } & Visible;
    reply: { items: readonly WorkflowDefinition[] };
  };
}
