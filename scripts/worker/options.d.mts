interface Setting {
  readonly env: string;
  readonly doc: string;
}

export interface Settings {
  readonly table: Readonly<Record<string, Setting>>;
  readonly read: (env: Record<string, string | undefined>) => unknown;
}

export function usageOf(table: Settings['table']): string;
export function variablesOf(
  args: string[],
  settings: Settings,
  env?: Record<string, string | undefined>,
): Record<string, string> | undefined;
