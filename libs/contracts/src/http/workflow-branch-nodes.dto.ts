import { type ConditionNode, type NoopNode, type SwitchNode } from '@orrery/domain';
import { ChoiceField, ListField, QuicklyRead, TextsField } from '../fields/index.js';
import { ExpressionField, nodeIds } from './workflow-fields.js';
import { NodeDto } from './workflow-node.dto.js';

export class SwitchCaseDto {
  @ExpressionField({ example: 'nodes.count.outputs.rows > 1000' })
  when: string;

  @TextsField({ ...nodeIds, description: 'Nodes that depend on the switch.' })
  to: string[];
}

export class SwitchNodeDto extends NodeDto implements SwitchNode {
  @ChoiceField(['switch'])
  kind: 'switch';

  @ListField(() => SwitchCaseDto, {
    minItems: 1,
    maxItems: 100,
    description: 'The first that is true counts.',
  })
  cases: SwitchCaseDto[];

  @TextsField({ optional: true, default: [], ...nodeIds, description: 'Nodes that go on when none is true.' })
  default: string[] = [];
}

export class ConditionNodeDto extends NodeDto implements ConditionNode {
  @ChoiceField(['condition'])
  kind: 'condition';

  @ExpressionField({ example: 'nodes.check.state == "succeeded"' })
  when: string;

  @TextsField({ optional: true, default: [], ...nodeIds, description: 'Nodes that go on when it is true.' })
  then: string[] = [];

  @TextsField({ optional: true, default: [], ...nodeIds, description: 'Nodes that go on when it is false.' })
  else: string[] = [];
}

@QuicklyRead()
export class NoopNodeDto extends NodeDto implements NoopNode {
  @ChoiceField(['noop'])
  kind: 'noop';
}
