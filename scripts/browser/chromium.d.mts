export function acquireChromium(options?: {
  say?: (line: string) => void;
  env?: Record<string, string | undefined>;
}): Promise<string>;
