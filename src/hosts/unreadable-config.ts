/** A client's config that cannot be edited because it is not what it should be; the message says why, without its content. */
export class UnreadableConfig extends Error {
  override readonly name = "UnreadableConfig";
}
