/** A payload on its way into a bundle. */
export interface Part {
  readonly routingKey: string;
  readonly json: string;
  /** With how many others, itself included, it may travel. */
  readonly together: number;
}

/** Payloads that travel as one message, by their positions in what was given. */
export interface Bundle {
  readonly routingKey: string;
  readonly positions: readonly number[];
  /** The one payload, or the array of all. */
  readonly json: string;
}

/** Keeps a message far below what a broker takes and a consumer likes to parse at a time. */
const MOST_CHARACTERS = 256 * 1024;

interface OpenBundle {
  readonly positions: number[];
  most: number;
  characters: number;
}

/** Puts payloads with the same key together, in their order, no more than each of them allows. */
export function bundle(parts: readonly Part[]): Bundle[] {
  const bundles: { readonly routingKey: string; readonly open: OpenBundle }[] = [];
  const openByKey = new Map<string, OpenBundle>();
  for (const [position, part] of parts.entries()) {
    let open = openByKey.get(part.routingKey);
    if (open === undefined || !hasRoom(open, part)) {
      open = { positions: [], most: Infinity, characters: 0 };
      openByKey.set(part.routingKey, open);
      bundles.push({ routingKey: part.routingKey, open });
    }
    open.positions.push(position);
    open.most = Math.min(open.most, part.together);
    open.characters += part.json.length;
  }
  return bundles.map(({ routingKey, open: { positions } }) => {
    const texts = positions.map((position) => parts[position]!.json);
    return { routingKey, positions, json: texts.length === 1 ? texts[0]! : `[${texts.join(',')}]` };
  });
}

function hasRoom({ positions, most, characters }: OpenBundle, { together, json }: Part): boolean {
  return positions.length < Math.min(most, together) && characters + json.length <= MOST_CHARACTERS;
}
