import { Injectable } from '@nestjs/common';
import { checkWorkflow, ExpressionLanguage, type FieldError, type WorkflowDefinition } from '@orrery/domain';
import { taskFaults } from '../definitions/task-rules.js';
import { readWorkflow, type ReadWorkflow } from './read-workflow.js';
import { taskReferences, type PlacedTask } from './task-references.js';
import { problemsBelow } from './workflow-problems.js';

/** A definition with what is wrong with it, but for what it names; or what makes it unreadable. */
export type ExaminedDefinition =
  | {
      readonly kind: 'examined';
      readonly definition: WorkflowDefinition;
      readonly problems: readonly FieldError[];
    }
  | Extract<ReadWorkflow, { kind: 'refused' }>;

/** Reads definitions as they came and examines them, without asking the database. */
@Injectable()
export class DefinitionReader {
  constructor(private readonly language: ExpressionLanguage) {}

  async read(body: unknown): Promise<ExaminedDefinition> {
    const read = await readWorkflow(body);
    if (read.kind === 'refused') return read;
    const problems = [
      ...checkWorkflow(read.definition, this.language),
      ...taskReferences(read.definition).flatMap(inlineFaults),
    ];
    return { kind: 'examined', definition: plain(read.definition), problems };
  }
}

function inlineFaults({ pointer, task }: PlacedTask): FieldError[] {
  return typeof task === 'string' ? [] : problemsBelow(pointer, taskFaults(task));
}

/** As it will be read again: without classes, and without fields that are undefined. */
function plain(definition: WorkflowDefinition): WorkflowDefinition {
  return JSON.parse(JSON.stringify(definition)) as WorkflowDefinition;
}
