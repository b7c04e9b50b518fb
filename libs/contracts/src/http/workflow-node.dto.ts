import { triggerRules, type TriggerRule } from '@orrery/domain';
import { ChoiceField, NameField, TextField, TextsField } from '../fields/index.js';
import { nodeIds } from './workflow-fields.js';

/** What every node says. */
export class NodeDto {
  @NameField({ example: 'extract', description: 'Names the node within its workflow.' })
  id: string;

  @TextField({ optional: true, min: 0, max: 2000, default: '' })
  description: string = '';

  @TextsField({ optional: true, default: [], ...nodeIds, description: 'Nodes that must end first.' })
  dependsOn: string[] = [];

  @ChoiceField(triggerRules, {
    optional: true,
    default: 'all_success',
    description: 'How they must have ended; a node whose rule cannot be met any more is skipped.',
  })
  triggerRule: TriggerRule = 'all_success';
}
