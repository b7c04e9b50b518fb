export function ignoredBy(patterns: string): (path: string) => boolean;
export function copyContext(context: string, source: string, target: string): void;
