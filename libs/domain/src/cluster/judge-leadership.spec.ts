import { expect, it } from 'vitest';
import { judgeLeadership } from './judge-leadership.js';

it.each([
  ['served lately, with an epoch', 10, true, 'lead'],
  ['served lately, without one', 10, false, 'take'],
  ['served for the last time at the limit', 3_000, true, 'lead'],
  ['not served lately', 3_001, true, 'leave'],
  ['not served lately and without an epoch', 3_001, false, 'follow'],
  ['never served', undefined, false, 'follow'],
] as const)('a master %s', (_, servedAgoMs, holdsEpoch, verdict) => {
  expect(judgeLeadership({ servedAgoMs, holdsEpoch }, 3_000)).toBe(verdict);
});
