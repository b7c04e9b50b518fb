export function withoutServiceStart<T>(install: () => Promise<T>, file: string): Promise<T>;
