export function clusterSecrets(
  directory: string,
  env: Record<string, string | undefined>,
): { ORRERY_JWT_SECRET?: string; ORRERY_SECRETS_KEYS?: string };
