export function orphansOf(project: string): string[];
export function removeOrphans(project: string): number;
