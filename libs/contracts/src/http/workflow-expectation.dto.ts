import { mostNodes } from '@orrery/domain';
import { IntegerField, ListField, NameField, NumberField } from '../fields/index.js';
import { WorkflowPlanDto } from './workflow.dto.js';

/** How long a node may be expected to run. */
export class ExpectedNodeDto {
  @NameField()
  nodeId: string;

  @NumberField({
    min: 0,
    description: 'Median of its running time; of a node that has not run, the median of the others, or 1.',
  })
  expectedMs: number;

  @IntegerField({ description: 'Workflow runs that it is known by.' })
  runs: number;
}

/** How a workflow would run, by how it ran. */
export class PlannedWorkflowDto extends WorkflowPlanDto {
  @NumberField({ min: 0, description: 'Of the whole, if nothing has to wait for a worker.' })
  expectedMs: number;

  @IntegerField({ description: 'Workflow runs of this version that succeeded last; 20 at most.' })
  runsLookedAt: number;

  @ListField(() => ExpectedNodeDto, { maxItems: mostNodes, description: 'In the order of the definition.' })
  nodes: ExpectedNodeDto[];
}
