/** Options of a test that measures a time: whatever else the machine does can only lengthen it, so the best of three counts. */
export const bestOfThree = { retry: 2 };
