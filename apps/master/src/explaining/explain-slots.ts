import type { WaitCauseDto } from '@orrery/contracts';
import { explainPlace } from './explain-place.js';
import type { RunSnapshot, SlotView } from './run-snapshot.js';

/** The slots a workflow run wants before it begins and has not got, group by group. */
export function explainSlots({ slots, parked }: RunSnapshot): WaitCauseDto[] {
  return slots.map((view) => ({
    code: 'slots',
    ...{ group: view.group, slots: view.slots, used: view.slots - view.free, wanted: view.wanted },
    ...(parked && { ahead: parked.ahead }),
    message: `${sentenceOf(view, parked?.ahead)}${explainPlace(parked?.ahead)}.`,
  }));
}

function sentenceOf(view: SlotView, ahead = 0): string {
  const { group, wanted, slots, reserved, free, kept } = view;
  const wish = `It waits for ${wanted} slot(s) of group "${group}", reserved before it begins`;
  if (slots < wanted)
    return `${wish}; the group has only ${slots} in all, so more or larger workers must join`;
  if (kept > 0) return `${wish}; they are set aside for it, ${untilFree(view)}`;
  if (free >= wanted && ahead === 0)
    return `${wish}; ${free} of ${slots} are free, and it is about to get them`;
  return `${wish}; the group has ${slots}, of which ${reserved} are reserved by others and ${free} are free`;
}

/** What is set aside and free is handed over at the next look, a fraction of a second later. */
function untilFree({ taken, shut }: SlotView): string {
  if (taken === 0 && shut === 0) return 'and it begins in a moment';
  const ends = taken > 0 ? [`the runs on ${taken} of them must end`] : [];
  const rests =
    shut > 0
      ? [
          `a worker that is too busy, has just started or rests after failures must take work on ${shut} of them`,
        ]
      : [];
  return `but ${[...ends, ...rests].join(' and ')} first`;
}
