export interface Stage {
  name: string;
  from: string;
  instructions: { keyword: string; rest: string }[];
}

export function parseDockerfile(text: string): Stage[];
