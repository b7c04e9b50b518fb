export interface LockedPackage {
  license?: string;
  link?: boolean;
  dev?: boolean;
  devOptional?: boolean;
}

export function forbiddenPackages(
  lock: { packages: Record<string, LockedPackage> },
  root: string,
): { checked: number; forbidden: { path: string; licence: string | undefined }[] };
