/** Binomial coefficients, for the order statistics of a median and the sign test. */

/** n over k as a double; exact while it is below 2^53. */
export function binomial(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product *= (n - k + i) / i;
  return product;
}
