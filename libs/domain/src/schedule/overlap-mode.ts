/**
 * What a fire does while an earlier run of its schedule has not ended, wherever in the cluster it is:
 * ALLOW starts beside it; SKIP drops the new fire; QUEUE_ONE keeps one waiting, QUEUE_ALL all of them, one after the
 * other; CANCEL_RUNNING ends the earlier run first; REPLACE_QUEUED lets the new fire take the place of the waiting one.
 */
export const overlapModes = [
  'ALLOW',
  'SKIP',
  'QUEUE_ONE',
  'QUEUE_ALL',
  'CANCEL_RUNNING',
  'REPLACE_QUEUED',
] as const;
export type OverlapMode = (typeof overlapModes)[number];
