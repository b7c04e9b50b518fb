/** A definition that works as it stands. */
export const workflowBody = {
  inputs: { day: { type: 'date', default: '2026-03-01' } },
  onFailure: 'end',
  nodes: [
    {
      id: 'extract',
      kind: 'task',
      task: { kind: 'shell', spec: { command: 'echo extract' } },
      params: { day: '{{ inputs.day }}' },
    },
    {
      id: 'check',
      kind: 'condition',
      when: 'nodes.extract.state == "succeeded"',
      then: ['load'],
      dependsOn: ['extract'],
    },
    {
      id: 'load',
      kind: 'task',
      task: { kind: 'shell', spec: { command: 'echo load' } },
      dependsOn: ['check'],
    },
  ],
  finally: [{ id: 'clean', kind: 'noop' }],
};

export const newWorkflow = { project: 'default', name: 'etl', ...workflowBody };
