import type { WaitCauseDto } from '@orrery/contracts';
import { explainPlace } from './explain-place.js';
import type { RunSnapshot, SlotView } from './run-snapshot.js';

/** The slots a workflow run wants before it begins and has not got, group by group. */
export function explainSlots({ slots, parked }: RunSnapshot): WaitCauseDto[] {
  return slots.map((view) => ({
    code: 'slots',
    ...{ group: view.group, slots: view.slots, used: view.slots - view.free, wanted: view.wanted },
    ...(parked && { ahead: parked.ahead }),
    message: `${sentenceOf(view)}${explainPlace(parked?.ahead)}.`,
  }));
}

function sentenceOf({ group, wanted, slots, reserved, free, kept }: SlotView): string {
  const wish = `It waits for ${wanted} slot(s) of group "${group}", reserved before it begins`;
  if (slots < wanted)
    return `${wish}; the group has only ${slots} in all, so more or larger workers must join`;
  if (kept > 0) return `${wish}; they are set aside for it, and runs that are on them must end first`;
  return `${wish}; the group has ${slots}, of which ${reserved} are reserved by others and ${free} are free`;
}
