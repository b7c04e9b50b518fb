import type { SlotReserve } from '@orrery/domain';
import type { SlotRequestRow } from '../../persistence/stores/slot-request.store.js';

export function readWants({ wants }: Pick<SlotRequestRow, 'wants'>): readonly SlotReserve[] {
  return JSON.parse(wants) as SlotReserve[];
}

/** What is wanted, in words. */
export function wantsText(wants: readonly SlotReserve[]): string {
  return wants.map(({ group, slots }) => `${slots} slot(s) of group "${group}"`).join(' and ');
}
