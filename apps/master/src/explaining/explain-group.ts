import type { WaitCauseDto } from '@orrery/contracts';
import { isWorkflowGroup } from '@orrery/domain';
import { aboutMs } from './about-ms.js';
import { explainPlace } from './explain-place.js';
import type { GroupView, RunSnapshot } from './run-snapshot.js';

/** Workers that a message names. */
const mostNamed = 5;

/** What the workers of its group have to do with it: none is there, none fits, or others go before it. */
export function explainGroup({ group, parked, run, now }: RunSnapshot): WaitCauseDto[] {
  const { name, workers } = group;
  // Runs of workflows need no worker.
  if (isWorkflowGroup(name)) return [];
  if (workers === 0) {
    const message = `No worker of group "${name}" takes work; start one, or resume one that drains.`;
    return [{ code: 'no_workers', group: name, message }];
  }
  if (group.misfit !== null || parked?.waitsFor.startsWith('workers:')) {
    return [{ code: 'no_fitting_worker', group: name, ...placeAt(parked), message: unfit(group) }];
  }
  if (parked || run.eligibleAt === null || run.eligibleAt > now) return [];
  const message = `It is in the queue of group "${name}" (${workers} worker(s), ${group.slots} slot(s))${explainPlace(group.ahead)}.${strained(group)}`;
  return [{ code: 'queue', group: name, ahead: group.ahead, ...estimate(group), message }];
}

/** A machine that is too busy may be all that it waits for. */
function strained({ strained: workers }: GroupView): string {
  const some = workers.slice(0, mostNamed).join(', ');
  return workers.length === 0
    ? ''
    : ` ${workers.length} worker(s) take less work because their machines are too busy: ${some}.`;
}

function unfit({ name, misfit }: GroupView): string {
  if (misfit === null) return `No worker of group "${name}" has room that fits.`;
  return `${misfit.charAt(0).toUpperCase()}${misfit.slice(1)}.`;
}

function placeAt(parked: RunSnapshot['parked']) {
  return parked ? { ahead: parked.ahead } : {};
}

/** By how fast the group lately took runs; where it took none, by how long they take. */
function estimate({ ahead, acceptedPerSecond, slots, meanDurationMs }: GroupView) {
  if (acceptedPerSecond >= 1) return { estimateMs: Math.round(((ahead + 1) * 1_000) / acceptedPerSecond) };
  return meanDurationMs === null ? {} : { estimateMs: aboutMs(ahead, Math.max(1, slots), meanDurationMs) };
}
