/** Planted: what is loaded on demand only. */
export const queue = 1;
