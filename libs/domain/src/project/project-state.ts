export const projectStates = ['active', 'paused'] as const;
export type ProjectState = (typeof projectStates)[number];
