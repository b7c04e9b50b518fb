/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How many times it was measured or over how many items. */
  readonly of: string;
  /** What the design asks for, in words. */
  readonly goal?: string;
}

/** Prints figures as they come, one JSON object a line, and all of them as a table at the end. */
export class Report {
  readonly #figures: Figure[] = [];

  add(figure: Figure): void {
    const rounded = { ...figure, value: round(figure.value) };
    this.#figures.push(rounded);
    process.stdout.write(`${JSON.stringify(rounded)}\n`);
  }

  value(name: string): number | undefined {
    return this.#figures.find((figure) => figure.name === name)?.value;
  }

  /** A Markdown table. */
  table(): string {
    const rows = this.#figures.map(
      ({ name, value, unit, of, goal }) => `| ${name} | ${value} ${unit} | ${of} | ${goal ?? ''} |`,
    );
    return ['| what | measured | of | goal |', '| --- | --- | --- | --- |', ...rows].join('\n');
  }
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}
