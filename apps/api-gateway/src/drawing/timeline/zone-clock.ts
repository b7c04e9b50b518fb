const OFFSET = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?/;

/** Tells instants as the clocks of a time zone show them. */
export class ZoneClock {
  private readonly offsets: Intl.DateTimeFormat;

  constructor(readonly timeZone: string) {
    this.offsets = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  }

  /** `options` as of Intl.DateTimeFormat; with hours from 00 to 23. */
  formatter(options: Intl.DateTimeFormatOptions): (ms: number) => string {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...options,
      timeZone: this.timeZone,
      hourCycle: 'h23',
    });
    return (ms) => format.format(ms);
  }

  /** How far the clocks of the zone are ahead of UTC at an instant. */
  offsetMs(ms: number): number {
    const name = this.offsets.formatToParts(ms).find(({ type }) => type === 'timeZoneName')!.value;
    const [, sign, hours = 0, minutes = 0, seconds = 0] = OFFSET.exec(name) ?? [];
    const ahead = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
    return sign === '-' ? -ahead : ahead;
  }

  /** The instant at which the clocks show `shown`, given as if they were in UTC. */
  instantOf(shownMs: number): number {
    const near = shownMs - this.offsetMs(shownMs);
    return shownMs - this.offsetMs(near);
  }
}
