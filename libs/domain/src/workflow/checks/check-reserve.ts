import type { FieldError } from '../../errors.js';
import { below } from '../pointer.js';
import type { WorkflowDefinition } from '../workflow.js';

/** Slots of one group are reserved by one entry. */
export function checkReserve({ reserve = [] }: Pick<WorkflowDefinition, 'reserve'>): FieldError[] {
  return reserve.flatMap(({ group }, index) => {
    const first = reserve.findIndex((each) => each.group === group);
    const detail = `group "${group}" has an entry already, number ${first + 1}`;
    return first === index ? [] : [{ pointer: below('/reserve', index, 'group'), detail }];
  });
}
