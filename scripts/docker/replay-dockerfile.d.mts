export interface ReplayedStage {
  folder: string;
  env: Record<string, string>;
  command: string[];
  user: string;
  /** The RUN commands that need an image and were not replayed. */
  left: string[];
}

export class DockerfileReplay {
  constructor(options: {
    dockerfile: string;
    context: string;
    roots: string;
    substitute?: (command: string, folder: string) => Promise<boolean>;
  });
  replay(stage: string): Promise<ReplayedStage>;
}
