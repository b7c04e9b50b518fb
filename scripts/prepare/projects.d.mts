export function projectsReachedFrom(root: string, start: string): string[];
