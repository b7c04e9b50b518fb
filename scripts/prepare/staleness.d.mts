export function buildIsStale(root: string, projects: string[], stamp: string): boolean;
