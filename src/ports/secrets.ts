/** API keys, kept under the origin they belong to: change the address and the key is not there. */
export interface Secrets {
  /** `origin` is scheme://host:port. */
  readonly keyFor: (origin: string) => Promise<string | undefined>;
}
