/** One user holds as many live streams as allowed; closing one makes room. */
export class TooManyStreamsError extends Error {
  constructor(readonly limit: number) {
    super(`You have ${limit} live streams open already; close one first.`);
    this.name = 'TooManyStreamsError';
  }
}
