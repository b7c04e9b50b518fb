import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDirectory } from '../../installation/open-directory.js';

/**
 * The outside world of the drill: one file for each run, which its attempts append to themselves. Lines:
 * `E n` an effect of the attempt with fence token n was accepted; `R n` token n was registered; `S n` an effect was refused
 * because a later attempt had registered (stale); `D n` an attempt found the effect of an earlier one and had none of its own.
 *
 * `effect` takes part in no fencing: each call is an effect. `register` and `commit` are what a task does that uses its
 * fence token: the token is registered first, and later the effect is accepted only while none higher is there and no
 * earlier attempt has had its effect. Each attempt may be another user: the file is open to all of them. An effect of the *same* token is not looked for: an attempt that runs twice shows.
 */
const LIBRARY = `
umask 0
file="$DRILL_SINK/$ORRERY_RUN_ID"
effect() { printf 'E %s\\n' "$ORRERY_FENCE_TOKEN" >> "$file"; }
look() {
  highest=0 done=0
  while read -r kind token; do
    case $kind in
      R) [ "$token" -gt "$highest" ] && highest=$token ;;
      E) [ "$token" -lt "$ORRERY_FENCE_TOKEN" ] && done=1 ;;
    esac
  done < "$file"
}
note() { printf '%s %s\\n' "$1" "$ORRERY_FENCE_TOKEN" >> "$file"; }
guarded() {
  exec 9>> "$file"
  flock 9
  look
  verdict="$1"
  [ "$done" -eq 1 ] && verdict=D
  [ "$highest" -gt "$ORRERY_FENCE_TOKEN" ] && verdict=S
  note "$verdict"
  exec 9>&-
  [ "$verdict" = "$1" ] || exit 0
}
register() { guarded R; }
commit() { guarded E; }
`;

/** Where tasks leave their effects, and the environment that tells them. */
export interface EffectSink {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

export function makeEffectSink(directory: string): EffectSink {
  const sink = openDirectory(join(directory, 'effects'));
  chmodSync(directory, 0o711);
  const library = join(directory, 'effects.sh');
  writeFileSync(library, LIBRARY);
  return { directory: sink, env: { DRILL_SINK: sink, DRILL_LIBRARY: library } };
}

/** The command of a task that uses the words of the library. */
export function withEffects(command: string): string {
  return `. "$DRILL_LIBRARY"; ${command}`;
}
