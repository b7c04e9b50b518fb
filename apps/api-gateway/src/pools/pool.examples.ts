/** Ten slots, and no more than 100 starts in a minute. */
export const poolBody = {
  description: 'Licences of the renderer',
  slots: 10,
  rate: { count: 100, perMs: 60_000 },
};

/** Limits all tasks that carry a tag, in whatever project. */
export const newPool = { ...poolBody, name: 'licences', scope: 'tag', tag: 'renderer' };
