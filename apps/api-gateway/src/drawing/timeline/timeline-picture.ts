/** A workflow run over time: what is drawn of it. */
export interface TimelinePicture {
  readonly title: string;
  readonly startedAt: Date;
  /** Null while it goes on. */
  readonly endedAt: Date | null;
  readonly now: Date;
  /** IANA name of the zone in which times are told. */
  readonly timeZone: string;
  readonly rows: readonly TimelineRow[];
}

/** A node. */
export interface TimelineRow {
  readonly id: string;
  readonly label: string;
  readonly bars: readonly TimelineBar[];
}

/** An attempt: queued until it starts, running until it ends. */
export interface TimelineBar {
  readonly queuedAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly state: string;
  readonly attempt: number;
}
