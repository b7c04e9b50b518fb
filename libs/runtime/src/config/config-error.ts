/** The configuration is wrong; the message names each variable and what was found in it. The process must not start. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}
