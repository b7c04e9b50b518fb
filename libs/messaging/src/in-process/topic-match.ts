/** Whether a topic binding takes a routing key: `*` stands for one word, `#` for any number of words (AMQP 0-9-1, 3.1.3.3). */
export function topicMatches(pattern: string, key: string): boolean {
  return wordsMatch(pattern.split('.'), key.split('.'), 0, 0);
}

function wordsMatch(pattern: readonly string[], key: readonly string[], p: number, k: number): boolean {
  for (; p < pattern.length; p += 1, k += 1) {
    if (pattern[p] === '#') {
      for (let rest = k; rest <= key.length; rest += 1)
        if (wordsMatch(pattern, key, p + 1, rest)) return true;
      return false;
    }
    if (k >= key.length || (pattern[p] !== '*' && pattern[p] !== key[k])) return false;
  }
  return k === key.length;
}
