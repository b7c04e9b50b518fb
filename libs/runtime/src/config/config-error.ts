/** The configuration is wrong; the message names each variable and what was found in it. The process must not start. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }

  /** The same, its variables called by the names under which they were given: flags, or options of a function. */
  calling(names: ReadonlyMap<string, string>): ConfigError {
    const renamed = (problem: string) =>
      problem.replace(/^\S+/, (variable) => names.get(variable) ?? variable);
    return new ConfigError(this.problems.map(renamed));
  }
}
