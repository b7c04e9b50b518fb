import type { Session } from '@orrery/persistence';
import { expect, it, vi } from 'vitest';
import type { MapItems } from './map-items.js';
import type { NodeRunStarter } from './node-run-starter.js';
import { NodeStarter } from './node-starter.js';
import type { NodeTasks } from './node-tasks.js';
import type { StepValues } from './step-values.js';
import type { SubworkflowStarter } from './subworkflow-starter.js';
import type { WorkflowStep } from './workflow-step.js';

it('a step whose time is up before it begins starts one node, and puts off the others', async () => {
  const begun = new Map<number, unknown>();
  const putOff = vi.fn();
  const step = { begun, putOff, isTimeUp: true, node: () => ({ kind: 'task' }) } as unknown as WorkflowStep;
  const start = async (_: Session, __: WorkflowStep, number: number) => void begun.set(number, {});
  const starter = new NodeStarter(
    {} as StepValues,
    { start } as unknown as NodeRunStarter,
    {} as MapItems,
    {} as SubworkflowStarter,
    { prepare: async () => undefined } as unknown as NodeTasks,
  );
  await starter.startAll({} as Session, step, [4, 5, 6]);
  expect([...begun.keys()]).toEqual([4]);
  expect(putOff).toHaveBeenCalledExactlyOnceWith([5, 6]);
});
