/** What nodes wait for, as keys under which they are found when it comes. */
export const awaiting = {
  approval: (project: string) => `approval:${project}`,
  event: (project: string, name: string) => `event:${project}:${name}`,
  /** The end of a run of the workflow. */
  workflow: (workflowId: string) => `workflow:${workflowId}`,
};
