export function aptPlan(
  packages: string[],
  machine: { uid: number; release: string },
): { refused: string } | { refused?: undefined; commands: string[][]; env: Record<string, string> };
