export function migrateAll(
  env: Record<string, string | undefined>,
  say: (text: string) => void,
): Promise<void>;
